//! A capture understood: records, messages, secrets, checks. One pure function, [`trace`].
//!
//! The order of work: `streams` cuts each direction into records; `assembly` walks the records of both
//! directions in causal order, opens what can be opened and decodes every message; `proof` recomputes what can be
//! recomputed; [`judgement`] follows each chain upwards; `outcome` says how it ended. Nothing here knows where the
//! capture came from.

mod assembly;
pub mod certificates;
pub mod checks;
mod connection;
mod epochs;
mod event;
mod fingerprint;
mod gap;
mod inferred;
pub mod judgement;
mod memory;
mod negotiated;
mod outcome;
mod pre_master;
mod proof;
mod secrets;
mod streams;
mod unpack;

pub use checks::Check;
pub use connection::{CertificateSummary, Connection, Record};
pub use event::{Body, Epoch, Event, Kind, Protection};
pub use fingerprint::Fingerprints;
pub use gap::Gap;
pub use inferred::{Claim, Inferred};
pub use judgement::Judgement;
pub use negotiated::{ClientAuth, Negotiated};
pub use outcome::{Outcome, State};
pub use secrets::{DerivedSecret, Origin};

use crate::capture::{Capture, Source};

/// What a message says: the facts that the grammar read.
pub mod message {
    pub use crate::wire::alert::Alert;
    pub use crate::wire::certificate::{RevocationList, X509, revocation_list};
    pub use crate::wire::handshake::*;
}

/// A source, understood.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Where it comes from.
    pub source: Source,
    /// Whether addresses, times and interleaving are made up (a seeded lab run).
    pub synthetic: bool,
    /// The connections, in the order of the capture.
    pub connections: Vec<Connection>,
}

/// Turns a capture into a trace. Never fails: what is odd stands in the trace as issues.
///
/// The connections are read in order, because a later one may resume an earlier one: its pre-shared key is then
/// explained by the ticket that was seen before.
#[must_use]
pub fn trace(capture: &Capture) -> Trace {
    let mut memory = memory::Memory::default();
    let connections = capture.connections.iter().enumerate().map(|(index, connection)| memory.trace(index, connection)).collect();
    Trace { source: capture.source.clone(), synthetic: capture.synthetic, connections }
}
