//! Which lines of a key log belong to a connection: those of its client random, which stands in the clear in its ClientHello.

use crate::capture::{Connection, Direction, KeyLog};

const CHANGE_CIPHER_SPEC: u8 = 20;
const HANDSHAKE: u8 = 22;
const CLIENT_KEY_EXCHANGE: u8 = 16;
/// The handshake header, the version, and the random behind it (RFC 8446 4.1.2).
const RANDOM: std::ops::Range<usize> = 6..38;
/// How much of a client's messages before its ChangeCipherSpec is looked at, in bytes.
const MAX_CLEAR: usize = 256 << 10;
/// The most records that are looked at.
const MAX_RECORDS: usize = 4096;
/// A renegotiation has a client random that nobody sees before it is opened: so many lines behind the connection's own are tried.
const MAX_LINES_OF_RENEGOTIATIONS: usize = 256;

/// The lines of a key log that can open this connection.
pub(in crate::offline) fn secrets(connection: &Connection, keylog: &KeyLog) -> KeyLog {
    let Some(random) = client_random(connection) else { return KeyLog::default() };
    let mut lines = keylog.of(&random);
    if lines.is_empty() {
        for name in pre_master_names(connection) {
            lines.merge(keylog.of(&name));
        }
    }
    if !keylog.is_empty() && renegotiates(connection) {
        let others: Vec<_> =
            keylog.lines_from(&random).filter(|line| line.label == "CLIENT_RANDOM").take(MAX_LINES_OF_RENEGOTIATIONS).cloned().collect();
        for line in others {
            lines.insert(line);
        }
    }
    lines
}

/// The client random of the first ClientHello, which may be split over records.
pub(in crate::offline) fn client_random(connection: &Connection) -> Option<Vec<u8>> {
    let mut stream = Stream::new(connection);
    let mut hello = Vec::new();
    while hello.len() < RANDOM.end {
        let (HANDSHAKE, length) = stream.record()? else { return None };
        stream.take(length, Some(&mut hello))?;
    }
    hello.get(RANDOM).map(<[u8]>::to_vec)
}

/// What can name a line of the label `RSA`: the first bytes of the encrypted pre-master secret in the ClientKeyExchange, behind the
/// length that SSL 3.0 does not have.
fn pre_master_names(connection: &Connection) -> Vec<Vec<u8>> {
    let mut stream = Stream::new(connection);
    let mut messages = Vec::new();
    while let Some((HANDSHAKE, length)) = stream.record().filter(|_| messages.len() < MAX_CLEAR) {
        if stream.take(length, Some(&mut messages)).is_none() {
            break;
        }
    }
    let mut rest = messages.as_slice();
    while let Some((&[kind, high, middle, low], body)) = rest.split_first_chunk() {
        if kind == CLIENT_KEY_EXCHANGE {
            return [2..10, 0..8].into_iter().filter_map(|name| body.get(name).map(<[u8]>::to_vec)).collect();
        }
        let length = u32::from_be_bytes([0, high, middle, low]);
        rest = usize::try_from(length).ok().and_then(|length| body.get(length..)).unwrap_or_default();
    }
    Vec::new()
}

/// Whether the client sends handshake messages after its first Finished (up to TLS 1.2, where their type stands in the clear).
fn renegotiates(connection: &Connection) -> bool {
    let mut stream = Stream::new(connection);
    let mut behind = None;
    for _ in 0..MAX_RECORDS {
        let Some((kind, length)) = stream.record() else { break };
        behind = match (kind, behind) {
            (CHANGE_CIPHER_SPEC, None) => Some(0),
            (HANDSHAKE, Some(messages)) => Some(messages + 1),
            _ => behind,
        };
        if stream.take(length, None).is_none() {
            break;
        }
    }
    behind.is_some_and(|messages| messages > 1)
}

/// What the client wrote, read once from the start.
struct Stream<'a> {
    chunks: Box<dyn Iterator<Item = &'a [u8]> + 'a>,
    rest: &'a [u8],
}

impl<'a> Stream<'a> {
    fn new(connection: &'a Connection) -> Self {
        let own = connection.chunks.iter().filter(|chunk| chunk.direction == Direction::ClientToServer);
        Self { chunks: Box::new(own.map(|chunk| chunk.bytes.as_slice())), rest: &[] }
    }

    /// Content type and length of the next record.
    fn record(&mut self) -> Option<(u8, usize)> {
        let mut header = Vec::new();
        self.take(5, Some(&mut header))?;
        let &[kind, 3, _, high, low] = header.first_chunk()? else { return None };
        Some((kind, usize::from(u16::from_be_bytes([high, low]))))
    }

    /// Goes on by `length` bytes, and copies them where they are wanted.
    fn take(&mut self, mut length: usize, mut copy: Option<&mut Vec<u8>>) -> Option<()> {
        while length > 0 {
            while self.rest.is_empty() {
                self.rest = self.chunks.next()?;
            }
            let (taken, rest) = self.rest.split_at(length.min(self.rest.len()));
            if let Some(copy) = &mut copy {
                copy.extend_from_slice(taken);
            }
            (self.rest, length) = (rest, length - taken.len());
        }
        Some(())
    }
}
