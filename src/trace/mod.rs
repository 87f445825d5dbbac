//! A capture understood: records, messages, secrets, checks. One pure function, [`trace`].
//!
//! The order of work: `streams` cuts each direction into records; `assembly` walks the records of both
//! directions in causal order and opens what can be opened; `steps` keeps what it meets ([`names()`] the names alone); `proof` recomputes what can be
//! recomputed; [`judgement`] follows each chain upwards; `outcome` says how it ended. Nothing here knows where the
//! capture came from.

mod above;
mod assembly;
pub mod certificates;
pub mod checks;
mod closed;
mod connection;
mod course;
mod effort;
mod epochs;
mod event;
mod fingerprint;
mod gap;
mod inferred;
mod inflater;
pub mod judgement;
mod keys;
mod memory;
mod names;
mod negotiated;
mod outcome;
mod pre_master;
mod proof;
mod secrets;
mod steps;
mod stored;
mod streams;
mod tracer;
mod unpack;

pub use above::RefusedAbove;
pub use checks::{Check, CheckId};
pub use closed::Leavings;
pub use connection::{CertificateSummary, Connection, Record};
pub use effort::Effort;
pub use event::{Body, Epoch, Event, Kind, Protection};
pub use fingerprint::Fingerprints;
pub use gap::Gap;
pub use inferred::{Claim, Inferred};
pub use judgement::Judgement;
pub use names::{Names, names};
pub use negotiated::{ClientAuth, Negotiated};
pub use outcome::{Outcome, State};
pub use secrets::{DerivedSecret, Origin};
pub use stored::without_secrets;
pub use tracer::{Tracer, Turn};

use crate::capture::{Capture, Source};

/// What a cipher suite stands for.
pub mod suite {
    pub use crate::crypt::suite::{Authentication, Cipher, KeyExchange, Suite};
}

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
    trace_with(capture, Effort::Full)
}

/// The same with as much effort as is wanted.
#[must_use]
pub fn trace_with(capture: &Capture, effort: Effort) -> Trace {
    let tracer = Tracer::new(effort);
    let traced = capture.connections.iter().enumerate().map(|(index, connection)| tracer.trace(tracer.turn(), index, connection));
    let connections = traced.collect();
    Trace { source: capture.source.clone(), synthetic: capture.synthetic, connections }
}
