//! What is inferred without keys, held against what the keys show.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::fmt;

use tlstrace::capture::{Capture, KeyLog};
use tlstrace::names::{ContentType, HandshakeType};
use tlstrace::trace::{Body, Claim, Connection, Event, Kind, trace};

/// How many claims about sealed records are right and wrong, and about how many records nothing is claimed.
#[derive(Default)]
pub(crate) struct Score {
    pub(crate) right: usize,
    pub(crate) silent: usize,
    pub(crate) wrong: Vec<String>,
    /// What is behind the silence.
    pub(crate) untold: Vec<String>,
}

impl Score {
    /// Reads a capture with its keys and without, and compares record by record.
    pub(crate) fn add(&mut self, name: &str, capture: &Capture) {
        let opened = trace(capture);
        let mut sealed = capture.clone();
        for connection in &mut sealed.connections {
            connection.keylog = KeyLog::default();
            connection.shared_secrets.clear();
        }
        for (opened, sealed) in opened.connections.iter().zip(&trace(&sealed).connections) {
            self.compare(name, opened, sealed);
        }
    }

    fn compare(&mut self, name: &str, opened: &Connection, sealed: &Connection) {
        for event in sealed.events.iter().filter(|event| is_untold(event)) {
            let record = *event.records.first().expect("a sealed record is one of the records");
            let Some(truth) = Truth::of(opened, record) else { continue };
            match sealed.inferred(event.step) {
                None => {
                    self.silent += 1;
                    self.untold.push(format!("{name} step {}, {} bytes: {truth}", event.step, event.length()));
                }
                Some(inferred) if truth.allows(inferred.claim) => self.right += 1,
                Some(inferred) => self.wrong.push(format!("{name} step {}: {inferred}; but it is {truth}", event.step)),
            }
        }
    }
}

/// Whether the record's own header does not tell what it is.
fn is_untold(event: &Event) -> bool {
    let is_handshake = matches!(&event.body, Body::Sealed(sealed) if sealed.content_type == ContentType::HANDSHAKE);
    let is_tls13 = matches!(&event.body, Body::Sealed(sealed) if sealed.why.contains("TRAFFIC_SECRET"));
    event.kind() == Kind::Sealed && (is_handshake || is_tls13)
}

/// What a record really holds.
struct Truth {
    content_type: ContentType,
    messages: Vec<HandshakeType>,
    has_empty_certificate: bool,
    is_early: bool,
}

impl Truth {
    /// `None` where the keys do not open it either.
    fn of(opened: &Connection, record: usize) -> Option<Self> {
        let within = |event: &&Event| event.records.contains(&record);
        let events: Vec<&Event> = opened.events.iter().filter(within).collect();
        if events.iter().any(|event| matches!(event.body, Body::Sealed(_))) {
            return None;
        }
        let chains = events.iter().filter_map(|event| event.message()?.certificate());
        Some(Self {
            content_type: opened.records[record].content_type,
            messages: events.iter().filter_map(|event| Some(event.message()?.handshake_type())).collect(),
            has_empty_certificate: chains.into_iter().any(|certificate| certificate.chain.is_empty()),
            is_early: events.iter().any(|event| event.epoch.to_string() == "early_data"),
        })
    }

    fn allows(&self, claim: Claim) -> bool {
        use HandshakeType as T;
        let only = |wanted: &[T]| self.messages == wanted;
        let first = |wanted: &[T]| self.messages.first().is_some_and(|first| wanted.contains(first));
        let is_data = self.content_type == ContentType::APPLICATION_DATA;
        match claim {
            Claim::EarlyData => is_data && self.is_early,
            Claim::EndOfEarlyData => only(&[T::END_OF_EARLY_DATA]),
            Claim::EncryptedExtensions => first(&[T::ENCRYPTED_EXTENSIONS]),
            Claim::CertificateRequest => only(&[T::CERTIFICATE_REQUEST]),
            Claim::Certificate => first(&[T::CERTIFICATE, T::COMPRESSED_CERTIFICATE]) && !self.has_empty_certificate,
            Claim::CertificateVerify => only(&[T::CERTIFICATE_VERIFY]),
            Claim::ServerFlight => self.content_type == ContentType::HANDSHAKE,
            Claim::EmptyCertificate => only(&[T::CERTIFICATE]) && self.has_empty_certificate,
            Claim::EmptyCertificateAndFinished => only(&[T::CERTIFICATE, T::FINISHED]) && self.has_empty_certificate,
            Claim::Finished => only(&[T::FINISHED]),
            Claim::Alert => self.content_type == ContentType::ALERT,
            Claim::NewSessionTicket => first(&[T::NEW_SESSION_TICKET]),
            Claim::TicketOrData => is_data || first(&[T::NEW_SESSION_TICKET]),
            Claim::ApplicationData => is_data,
            Claim::MoreThanAnAlert => self.content_type != ContentType::ALERT,
            _ => panic!("no word about {claim:?} here"),
        }
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.messages.iter().map(ToString::to_string).collect();
        write!(f, "{} {}", self.content_type, names.join(" "))
    }
}
