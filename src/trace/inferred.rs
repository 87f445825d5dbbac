//! What records that stay sealed betray: by their place, and by their size. No key is needed for it, and nothing is proved by it.
//!
//! A claim is made only where no usual course of a handshake contradicts it; everywhere else there is none. What the rules
//! rest on: the order of the messages, which the protocol fixes (RFC 8446 2, RFC 5246 7.3), and the lengths of those few
//! messages that always have the same. Padding (RFC 8446 5.4) could hide a length, never imitate one by chance: records are
//! padded to round sizes, and none of those lengths is one.

mod tls12;
mod tls13;

use std::fmt;

use super::event::{Body, Event, Sealed};
use super::negotiated::Negotiated;
use crate::capture;
use crate::crypt::Suite;

/// What a sealed record holds, as far as that shows from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The step of the record.
    pub step: usize,
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
}

impl Claim {
    /// Whether an end that was asked for a certificate shows that it has none.
    #[must_use]
    pub fn is_empty_certificate(self) -> bool {
        matches!(self, Self::EmptyCertificate | Self::EmptyCertificateAndFinished)
    }
}

/// What can be told of the sealed records of a connection, in their order.
pub(super) fn infer(events: &[Event], negotiated: &Negotiated, connection: &capture::Connection) -> Vec<Inferred> {
    // Behind a hole no record has a place that could be relied on.
    let suite = negotiated.cipher_suite.and_then(Suite::of).filter(|_| connection.gaps.is_empty());
    let mut found = match suite {
        Some(suite) if negotiated.is_tls13() => tls13::infer(events, &suite, connection),
        Some(_) => tls12::infer(events),
        None => Vec::new(),
    };
    found.sort_by_key(|inferred| inferred.step);
    found
}

/// The sealed record of a step, where it is there to its end.
fn sealed(event: &Event) -> Option<&Sealed> {
    match &event.body {
        Body::Sealed(sealed) if event.span.len() > sealed.length => Some(sealed),
        _ => None,
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
        })
    }
}
