//! For tests: every cut and every flipped byte of real bytes. Whatever comes, each byte lies under one leaf, both sinks
//! give the same facts, and nothing panics.

use std::fmt::Debug;

use crate::bytes::{BufferId, FactsOnly, Issue, Node, Reader, Span, Tree};

/// A grammar, for both sinks.
pub(super) trait Grammar {
    type Facts: Debug + PartialEq;
    fn tree(&self, reader: &mut Reader<'_, '_, Tree>) -> Self::Facts;
    fn facts(&self, reader: &mut Reader<'_, '_, FactsOnly>) -> Self::Facts;
}

/// Makes a [`Grammar`] of an expression in which `$reader` is the reader.
macro_rules! grammar {
    ($facts:ty, |$reader:ident| $read:expr) => {{
        struct Read;
        impl $crate::wire::torture::Grammar for Read {
            type Facts = $facts;
            fn tree(&self, $reader: &mut $crate::bytes::Reader<'_, '_, $crate::bytes::Tree>) -> $facts {
                $read
            }
            fn facts(&self, $reader: &mut $crate::bytes::Reader<'_, '_, $crate::bytes::FactsOnly>) -> $facts {
                $read
            }
        }
        Read
    }};
}
pub(super) use grammar;

/// Reads `bytes` with both sinks and compares.
pub(super) fn read<G: Grammar>(bytes: &[u8], grammar: &G) -> (G::Facts, Node, Vec<Issue>) {
    let span = Span::new(BufferId(0), 0, bytes.len());
    let (facts, node, issues) = super::decode(bytes, span, |reader| grammar.tree(reader));
    let node = node.expect("a node");
    assert_eq!(node.span, span);
    assert!(node.is_gapless(), "{node:#?}");
    assert!(issues.iter().all(|issue| span.contains(issue.span)), "{issues:?}");
    assert!(!issues.is_empty() || node.find("undecoded").is_none(), "undecoded, but no reason is given");
    assert_eq!(facts, super::facts(bytes, span, |reader| grammar.facts(reader)));
    (facts, node, issues)
}

/// Reads `bytes`, then all that is left of them when they are cut or damaged.
pub(super) fn torture<G: Grammar>(bytes: &[u8], grammar: &G) -> (G::Facts, Node, Vec<Issue>) {
    for cut in 0..bytes.len() {
        read(&bytes[..cut], grammar);
    }
    let mut damaged = bytes.to_vec();
    for at in 0..bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            damaged[at] ^= mask;
            read(&damaged, grammar);
            damaged[at] ^= mask;
        }
    }
    read(bytes, grammar)
}
