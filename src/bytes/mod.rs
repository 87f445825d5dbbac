//! The spine: spans, buffers that remember where their bytes came from, and the reader that makes nodes.
//!
//! A [`Span`] names a range of bytes in one buffer. A [`Buffer`] is either what was on the wire in one direction, or
//! bytes derived from it (decrypted, reassembled), with a map back. The [`Reader`] is the only way to make a
//! [`Node`]: it cannot consume a byte without recording which field it was, so "every byte has a name" holds by
//! construction.

#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod buffer;
mod node;
mod reader;
mod remarks;
mod span;

pub use buffer::{Buffer, Buffers, MAX_BUFFER};
pub use node::{Node, Shape, Value};
pub use reader::{FactsOnly, Reader, Sink, Stop, Tree, Width};
pub use remarks::Remarks;
pub use span::{BufferId, Issue, Span};
