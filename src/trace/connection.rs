//! One connection, understood.

use std::fmt;

use super::gap::Gap;
use super::{
    Check, CheckId, DerivedSecret, Epoch, Event, Fingerprints, Inferred, Judgement, Leavings, Negotiated, Outcome, Protection, RefusedAbove,
};
use crate::bytes::{Buffers, Issue, Node, Span};
use crate::capture::{Close, Direction, End, EndReport, FirstClose, Prelude, TcpEnd};
use crate::names::ContentType;
use crate::wire::certificate::X509;
use crate::wire::handshake::{Certificate, Message};

/// One connection: what was said, under which keys, what could be proved, how it ended.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its number in its source, from 1, where not all connections of the source are here.
    pub number: Option<usize>,
    /// `address:port` of the client.
    pub client: String,
    /// `address:port` of the server.
    pub server: String,
    /// When it began: microseconds since 1970-01-01 00:00 UTC.
    pub started_us: i64,
    /// All bytes: the two directions of the wire first, then what was derived from them.
    pub buffers: Buffers,
    /// What was said in the clear before TLS.
    pub prelude: Option<Prelude>,
    /// What each direction speaks where it is not TLS (`HTTP`, `SSH`), as far as its first bytes tell: client, server.
    pub plaintext: [Option<String>; 2],
    /// What is spoken here that is neither TLS nor meant to be: nobody failed, whatever happened.
    pub not_tls: Option<String>,
    /// Bytes that were not captured, in order.
    pub gaps: Vec<Gap>,
    /// The records of both directions, in causal order.
    pub records: Vec<Record>,
    /// The steps, in causal order; of one direction in stream order.
    pub events: Vec<Event>,
    /// What the two agreed on.
    pub negotiated: Negotiated,
    /// How it ended.
    pub outcome: Outcome,
    /// What could be recomputed, and whether it held.
    pub checks: Vec<Check>,
    /// What was recomputed about each chain that was presented, in order.
    pub judgements: Vec<Judgement>,
    /// The secrets, each at the step where it becomes computable.
    pub secrets: Vec<DerivedSecret>,
    /// What records that stay sealed betray, in their order.
    pub inferred: Vec<Inferred>,
    /// The same of all encrypted records, also of those that were opened: what somebody without keys can tell.
    pub seen_from_outside: Vec<Inferred>,
    /// Fingerprints of the hellos.
    pub fingerprints: Fingerprints,
    /// The earlier connection, from 1, that this one resumes.
    pub resumes: Option<usize>,
    /// The earlier connection, from 1, whose session the client offers to resume, where no server took it up.
    pub offers_session_of: Option<usize>,
    /// How each direction ended.
    pub closes: [Close; 2],
    /// When each end left.
    pub leavings: Leavings,
    /// Which end closed first; `None` where that was not recorded.
    pub first_close: Option<FirstClose>,
    /// What TCP tells of client and server; `None` where the source is no capture of packets.
    pub tcp: Option<[TcpEnd; 2]>,
    /// What the client reported.
    pub client_end: Option<EndReport>,
    /// What the server reported.
    pub server_end: Option<EndReport>,
    /// What is odd.
    pub issues: Vec<Issue>,
}

/// One record of the wire.
#[derive(Clone, Debug)]
pub struct Record {
    /// Who sent it.
    pub from: Direction,
    /// Its bytes on the wire, with the 5-byte header.
    pub span: Span,
    /// What it holds: of an opened record of TLS 1.3 the inner type.
    pub content_type: ContentType,
    /// Whether it could be read.
    pub protection: Protection,
    /// Under which keys it was sent.
    pub epoch: Epoch,
    /// The content, opened: without inner content type and padding. `None` where it stays sealed.
    pub content: Option<Span>,
    /// Every byte of it as it is on the wire under its name.
    pub tree: Option<Node>,
}

