//! What a source delivers: bytes by direction and time, secrets, and what each end reported.
//!
//! Plain values, without a TLS stack in sight. A lab run fills in everything; a capture file has chunks and perhaps
//! a key log; a live connection has one end's view. Everything that the views show is computed from this.

mod chunk;
mod end;
mod gap;
mod keylog;
mod knowledge;
mod prelude;
mod saved;
mod stored;
mod tcp;

pub use crate::names::End;
pub use chunk::{Chunk, Close, Direction, FirstClose};
pub use end::{EndReport, EndState, Observation, Reason, Withheld, WithheldBecause};
pub use gap::Gap;
pub use keylog::{KeyLog, KeyLogLine, KeyLogProblem, Secret};
pub use knowledge::{Knowledge, SharedSecret};
pub use prelude::Prelude;
pub use saved::SavedConnection;
pub use stored::{StoredCheck, StoredContent, StoredRecord, StoredRecords};
pub use tcp::{Closed, Rewritten, TcpEnd};

use serde::{Deserialize, Serialize};

/// One source: its connections, in the order of their first byte.
#[derive(Clone, Debug, Default)]
pub struct Capture {
    /// Where it comes from.
    pub source: Source,
    /// Whether addresses, times and interleaving are made up (a seeded lab run).
    pub synthetic: bool,
    /// The connections.
    pub connections: Vec<Connection>,
}

/// The kind of a source, and its name for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The kind.
    pub kind: SourceKind,
    /// A scenario's or a file's name, or an address.
    pub name: String,
    /// What the client is, where known (`rustls 0.23`).
    pub client: Option<String>,
    /// What the server is, where known.
    pub server: Option<String>,
    /// How the bytes travelled, where known (`loopback`, `in memory`).
    pub transport: Option<String>,
}

/// The kinds of sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A lab run.
    #[default]
    Scenario,
    /// A capture file.
    Capture,
    /// A live connection to a server.
    Connect,
    /// A live connection from a client.
    Serve,
    /// A connection through the proxy.
    Proxy,
    /// A saved trace.
    Trace,
}

/// One TCP connection.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// Its number in its source, from 1, where not all connections of the source are here.
    pub number: Option<usize>,
    /// `address:port` of the end that connected.
    pub client: String,
    /// `address:port` of the end that was connected to.
    pub server: String,
    /// When the connection began: microseconds since 1970-01-01 00:00 UTC.
    pub started_us: i64,
    /// What was written, in the order of the times taken *before* each write.
    pub chunks: Vec<Chunk>,
    /// Bytes that were not captured, in the order of the chunks that they are missing before.
    pub gaps: Vec<Gap>,
    /// What was said in the clear before TLS began; the chunks begin behind it.
    pub prelude: Option<Prelude>,
    /// What each direction speaks where it is not TLS (`HTTP`, `SSH`), as far as its first bytes tell: client to server, server to client.
    pub plaintext: [Option<String>; 2],
    /// What is spoken here that is neither TLS nor meant to be (`HTTP`, `SSH`): nobody failed, whatever happened. `None` where TLS is spoken,
    /// or one end wanted it.
    pub not_tls: Option<String>,
    /// How each direction ended: client to server, server to client.
    pub closes: [Close; 2],
    /// Which end closed first; `None` where that was not recorded.
    pub first_close: Option<FirstClose>,
    /// What TCP's headers tell of client and server, beside their bytes; `None` where the source is no capture of packets.
    pub tcp: Option<[TcpEnd; 2]>,
    /// For how many microseconds the capture went on behind the last byte: an end that had no time to answer is not silent. `None`
    /// where the source does not tell.
    pub watched_us: Option<u64>,
    /// The secrets that are known.
    pub keylog: KeyLog,
    /// (EC)DHE secrets that a lab run recorded, in the order of their computation.
    pub shared_secrets: Vec<SharedSecret>,
    /// What the client reported; `None` where nobody asked it.
    pub client_end: Option<EndReport>,
    /// What the server reported.
    pub server_end: Option<EndReport>,
    /// What the judge of the *server's* certificate knows: the client's trust, its clock, the name it wants.
    pub client_knows: Knowledge,
    /// What the judge of the *client's* certificate knows: the server's trust and its clock.
    pub server_knows: Knowledge,
    /// What the encrypted records held, where the source is a trace that was saved without secrets.
    pub stored_records: StoredRecords,
    /// The checks that need such secrets, as they were made when the trace was saved.
    pub stored_checks: Vec<StoredCheck>,
}

impl Connection {
    /// How many bytes both ends wrote, as far as they are here.
    #[must_use]
    pub fn length(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.bytes.len()).sum()
    }

    /// What an end reported of itself.
    #[must_use]
    pub fn end(&self, end: End) -> Option<&EndReport> {
        match end {
            End::Client => self.client_end.as_ref(),
            End::Server => self.server_end.as_ref(),
        }
    }

    /// What an end knows as the judge of the other one's certificate.
    #[must_use]
    pub fn knows(&self, end: End) -> &Knowledge {
        match end {
            End::Client => &self.client_knows,
            End::Server => &self.server_knows,
        }
    }

    /// How an end closed.
    #[must_use]
    pub fn close_of(&self, end: End) -> Close {
        self.closes[end.index()]
    }
}
