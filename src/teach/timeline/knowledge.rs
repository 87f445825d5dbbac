//! What the client believes and what the server knows, from when on.
//!
//! An entry is there because a message was seen, a check was made, or an end said so itself. What is proved and what is
//! only said are never mixed.

use super::{Entry, EntryKind, Weight, learned};
use crate::capture::{End, EndReport, Observation};
use crate::trace::{Connection, Event, Kind};

/// The most that one end learns. A real connection has a dozen.
const MOST: usize = 40;

/// How many messages and alerts are looked at. A handshake has fifteen; somebody else may send thousands.
const MOST_EVENTS: usize = 256;

/// What both ends learn on the way, each thing once, in the order of the messages.
pub(in crate::teach) fn of(connection: &Connection) -> Vec<Entry> {
    let telling = connection.events.iter().filter(|event| matches!(event.kind(), Kind::Handshake | Kind::Alert)).take(MOST_EVENTS);
    let mut found = Knowledge::default();
    for event in telling {
        for (of, says) in learned::at(connection, event) {
            found.add(of, event.step, says);
        }
    }
    if let Some((step, lines)) = learned::from_verdict(connection) {
        for (of, says) in lines {
            found.add(of, step, says);
        }
    }
    for of in End::BOTH {
        if let Some(report) = connection.end(of) {
            found.add_own_words(connection, of, report);
        }
    }
    found.0.sort_by_key(|entry| entry.after_step);
    found.0
}

#[derive(Default)]
struct Knowledge(Vec<Entry>);

impl Knowledge {
    fn add(&mut self, of: End, after_step: usize, says: String) {
        let own = || self.0.iter().filter(|entry| entry.of == Some(of));
        if own().count() < MOST && !own().any(|entry| entry.says == says) {
            let entry = Entry::new(EntryKind::Knowledge, Weight::Detail, after_step, of.name(), says);
            self.0.push(Entry { of: Some(of), ..entry });
        }
    }

    /// What an end reported of itself, between what follows from the protocol.
    fn add_own_words(&mut self, connection: &Connection, of: End, report: &EndReport) {
        for observation in &report.observations {
            self.add(of, moment(connection, of, observation), format!("says itself: {}", observation.what));
        }
        if let Some(error) = &report.error {
            self.add(of, connection.events.len(), format!("says itself: {error}"));
        }
    }
}

/// The message behind which an end observed something: what it had read and written by then. (The time of a write is
/// taken before it.)
fn moment(connection: &Connection, of: End, observation: &Observation) -> usize {
    let is_before = |event: &&Event| {
        if event.sender() == of { event.time_us < observation.time_us } else { event.time_us <= observation.time_us }
    };
    connection.events.iter().filter(is_before).map(|event| event.step).max().unwrap_or_default()
}
