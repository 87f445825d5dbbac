//! A connection as a fuzzer can write it: items, each a kind, a length and bytes.
//!
//! A length that reaches beyond the input takes what is there, so every input means something.

use tlstrace::capture::{Capture, Chunk, Close, Connection, Direction, Gap, KeyLog};

/// The kinds of items.
pub const CLIENT: u8 = 0;
pub const SERVER: u8 = 1;
/// Bytes are missing here; as many as the first byte says.
pub const GAP: u8 = 2;
/// Lines of a key log.
pub const KEY_LOG: u8 = 3;
/// A certificate that both ends trust.
pub const TRUST: u8 = 4;
/// A revocation list.
pub const CRL: u8 = 5;
/// What follows is the next connection.
pub const NEXT: u8 = 6;
const KINDS: u8 = 7;

/// The items of an input: kind and bytes.
pub fn items(mut data: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (&[kind, high, low], rest) = data.split_first_chunk()?;
        let length = usize::from(u16::from_be_bytes([high, low])).min(rest.len());
        let (item, behind) = rest.split_at(length);
        data = behind;
        Some((kind % KINDS, item))
    })
}

/// Writes an item as [`items`] reads it; one that is too long becomes several.
pub fn item(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let part = |part: &[u8]| {
        let length = u16::try_from(part.len()).expect("a part is short").to_be_bytes();
        [&[kind], &length[..], part].concat()
    };
    if bytes.is_empty() { part(bytes) } else { bytes.chunks(usize::from(u16::MAX)).flat_map(part).collect() }
}

/// The capture that an input describes. Without `secrets` its key log is left out.
pub fn capture(data: &[u8], secrets: bool) -> Capture {
    let mut connections = vec![Connection::default()];
    for (kind, bytes) in items(data) {
        let last = connections.last_mut().expect("there is one");
        match kind {
            CLIENT => say(last, Direction::ClientToServer, bytes),
            SERVER => say(last, Direction::ServerToClient, bytes),
            GAP => last.gaps.push(Gap { chunk: last.chunks.len(), bytes: bytes.first().copied().unwrap_or(0).into() }),
            KEY_LOG if secrets => last.keylog.merge(KeyLog::parse(&String::from_utf8_lossy(bytes)).0),
            TRUST => know(last, |knows| knows.trust.get_or_insert_default().push(bytes.to_vec())),
            CRL => know(last, |knows| knows.crls.push(bytes.to_vec())),
            NEXT => connections.push(Connection::default()),
            _ => {}
        }
    }
    Capture { connections, ..Capture::default() }
}

/// The input that describes a capture.
pub fn describe(capture: &Capture) -> Vec<u8> {
    let connections: Vec<Vec<u8>> = capture.connections.iter().map(describe_connection).collect();
    connections.join(&item(NEXT, &[])[..])
}

fn describe_connection(connection: &Connection) -> Vec<u8> {
    let lines: Vec<String> = connection.keylog.lines().map(ToString::to_string).collect();
    let mut input = item(KEY_LOG, lines.join("\n").as_bytes());
    let knows = [&connection.client_knows, &connection.server_knows];
    input.extend(knows.iter().flat_map(|knows| knows.trust.iter().flatten()).flat_map(|der| item(TRUST, der)));
    input.extend(knows.iter().flat_map(|knows| &knows.crls).flat_map(|der| item(CRL, der)));
    let kind = |direction| if direction == Direction::ClientToServer { CLIENT } else { SERVER };
    input.extend(connection.chunks.iter().flat_map(|chunk| item(kind(chunk.direction), &chunk.bytes)));
    input
}

fn say(connection: &mut Connection, direction: Direction, bytes: &[u8]) {
    let time_us = connection.chunks.len() as u64;
    connection.chunks.push(Chunk { direction, time_us, bytes: bytes.to_vec() });
    // An end that says nothing more has closed, the other one has not: rules look at both.
    connection.closes = [Close::Fin, Close::Open];
}

fn know(connection: &mut Connection, add: impl Fn(&mut tlstrace::capture::Knowledge)) {
    add(&mut connection.client_knows);
    add(&mut connection.server_knows);
}
