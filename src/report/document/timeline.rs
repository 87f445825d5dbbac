//! What happened between the messages, in a document.

use serde::Serialize;

use crate::capture::{Direction, End};
use crate::teach::Entry;

/// An entry of the timeline that is no message: the messages are the events. Secrets are not in it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TimelineEntry {
    kind: &'static str,
    /// The event behind which it stands; 0 before the first.
    after_step: usize,
    /// Who sent it, or whose belief it is; null where both ends have it in common.
    of: Option<&'static str>,
    name: String,
    says: String,
    /// Whether nobody said it, and it follows from the protocol.
    inferred: bool,
}

impl TimelineEntry {
    /// `None` of a message.
    pub(super) fn of(entry: Entry) -> Option<Self> {
        let of = entry.of.or(entry.from.map(Direction::sender)).map(End::name);
        let is_message = entry.message().is_some();
        let Entry { kind, after_step, name, says, is_inferred: inferred, .. } = entry;
        (!is_message).then(|| Self { kind: kind.name(), after_step, of, name, says, inferred })
    }
}
