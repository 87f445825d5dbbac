//! Moments at which secrets become computable, for both ends.

use super::{Entry, EntryKind, Weight, message};
use crate::teach::fields::Field;
use crate::teach::ladder;
use crate::teach::pages::{Kind, library};
use crate::trace::{Connection, DerivedSecret, Origin};

/// The secrets of each moment, those that belong together as one entry.
pub(super) fn of(connection: &Connection) -> Vec<Entry> {
    let steps = connection.events.iter().map(|event| event.step);
    steps.flat_map(|step| behind(connection, step)).collect()
}

fn behind(connection: &Connection, step: usize) -> Vec<Entry> {
    let secrets: Vec<&DerivedSecret> = connection.secrets.iter().filter(|secret| secret.after_step == step).collect();
    let mut entries: Vec<Entry> = secrets.chunk_by(|left, right| left.group == right.group).map(|group| entry(step, group)).collect();
    if let Some(last) = entries.last_mut() {
        last.marks = message::marks(connection, step, |id| id == crate::trace::CheckId::KeySchedule);
    }
    entries
}

fn entry(step: usize, secrets: &[&DerivedSecret]) -> Entry {
    let (group, means) = secrets.first().map_or(("", ""), |secret| (secret.group, secret.means));
    Entry {
        key: group.replace(' ', "_"),
        rung: Some(ladder::KEYS),
        page: library().page(Kind::Rung, &format!("rung {}", ladder::KEYS.number)),
        fields: secrets.iter().map(|secret| field(secret)).collect(),
        ..Entry::new(EntryKind::Keys, Weight::Step, step, group, means)
    }
}

fn field(secret: &DerivedSecret) -> Field {
    let value = hex::encode(&secret.value);
    let note = match secret.origin {
        Origin::Computed => return Field::new(secret.name, value),
        Origin::ComputedAndLogged => "✓ as in the key log",
        Origin::Logged => "from the key log",
        Origin::Recorded => "recorded at the key exchange",
    };
    Field::new(secret.name, format!("{value} {note}"))
}
