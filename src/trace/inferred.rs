//! What encrypted records betray: by their place, and by their size. No key is needed for it, and nothing is proved by it.
//!
//! This is the one place that knows how large an alert, a Finished or an empty Certificate is. It looks at every encrypted
//! record from outside, whether it was opened or not: so what is claimed does not depend on the keys at hand. The outcome, the
//! rules and the eavesdropper's view read the claims.
//!
//! A claim is made only where no usual course of a handshake contradicts it; everywhere else there is none. What the rules
//! rest on: the order of the messages, which the protocol fixes (RFC 8446 2, RFC 5246 7.3), and the lengths of those few
//! messages that always have the same. Padding (RFC 8446 5.4) could hide a length, never imitate one by chance: records are
//! padded to round sizes, and none of those lengths is one.

mod tls12;
mod tls13;

use std::fmt;

use super::connection::Record;
use super::event::{Event, Protection};
use super::negotiated::Negotiated;
use super::steps::Assembled;
use super::streams::wire_id;
use crate::bytes::Buffers;
use crate::capture::{self, Direction};
use crate::crypt::Suite;
use crate::names::ContentType;
use crate::wire::record;

/// What an encrypted record holds, as far as that shows from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The first step that it carries.
    pub step: usize,
    /// The record, as an index into [`Connection::records`](super::Connection::records).
    pub record: usize,
    /// What it holds.
    pub claim: Claim,
    /// From what that follows.
    pub because: String,
}

/// The things that can be told from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Claim {
    /// 0-RTT data of the client.
    EarlyData,
    /// EndOfEarlyData.
    EndOfEarlyData,
    /// EncryptedExtensions, perhaps with messages behind it.
    EncryptedExtensions,
    /// CertificateRequest: the server asks for a client certificate.
    CertificateRequest,
    /// A Certificate with a chain in it, perhaps with messages behind it; it may be compressed.
    Certificate,
    /// CertificateVerify.
    CertificateVerify,
    /// The server's whole flight up to its Finished, or a part of it.
    ServerFlight,
    /// A Certificate without a certificate.
    EmptyCertificate,
    /// The same, and Finished.
    EmptyCertificateAndFinished,
    /// Finished.
    Finished,
    /// An alert.
    Alert,
    /// NewSessionTicket.
    NewSessionTicket,
    /// NewSessionTicket or application data.
    TicketOrData,
    /// Application data.
    ApplicationData,
    /// Anything but an alert: a ticket, data, another message.
    MoreThanAnAlert,
}

impl Claim {
    /// Whether a server says this only to a client that it has accepted (TLS 1.3).
    #[must_use]
    pub fn is_acceptance(self) -> bool {
        matches!(self, Self::NewSessionTicket | Self::TicketOrData | Self::ApplicationData | Self::MoreThanAnAlert)
    }

    /// Whether an end that was asked for a certificate shows that it has none.
    #[must_use]
    pub fn is_empty_certificate(self) -> bool {
        matches!(self, Self::EmptyCertificate | Self::EmptyCertificateAndFinished)
    }
}

/// What can be told of the encrypted records of a connection, in their order.
pub(super) fn infer(assembled: &Assembled, negotiated: &Negotiated, connection: &capture::Connection) -> Vec<Inferred> {
    let outside = Outside::of(assembled, connection);
    let suite = negotiated.cipher_suite.and_then(Suite::of);
    let mut found = match suite {
        _ if !negotiated.is_tls13() => tls12::infer(&outside),
        // Behind a hole no record has a place that could be relied on.
        Some(suite) if connection.gaps.is_empty() => tls13::infer(&outside, &suite, connection),
        _ => Vec::new(),
    };
    found.sort_by_key(|inferred| inferred.record);
    found
}

/// The claims about records that stay sealed.
pub(super) fn about_sealed(claims: &[Inferred], records: &[Record]) -> Vec<Inferred> {
    let is_sealed = |claim: &&Inferred| records.get(claim.record).is_some_and(|record| record.protection == Protection::Sealed);
    claims.iter().filter(is_sealed).cloned().collect()
}

/// A connection as somebody without keys sees it.
struct Outside<'a> {
    events: &'a [Event],
    records: &'a [Record],
    buffers: &'a Buffers,
    /// The first step that each record carries.
    steps: Vec<Option<usize>>,
    /// How much of each direction's stream there is before its first hole.
    whole: [usize; 2],
}

impl<'a> Outside<'a> {
    fn of(assembled: &'a Assembled, connection: &capture::Connection) -> Self {
        let Assembled { buffers, records, events, .. } = assembled;
        let mut steps = vec![None; records.len()];
        for event in events {
            for record in &event.records {
                if let Some(step) = steps.get_mut(*record) {
                    step.get_or_insert(event.step);
                }
            }
        }
        let mut whole = Direction::BOTH.map(|from| buffers.get(wire_id(from)).map_or(0, crate::bytes::Buffer::len));
        for gap in super::gap::gaps(connection, events).iter().rev() {
            whole[gap.from.index()] = gap.at;
        }
        Self { events, records, buffers, steps, whole }
    }

    /// The encrypted records of an end behind a record, with their indices.
    fn encrypted(&self, from: Direction) -> impl Iterator<Item = (usize, &'a Record)> {
        self.records.iter().enumerate().filter(move |(_, record)| record.from == from && record.protection != Protection::Clear)
    }

    /// What a record's header says that it is.
    fn content_type(&self, record: &Record) -> ContentType {
        self.buffers.bytes(record.span).first().map_or_else(ContentType::default, |number| ContentType(*number))
    }

    /// The length of a record's fragment; `None` where its end is missing.
    fn fragment(&self, record: &Record) -> Option<usize> {
        let header = record::Header::peek(self.buffers.bytes(record.span))?;
        (record.span.len() == record::HEADER + header.length).then_some(header.length)
    }

    fn inferred(&self, record: usize, claim: Claim, because: String) -> Option<Inferred> {
        let step = self.steps.get(record).copied().flatten()?;
        Some(Inferred { step, record, claim, because })
    }
}

impl fmt::Display for Inferred {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.claim, self.because)
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EarlyData => "0-RTT data",
            Self::EndOfEarlyData => "EndOfEarlyData",
            Self::EncryptedExtensions => "EncryptedExtensions first",
            Self::CertificateRequest => "CertificateRequest",
            Self::Certificate => "a Certificate with a chain",
            Self::CertificateVerify => "CertificateVerify",
            Self::ServerFlight => "the server's flight up to its Finished",
            Self::EmptyCertificate => "an empty Certificate",
            Self::EmptyCertificateAndFinished => "an empty Certificate and Finished",
            Self::Finished => "Finished",
            Self::Alert => "an alert",
            Self::NewSessionTicket => "NewSessionTicket",
            Self::TicketOrData => "NewSessionTicket or application data",
            Self::ApplicationData => "application data",
            Self::MoreThanAnAlert => "more than an alert",
        })
    }
}
