//! What happened in a connection, in one order: its messages, and between them what follows from them.
//!
//! One kind of entry, one file, which makes all entries of its kind. Views read the list, and ask each entry for what
//! they show of it; none asks what kind it is.

mod belief;
mod entry;
mod gap;
mod keys;
mod knowledge;
mod learned;
mod message;
mod prelude;

pub use entry::{ByteBlock, ByteLine, Entry, EntryKind, Mark, Weight};
pub use message::TRANSCRIPT_HASH;

pub(super) use knowledge::of as knowledge;

use crate::trace::Connection;

/// Who makes entries. Of those that stand behind the same message the earlier maker's come first.
const MAKERS: [fn(&Connection) -> Vec<Entry>; 6] = [prelude::of, message::of, belief::of, knowledge::of, keys::of, gap::of];

/// The timeline of a connection.
#[must_use]
pub fn timeline(connection: &Connection) -> Vec<Entry> {
    let mut entries: Vec<Entry> = MAKERS.iter().flat_map(|make| make(connection)).collect();
    entries.sort_by_key(|entry| entry.after_step);
    entries
}

/// The entries that are steps of the handshake: what stands beside another connection's, and what a lesson goes through.
#[must_use]
pub fn steps(connection: &Connection) -> Vec<Entry> {
    timeline(connection).into_iter().filter(|entry| entry.weight == Weight::Step).collect()
}
