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
/// The most lines among which these are looked for.
const MAX_LINES_LOOKED_AT: usize = 4096;

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
        let others = keylog.lines_from(&random).take(MAX_LINES_LOOKED_AT);
        let others: Vec<_> = others.filter(|line| line.label == "CLIENT_RANDOM").take(MAX_LINES_OF_RENEGOTIATIONS).cloned().collect();
        for line in others {
            lines.insert(line);
        }
    }
    lines
}

/// The client random of the first ClientHello, which may be split over records.
pub(in crate::offline) fn client_random(connection: &Connection) -> Option<Vec<u8>> {
    if let Some(random) = sslv2_random(connection) {
        return Some(random);
    }
    let mut stream = Stream::new(connection);
    let mut hello = Vec::new();
    while hello.len() < RANDOM.end {
        let (HANDSHAKE, length) = stream.record()? else { return None };
        stream.take(length, Some(&mut hello))?;
    }
    hello.get(RANDOM).map(<[u8]>::to_vec)
}

/// The challenge at the end of a ClientHello in the form of SSL 2.0, with zeros before it (RFC 5246 E.2).
fn sslv2_random(connection: &Connection) -> Option<Vec<u8>> {
    let mut stream = Stream::new(connection);
    let mut header = Vec::new();
    stream.take(2, Some(&mut header))?;
    let &[high @ 0x80..=0xff, low] = header.first_chunk()? else { return None };
    let mut hello = Vec::new();
    stream.take(usize::from(u16::from_be_bytes([high & 0x7f, low])), Some(&mut hello))?;
    let &[1, 3, _, _, _, _, _, 0, length @ 16..=32] = hello.first_chunk()? else { return None };
    let challenge = hello.get(hello.len().checked_sub(length.into())?..)?;
    Some([&vec![0; 32 - challenge.len()], challenge].concat())
}

/// What can name a line of the label `RSA`: the first bytes of the encrypted pre-master secret in the ClientKeyExchange, behind the
/// length that SSL 3.0 does not have.
fn pre_master_names(connection: &Connection) -> Vec<Vec<u8>> {
    let mut stream = Stream::behind_sslv2_hello(connection);
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
    let mut stream = Stream::behind_sslv2_hello(connection);
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

    /// From the first record of SSL 3.0 or TLS on.
    fn behind_sslv2_hello(connection: &'a Connection) -> Self {
        let mut stream = Self::new(connection);
        let mut header = Vec::new();
        if sslv2_random(connection).is_some()
            && stream.take(2, Some(&mut header)).is_some()
            && let [high, low] = header[..]
        {
            stream.take(usize::from(u16::from_be_bytes([high & 0x7f, low])), None);
        }
        stream
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
