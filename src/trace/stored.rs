//! A trace without its secrets: what it has to carry so that it reads the same.

use std::collections::HashMap;

use super::checks::{Check, CheckId};
use super::{Body, Connection, Record};
use crate::capture::{self, KeyLog, Prelude, StoredCheck, StoredContent, StoredRecord};
use crate::names::ContentType;
use crate::wire::record;

/// How many bytes are kept of what a server says when it refuses a client above TLS: headers, and the title of the page.
const KEPT_OF_REFUSAL: usize = 8192;

/// The connection as it was captured, without secrets and without what the applications said, and with the content of
/// the handshake's records and the result of every check instead.
#[must_use]
pub fn without_secrets(captured: &capture::Connection, connection: &Connection) -> capture::Connection {
    let mut kept = Kept::of(connection);
    let reasons = reasons(connection);
    let mut numbers = [0; 2];
    let mut stored_records: capture::StoredRecords = Default::default();
    for (index, record) in connection.records.iter().enumerate() {
        let side = record.from.index();
        if let Some(content) = content(connection, record, index, &reasons, &mut kept) {
            stored_records[side].push(StoredRecord { record: numbers[side], epoch: record.epoch.to_string(), content });
        }
        numbers[side] += 1;
    }
    let checks = connection.checks.iter().filter_map(|check| {
        Some(StoredCheck { id: check.id.to_string(), holds: check.holds?, detail: check.detail.clone(), step: check.step })
    });
    capture::Connection {
        keylog: KeyLog::default(),
        shared_secrets: Vec::new(),
        // What was said before TLS may be a password.
        prelude: captured.prelude.as_ref().map(|prelude| Prelude { name: prelude.name.clone(), ..Prelude::default() }),
        stored_records,
        stored_checks: checks.collect(),
        ..captured.clone()
    }
}

/// What is kept of data of the application, because a verdict rests on it.
struct Kept<'a> {
    records: &'a [usize],
    bytes: usize,
}

impl<'a> Kept<'a> {
    fn of(connection: &'a Connection) -> Self {
        let refusal = connection.refusal_above_tls();
        Self { records: refusal.map_or(&[], |(event, _)| &event.records), bytes: KEPT_OF_REFUSAL }
    }

    /// How many bytes of a record's content are kept.
    fn take(&mut self, index: usize, kind: ContentType, length: usize) -> usize {
        if kind != ContentType::APPLICATION_DATA {
            return length;
        }
        // A step names its records in their order.
        let taken = if self.records.binary_search(&index).is_ok() { length.min(self.bytes) } else { 0 };
        self.bytes -= taken;
        taken
    }
}

/// `None` for a record in the clear: it is what it is on the wire.
fn content(
    connection: &Connection,
    record: &Record,
    index: usize,
    reasons: &HashMap<usize, &str>,
    kept: &mut Kept<'_>,
) -> Option<StoredContent> {
    if record.protection == super::Protection::Clear {
        return None;
    }
    let Some(content) = record.content else {
        let why = reasons.get(&index).copied().unwrap_or("it was not opened when the trace was saved");
        return Some(StoredContent::Sealed(why.to_owned()));
    };
    let bytes = connection.buffers.bytes(content);
    let taken = kept.take(index, record.content_type, bytes.len());
    let on_the_wire = connection.buffers.on_the_wire(content);
    let begins = on_the_wire.first().map_or(0, |first| first.start.saturating_sub(record.span.start + record::HEADER));
    Some(StoredContent::Opened {
        content_type: record.content_type.0,
        starts_at: begins,
        bytes: bytes.get(..taken).unwrap_or(bytes).to_vec(),
        withheld: bytes.len() - taken,
    })
}

/// Why each record that stays sealed does so.
fn reasons(connection: &Connection) -> HashMap<usize, &str> {
    let sealed = connection.events.iter().filter_map(|event| match &event.body {
        Body::Sealed(sealed) => Some((*event.records.first()?, sealed.why.as_str())),
        _ => None,
    });
    sealed.collect()
}

/// Where a check needs secrets that are not there, what was found when the trace was saved stands in its place.
pub(super) fn restore(checks: &mut Vec<Check>, stored: &[StoredCheck]) {
    let mut places: HashMap<_, usize> = checks.iter().enumerate().map(|(place, check)| ((check.id, check.step), place)).collect();
    for found in stored {
        let Some(id) = CheckId::named(&found.id) else { continue };
        let restored = Check { id, holds: Some(found.holds), detail: found.detail.clone(), step: found.step, is_stored: true };
        // A check that found nothing to look at stands at no step.
        let place = places.get(&(id, found.step)).or_else(|| places.get(&(id, None))).copied();
        match place.and_then(|place| checks.get_mut(place)) {
            Some(check) if check.holds.is_none() => {
                places.remove(&(id, check.step));
                *check = restored;
            }
            Some(_) => continue,
            None => checks.push(restored),
        }
        places.insert((id, found.step), place.unwrap_or(checks.len() - 1));
    }
}
