//! A trace put into words: the steps of a connection, the rung of each on the classic ladder, two connections aligned.
//!
//! Nothing is typed in here that a trace does not show: a step exists because a message was seen.

mod align;
mod annotate;
mod comparison;
mod fields;
mod ladder;
pub mod lessons;
mod markdown;
pub mod pages;
mod proofs;
pub mod quiz;
mod summary;
mod timeline;
pub mod walk;

pub use comparison::{Comparison, FieldRow, Row, Said, Subject, Total, compare};
pub use fields::Field;
pub use ladder::{LADDER, Rung, rung};
pub use proofs::{Proofs, Proved};
pub use timeline::{ByteBlock, ByteLine, Entry, EntryKind, Mark, TRANSCRIPT_HASH, Weight, steps, timeline};
pub use walk::Walk;
