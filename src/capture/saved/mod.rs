//! A connection as a saved trace carries it: the format's own structs, so that [`Connection`] can change inside.
//!
//! What is added here stands at its end of the schema too (`docs/tlstrace-1.schema.json`), and has a default: older traces
//! lack it. The words of an end or a direction (`fin`, `client_to_server`, a [`Reason`](super::Reason)) are those of the whole format.

mod end;
mod hexadecimal;
mod record;
mod tcp;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use self::end::{SavedEnd, SavedKnowledge, SavedSharedSecret};
use self::record::{SavedCheck, SavedRecord};
use self::tcp::SavedTcpEnd;
use super::{Chunk, Close, Connection, Direction, FirstClose, Gap, KeyLog, Prelude};

/// A [`Connection`], to be written into a saved trace and read from one. A field that is not known is an error.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedConnection {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    client: String,
    server: String,
    started_us: i64,
    chunks: Vec<SavedChunk>,
    #[serde(default)]
    gaps: Vec<SavedGap>,
    #[serde(default)]
    prelude: Option<SavedPrelude>,
    #[serde(default)]
    plaintext: [Option<String>; 2],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    not_tls: Option<String>,
    closes: [Close; 2],
    #[serde(default)]
    first_close: Option<SavedFirstClose>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tcp: Option<[SavedTcpEnd; 2]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    watched_us: Option<u64>,
    keylog: KeyLog,
    shared_secrets: Vec<SavedSharedSecret>,
    client_end: Option<SavedEnd>,
    server_end: Option<SavedEnd>,
    client_knows: SavedKnowledge,
    server_knows: SavedKnowledge,
    #[serde(default)]
    stored_records: [Vec<SavedRecord>; 2],
    #[serde(default)]
    stored_checks: Vec<SavedCheck>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedChunk {
    direction: Direction,
    time_us: u64,
    #[serde(with = "hex::serde")]
    bytes: Vec<u8>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedGap {
    chunk: usize,
    bytes: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedPrelude {
    name: String,
    #[serde(with = "hex::serde")]
    client_bytes: Vec<u8>,
    #[serde(with = "hex::serde")]
    server_bytes: Vec<u8>,
    #[serde(default)]
    chunks: Vec<SavedChunk>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedFirstClose {
    /// The end that did, by the direction in which it writes.
    by: Direction,
    idle_us: u64,
}

impl From<Connection> for SavedConnection {
    fn from(connection: Connection) -> Self {
        Self {
            number: connection.number,
            client: connection.client,
            server: connection.server,
            started_us: connection.started_us,
            chunks: all(connection.chunks),
            gaps: all(connection.gaps),
            prelude: connection.prelude.map(Into::into),
            plaintext: connection.plaintext,
            not_tls: connection.not_tls,
            closes: connection.closes,
            first_close: connection.first_close.map(Into::into),
            tcp: connection.tcp.map(|ends| ends.map(Into::into)),
            watched_us: connection.watched_us,
            keylog: connection.keylog,
            shared_secrets: all(connection.shared_secrets),
            client_end: connection.client_end.map(Into::into),
            server_end: connection.server_end.map(Into::into),
            client_knows: connection.client_knows.into(),
            server_knows: connection.server_knows.into(),
            stored_records: connection.stored_records.map(all),
            stored_checks: all(connection.stored_checks),
        }
    }
}

impl From<SavedConnection> for Connection {
    fn from(saved: SavedConnection) -> Self {
        Self {
            number: saved.number,
            client: saved.client,
            server: saved.server,
            started_us: saved.started_us,
            chunks: all(saved.chunks),
            gaps: all(saved.gaps),
            prelude: saved.prelude.map(Into::into),
            plaintext: saved.plaintext,
            not_tls: saved.not_tls,
            closes: saved.closes,
            first_close: saved.first_close.map(Into::into),
            tcp: saved.tcp.map(|ends| ends.map(Into::into)),
            watched_us: saved.watched_us,
            keylog: saved.keylog,
            shared_secrets: all(saved.shared_secrets),
            client_end: saved.client_end.map(Into::into),
            server_end: saved.server_end.map(Into::into),
            client_knows: saved.client_knows.into(),
            server_knows: saved.server_knows.into(),
            stored_records: saved.stored_records.map(all),
            stored_checks: all(saved.stored_checks),
        }
    }
}

/// Every one of a list, from the one form to the other.
fn all<T, U: From<T>>(list: Vec<T>) -> Vec<U> {
    list.into_iter().map(U::from).collect()
}

impl From<Chunk> for SavedChunk {
    fn from(Chunk { direction, time_us, bytes }: Chunk) -> Self {
        Self { direction, time_us, bytes }
    }
}

impl From<SavedChunk> for Chunk {
    fn from(SavedChunk { direction, time_us, bytes }: SavedChunk) -> Self {
        Self { direction, time_us, bytes }
    }
}

impl From<Gap> for SavedGap {
    fn from(Gap { chunk, bytes }: Gap) -> Self {
        Self { chunk, bytes }
    }
}

impl From<SavedGap> for Gap {
    fn from(SavedGap { chunk, bytes }: SavedGap) -> Self {
        Self { chunk, bytes }
    }
}

impl From<Prelude> for SavedPrelude {
    fn from(Prelude { name, client_bytes, server_bytes, chunks }: Prelude) -> Self {
        Self { name, client_bytes, server_bytes, chunks: all(chunks) }
    }
}

impl From<SavedPrelude> for Prelude {
    fn from(SavedPrelude { name, client_bytes, server_bytes, chunks }: SavedPrelude) -> Self {
        Self { name, client_bytes, server_bytes, chunks: all(chunks) }
    }
}

impl From<FirstClose> for SavedFirstClose {
    fn from(FirstClose { by, idle_us }: FirstClose) -> Self {
        Self { by: by.into(), idle_us }
    }
}

impl From<SavedFirstClose> for FirstClose {
    fn from(SavedFirstClose { by, idle_us }: SavedFirstClose) -> Self {
        Self { by: by.sender(), idle_us }
    }
}
