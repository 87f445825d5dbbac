//! What the size of an encrypted record betrays: guesses of somebody without keys. Nothing that was opened goes in.

use crate::capture::Direction;
use crate::names::{CipherSuite, ContentType};
use crate::trace::{Connection, Event, Protection, Record};

/// Length of a record's header in bytes.
const HEADER: usize = 5;
/// What TLS 1.3 adds to the content of a record: its type and the tag.
const ADDED: usize = 17;
/// Length of an alert in bytes.
const ALERT: usize = 2;

/// The first encrypted record of each end.
#[derive(Debug)]
pub(super) struct First([Option<usize>; 2]);

impl First {
    /// Goes through the records once.
    pub(super) fn of(connection: &Connection) -> Self {
        let is_sealed = |record: &Record, from| record.from == from && record.protection != Protection::Clear;
        Self(Direction::BOTH.map(|from| connection.records.iter().position(|record| is_sealed(record, from))))
    }

    /// The guess about the record that an encrypted event came in.
    pub(super) fn guess(&self, connection: &Connection, event: &Event) -> Option<String> {
        let index = *event.records.first()?;
        let record = connection.records.get(index)?;
        let is_first = self.0[record.from.index()] == Some(index);
        if connection.negotiated.is_tls13() { tls13(connection, record, is_first) } else { up_to_tls12(connection, record) }
    }
}

/// Whether a record of this event holds something else too.
pub(super) fn is_shared(connection: &Connection, event: &Event) -> bool {
    let beside = |number: usize| number.checked_sub(1).and_then(|index| connection.events.get(index));
    let neighbours = [beside(event.step.saturating_sub(1)), beside(event.step + 1)];
    let shares = |other: &Event| other.from == event.from && other.records.iter().any(|record| event.records.contains(record));
    event.records.len() < 64 && neighbours.into_iter().flatten().any(shares)
}

fn tls13(connection: &Connection, record: &Record, is_first: bool) -> Option<String> {
    let length = record.span.len().checked_sub(HEADER)?;
    let finished = 4 + hash_length(connection)?;
    match (length.checked_sub(ADDED)?, record.from) {
        (ALERT, _) => Some(format!("an alert: {length} bytes leave room for {ALERT}")),
        (_, Direction::ServerToClient) if is_first => {
            Some("the server's part of the handshake: its size is above all that of its certificates".into())
        }
        (content, Direction::ClientToServer) if is_first && content > finished => {
            Some(format!("longer than the {finished} bytes of a Finished: the client was asked for a certificate"))
        }
        (content, Direction::ClientToServer) if is_first && content == finished => {
            Some("as long as a Finished alone: the client was not asked for a certificate".into())
        }
        (content, _) if content == finished => Some("as long as a Finished".into()),
        _ => None,
    }
}

fn hash_length(connection: &Connection) -> Option<usize> {
    Some(if connection.negotiated.cipher_suite.and_then(CipherSuite::name)?.ends_with("SHA384") { 48 } else { 32 })
}

/// Up to TLS 1.2 the type of a record is not encrypted.
fn up_to_tls12(connection: &Connection, record: &Record) -> Option<String> {
    let kind = connection.buffers.bytes(record.span).first().map(|&number| ContentType(number))?;
    match kind {
        ContentType::HANDSHAKE => Some("an encrypted handshake record here is a Finished".into()),
        ContentType::ALERT => Some("an alert; behind the handshake most often close_notify".into()),
        _ => None,
    }
}
