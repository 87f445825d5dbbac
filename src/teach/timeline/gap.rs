//! Bytes that were not captured.

use super::{Entry, EntryKind, Weight};
use crate::trace::{Connection, Gap};

/// Each hole, before the step that comes behind it; behind all where nothing does.
pub(super) fn of(connection: &Connection) -> Vec<Entry> {
    let last = connection.events.len();
    connection.gaps.iter().map(|gap| entry(gap, gap.before_step.map_or(last, |step| step.saturating_sub(1)))).collect()
}

fn entry(gap: &Gap, after_step: usize) -> Entry {
    let says = match gap.bytes {
        0 => "the beginning was not captured".to_owned(),
        1 => "1 byte is missing here: it was not captured".to_owned(),
        bytes => format!("{bytes} bytes are missing here: they were not captured"),
    };
    Entry { from: Some(gap.from), ..Entry::new(EntryKind::Gap, Weight::Step, after_step, "gap", says) }
}
