//! A note: the connection was used, and ended without the goodbye of TLS (RFC 8446 6.1). Who waits for it complains: OpenSSL 3 answers
//! `decode_error` to a peer that hangs up.

use crate::capture::{Close, End};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::{Body, Event, State};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let connection = facts.connection;
    if connection.outcome.state != State::Established || connection.outcome.refused_by.is_some() {
        return None;
    }
    let complaint = connection.events.iter().find(|event| is_complaint(facts, event));
    let left = match complaint {
        Some(event) => Some(event.sender().other()),
        None => connection.leavings.first().filter(|end| left_without(facts, *end)),
    }?;
    let how = if connection.close_of(left) == Close::Reset { "reset" } else { "closed" };
    let answer = complaint.map(|event| format!(", and the {} answered with an alert", event.sender())).unwrap_or_default();
    let says = format!("the {left} {how} the connection without close_notify{answer}: it had been used, and nothing was refused");
    let evidence = complaint.map_or_else(
        || Evidence::Absent { detail: format!("no close_notify of the {left}") },
        |event| field::whole(event, format!("the {}'s alert, behind the handshake", event.sender())),
    );
    Some(
        Finding::note(FindingId::ClosedWithoutCloseNotify, says, evidence)
            .fix("nothing, where the protocol above says where its data ends (HTTP does); else have the application close TLS before TCP"),
    )
}

/// An error alert that is no refusal.
fn is_complaint(facts: &Facts<'_>, event: &Event) -> bool {
    matches!(event.body, Body::Alert(alert) if alert.is_error(facts.connection.negotiated.is_tls13()))
}

/// Whether an end left whose words can all be read, and close_notify is not among them; and the other had not said it either.
fn left_without(facts: &Facts<'_>, end: End) -> bool {
    let connection = facts.connection;
    let is_goodbye = |event: &Event| matches!(event.body, Body::Alert(alert) if alert.description == AlertDescription::CLOSE_NOTIFY);
    let seen = connection.leavings.behind(end).and_then(|behind| connection.events.get(..behind)).unwrap_or(&connection.events);
    !facts.has_sealed() && connection.gaps.is_empty() && connection.one_direction_only().is_none() && !seen.iter().any(is_goodbye)
}