/// A certificate in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateSummary {
    /// `CN=…,O=…`.
    pub subject: String,
    /// `CN=…,O=…`.
    pub issuer: String,
    /// Serial number in hexadecimal.
    pub serial: String,
    /// Start of validity, seconds since 1970-01-01 00:00 UTC.
    pub not_before: i64,
    /// End of validity, seconds since 1970-01-01 00:00 UTC.
    pub not_after: i64,
    /// SHA-256 of the DER, hexadecimal.
    pub sha256: String,
}

impl Connection {
    /// What an end reported of itself.
    #[must_use]
    pub fn end(&self, end: End) -> Option<&EndReport> {
        match end {
            End::Client => self.client_end.as_ref(),
            End::Server => self.server_end.as_ref(),
        }
    }

    /// How an end closed.
    #[must_use]
    pub fn close_of(&self, end: End) -> Close {
        self.closes[end.index()]
    }

    /// The last non-empty chain that an end presented, its own certificate first.
    #[must_use]
    pub fn chain(&self, of: End) -> Option<(&Event, &Certificate)> {
        let own = self.events.iter().rev().filter(|event| event.sender() == of);
        let mut chains = own.filter_map(|event| Some((event, event.message()?.certificate()?)));
        chains.find(|(_, certificate)| !certificate.chain.is_empty())
    }

    /// The certificate that an end presented as its own.
    #[must_use]
    pub fn leaf(&self, of: End) -> Option<&X509> {
        self.chain(of)?.1.chain.first()?.x509.as_deref()
    }

    /// The certificates that an end presented, in a few words each.
    #[must_use]
    pub fn certificates(&self, of: End) -> Vec<CertificateSummary> {
        let Some((_, certificate)) = self.chain(of) else { return Vec::new() };
        certificate.chain.iter().filter_map(|entry| entry.x509.as_ref().map(|x509| CertificateSummary::new(x509, &entry.der))).collect()
    }

    /// The first step of a kind of message from one end.
    pub fn find(&self, from: End, is: impl Fn(&Message) -> bool) -> Option<&Event> {
        self.events.iter().find(|event| event.sender() == from && event.message().is_some_and(&is))
    }

    /// The application data with which a server that took the handshake refuses the client (HTTP 400), and what it says.
    #[must_use]
    pub fn refusal_above_tls(&self) -> Option<(&Event, &RefusedAbove)> {
        let above = self.outcome.refused_above.as_ref()?;
        Some((self.events.get(above.step.checked_sub(1)?)?, above))
    }

    /// The one end that was captured, where nothing of the other was.
    #[must_use]
    pub fn one_direction_only(&self) -> Option<End> {
        let [client, server] = self.bytes_on_the_wire();
        let tcp = self.tcp.as_ref()?;
        let is_missing = |end: End| tcp[end.index()].segments == 0 || tcp[end.index()].unseen > 0;
        match (client, server) {
            (1.., 0) if is_missing(End::Server) => Some(End::Client),
            (0, 1..) if is_missing(End::Client) => Some(End::Server),
            _ => None,
        }
    }

    /// The result of a check, by its id.
    #[must_use]
    pub fn check(&self, id: CheckId) -> Option<&Check> {
        self.checks.iter().find(|check| check.id == id)
    }

    /// What the sealed record of a step betrays.
    #[must_use]
    pub fn inferred(&self, step: usize) -> Option<&Inferred> {
        let place = self.inferred.binary_search_by_key(&step, |inferred| inferred.step).ok()?;
        self.inferred.get(place)
    }

    /// How many bytes were on the wire, record headers included: from the client, from the server.
    #[must_use]
    pub fn bytes_on_the_wire(&self) -> [usize; 2] {
        Direction::BOTH.map(|direction| {
            let id = super::streams::wire_id(direction);
            self.buffers.get(id).map_or(0, crate::bytes::Buffer::len)
        })
    }
}

impl CertificateSummary {
    fn new(x509: &X509, der: &[u8]) -> Self {
        Self {
            subject: x509.subject.clone(),
            issuer: x509.issuer.clone(),
            serial: hex::encode(&x509.serial),
            not_before: x509.not_before,
            not_after: x509.not_after,
            sha256: hex::encode(crate::crypt::Hash::Sha256.digest(der)),
        }
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} record of {} bytes", self.content_type, self.span.len())
    }
}
