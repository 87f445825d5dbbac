//! A handshake message is longer than the other end reads: most often a CertificateRequest that names hundreds of authorities, or a
//! long chain. Each stack has its own limit, and none of them is in the protocol.

use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::{Event, Kind};

/// The longest message, in bytes, that a stack reads, and the alert that it sends for a longer one. Java: `jdk.tls.maxHandshakeMessageSize`,
/// measured with 17 and 25. rustls and Go: from their source. OpenSSL: `SSL_CTX_set_max_cert_list`.
const LIMITS: [(&str, usize, AlertDescription); 4] = [
    ("Java", 32 << 10, AlertDescription::UNEXPECTED_MESSAGE),
    ("rustls", 64 << 10, AlertDescription::DECODE_ERROR),
    ("Go", 64 << 10, AlertDescription::INTERNAL_ERROR),
    ("OpenSSL", 100 << 10, AlertDescription::ILLEGAL_PARAMETER),
];

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (by, alert) = (facts.by()?, facts.alert()?);
    let before = facts.refusal.as_ref()?.before;
    // The ChangeCipherSpec that a client sends for middleboxes says nothing.
    let speaks = |event: &Event| event.sender() == by && event.kind() != Kind::ChangeCipherSpec;
    let begins = before.iter().rposition(speaks).map_or(0, |last| last + 1);
    let last = before.get(begins..)?.iter().filter(|event| event.sender() != by && event.message().is_some());
    let event: &Event = last.max_by_key(|event| event.length())?;
    let fits = LIMITS.iter().filter(|(_, limit, sent)| event.length() > *limit && *sent == alert);
    let stacks: Vec<String> = fits.map(|(stack, limit, _)| format!("{stack} reads {} KiB", limit >> 10)).collect();
    if stacks.is_empty() {
        return None;
    }
    let name = event.name().unwrap_or_default();
    let says = format!("the {by} does not read a {name} of {} KiB: {}", event.length() >> 10, stacks.join(", "));
    Some(
        Finding::cause(FindingId::HandshakeMessageTooLarge, Certainty::Likely, says, field::whole(event, format!("{name}: {} bytes", event.length())))
            .by(Some(by))
            .and(facts.sign())
            .and(facts.word())
            .fix("name fewer authorities in the server's request (a file of the CAs that issue to clients, not the whole trust store), or raise the limit (Java: -Djdk.tls.maxHandshakeMessageSize=65536)")
            .settled_by(format!("the log of the {by}")),
    )
}
