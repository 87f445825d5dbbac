//! The grammar of TLS: records, handshake messages, extensions, alerts and certificates.
//!
//! Every function of the grammar takes a [`Reader`], which names each byte as it is read, and
//! fills in *facts*: the values that the rest of the program decides by. Decoding never fails: facts that could not
//! be read keep their defaults, and the reader's sink holds an issue. One message, one extension: one file.

#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

pub mod alert;
pub mod certificate;
pub mod extension;
pub mod handshake;
pub mod record;
#[cfg(test)]
mod torture;

use crate::bytes::{FactsOnly, Issue, Node, Reader, Span, Tree};

/// Decodes `span` (whose buffer holds `data`) into a tree and its facts.
pub fn decode<T>(data: &[u8], span: Span, grammar: impl FnOnce(&mut Reader<'_, '_, Tree>) -> T) -> (T, Option<Node>, Vec<Issue>) {
    let mut tree = Tree::default();
    let facts = grammar(&mut Reader::new(data, span, &mut tree));
    let (nodes, issues) = tree.finish();
    (facts, nodes.into_iter().next(), issues)
}

/// Runs a grammar for its facts alone.
pub fn facts<T>(data: &[u8], span: Span, grammar: impl FnOnce(&mut Reader<'_, '_, FactsOnly>) -> T) -> T {
    grammar(&mut Reader::new(data, span, &mut FactsOnly::default()))
}
