//! An end said what it may not say, or not then (RFC 8446 6.2).

use super::handshake_message_too_large;
use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;

const ALERTS: [AlertDescription; 7] = [
    AlertDescription::UNEXPECTED_MESSAGE,
    AlertDescription::RECORD_OVERFLOW,
    AlertDescription::DECOMPRESSION_FAILURE,
    AlertDescription::ILLEGAL_PARAMETER,
    AlertDescription::DECODE_ERROR,
    AlertDescription::MISSING_EXTENSION,
    AlertDescription::UNSUPPORTED_EXTENSION,
];

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    if let Some(finding) = unoffered_suite(facts) {
        return Some(finding);
    }
    if handshake_message_too_large::check(facts).is_some() {
        return None; // that is why
    }
    let told = facts.decision().filter(|(_, reason)| is_violation(reason));
    let says_so = facts.alert().is_some_and(|alert| ALERTS.contains(&alert)) && facts.decision().is_none();
    if told.is_none() && !says_so {
        return None;
    }
    let by = told.map(|(end, _)| end).or(facts.by());
    let evidence = odd_bytes(facts).or_else(|| facts.word()).or_else(|| facts.sign())?;
    let certainty = if told.is_some() { Certainty::Proven } else { Certainty::Likely };
    let other = by.map_or("an end", |by| by.other().name());
    Some(
        Finding::cause(
            FindingId::ProtocolViolation,
            certainty,
            format!("the {other} said something that TLS does not allow there"),
            evidence,
        )
        .by(by)
        .and(facts.sign())
        .and(facts.word())
        .fix(format!("update the {other}'s TLS stack; look for a middlebox that rewrites; compare with `tlstrace compare`"))
        .settled_by("the log of the end that refused, and --keylog FILE"),
    )
}

/// A server that chooses what the client did not offer (RFC 8446 4.1.3).
fn unoffered_suite(facts: &Facts<'_>) -> Option<Finding> {
    let ((_, client), (event, server)) = facts.client_hello().zip(facts.server_hello())?;
    let is_answer = facts.by() == Some(End::Client);
    let is_odd = facts.connection.issues.iter().any(|issue| event.span.contains(issue.span));
    let is_malformed = facts.decided(|reason| matches!(reason, Reason::Malformed)).is_some();
    if !is_answer || is_odd || is_malformed || client.cipher_suites.contains(&server.cipher_suite) {
        return None;
    }
    let says = format!("the server chose {}, which the client did not offer", server.cipher_suite);
    let evidence = field::named(event, "cipher_suite", format!("the server's choice: {}", server.cipher_suite));
    Some(
        Finding::cause(FindingId::ProtocolViolation, Certainty::Proven, says, evidence)
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("update the server's TLS stack; look for a middlebox that rewrites the hellos"),
    )
}

fn is_violation(reason: &Reason) -> bool {
    matches!(reason, Reason::Malformed | Reason::UnexpectedMessage | Reason::IllegalParameter(_))
}

/// What this program could not read either.
fn odd_bytes(facts: &Facts<'_>) -> Option<Evidence> {
    let refusal = facts.refusal.as_ref()?;
    facts.connection.issues.iter().find_map(|issue| {
        let event = refusal.before.iter().find(|event| event.span.contains(issue.span) && Some(event.sender()) != refusal.by)?;
        Some(field::at(event, issue.span, issue.what.clone()))
    })
}
