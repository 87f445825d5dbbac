//! What happened, in one line, and what each end saw of it.

use super::finding::Finding;
use super::ids::FindingId;
use crate::capture::{End, EndReport, EndState};
use crate::names::AlertDescription;
use crate::trace::message::Message;
use crate::trace::{Body, Connection, Epoch, Event, State};

/// What happened to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// `REFUSED by the server`, `ESTABLISHED`, …
    pub outcome: String,
    /// Whether all is well.
    pub is_good: bool,
    /// The certificate that was judged, where one was.
    pub certificate: Option<String>,
    /// What each end saw, the one that gave up first.
    pub seen: Vec<Sight>,
}

/// What one end saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Which end.
    pub end: End,
    /// What it saw.
    pub what: String,
}

impl Verdict {
    /// The verdict on a connection with these findings.
    #[must_use]
    pub fn of(connection: &Connection, findings: &[Finding]) -> Self {
        let cause = findings.iter().find(|finding| finding.is_cause());
        let by = connection.outcome.refused_by;
        let first = by.or(cause.and_then(|cause| cause.by)).unwrap_or(End::Server);
        Self {
            outcome: outcome(connection, cause) + &around(connection),
            is_good: cause.is_none() && matches!(connection.outcome.state, State::Established | State::Unknown | State::NotTls),
            certificate: cause.and_then(|cause| certificate(connection, cause)),
            seen: [first, first.other()].into_iter().filter_map(|end| sight(connection, end)).collect(),
        }
    }
}

fn outcome(connection: &Connection, cause: Option<&Finding>) -> String {
    match (connection.outcome.state, connection.outcome.refused_by, cause) {
        (State::Established, Some(by), _) => format!("REFUSED by the {by} above TLS"),
        (State::Established, None, None) => "ESTABLISHED".into(),
        (State::Established, None, Some(_)) => "ESTABLISHED, and then given up".into(),
        (_, Some(by), _) => format!("REFUSED by the {by}"),
        (State::Failed, None, _) => "FAILED".into(),
        (State::Incomplete, ..) => "INCOMPLETE".into(),
        (State::Unknown, ..) => "UNKNOWN".into(),
        (State::NotTls, ..) => not_tls(connection),
    }
}

/// What is spoken instead, where the first bytes tell.
fn not_tls(connection: &Connection) -> String {
    let named = connection.not_tls.as_ref().or(connection.plaintext.iter().flatten().next());
    named.map_or_else(|| "NOT TLS".into(), |name| format!("NOT TLS, this is {name}"))
}

/// What was said before TLS, and what is missing.
fn around(connection: &Connection) -> String {
    let after = connection.prelude.as_ref().map(|prelude| match prelude.name.as_str() {
        "unknown" => ", after bytes that are not TLS".to_owned(),
        name => format!(", after {name}"),
    });
    let lost: u64 = connection.gaps.iter().map(|gap| gap.bytes).sum();
    let begins_late = connection.gaps.iter().any(|gap| gap.bytes == 0);
    let missing = match (lost, begins_late) {
        (0, false) => String::new(),
        (0, true) => ", its beginning was not captured".to_owned(),
        (lost, _) => format!(", {lost} bytes were not captured"),
    };
    after.unwrap_or_default() + &missing
}

/// The certificate that a finding is about.
fn certificate(connection: &Connection, cause: &Finding) -> Option<String> {
    let end = match cause.id {
        FindingId::CrlMissing | FindingId::CrlExpired => cause.by?.other(),
        id => id.end()?,
    };
    let summary = connection.certificates(end).into_iter().next()?;
    let until = super::time::date(summary.not_after);
    Some(format!("{}, issued by {}, valid until {until}", summary.subject, summary.issuer))
}

/// What an end saw: by its own words, or by what it was sent.
fn sight(connection: &Connection, end: End) -> Option<Sight> {
    let what = match (late_refusal(connection, end), connection.end(end)) {
        (Some(late), _) => late,
        (None, Some(report)) => told(connection, end, report),
        (None, None) => received(connection, end)?,
    };
    Some(Sight { end, what })
}

/// The client finished its handshake before it was judged, and then read an alert.
fn late_refusal(connection: &Connection, end: End) -> Option<String> {
    let alert = alert_from(connection, end.other()).filter(|event| event.epoch == Epoch::Application)?;
    let finished = connection.find(end, |message| matches!(message, Message::Finished(_)))?;
    (finished.step < alert.step).then(|| format!("finished its handshake, then read {}", name(alert)))
}

fn told(connection: &Connection, end: End, report: &EndReport) -> String {
    match (report.state, &report.error) {
        (EndState::Established, None) => "finished its handshake".into(),
        (EndState::Established, Some(error)) => format!("finished its handshake, then: {}", in_short(error)),
        (_, Some(error)) => in_short(error).to_owned(),
        (_, None) => received(connection, end).unwrap_or_else(|| "did not finish its handshake".into()),
    }
}

/// Without the address of a manual that rustls adds to one of its errors.
fn in_short(error: &str) -> &str {
    error.split(": https://").next().unwrap_or(error)
}

fn received(connection: &Connection, end: End) -> Option<String> {
    alert_from(connection, end.other()).map(|event| format!("read {}", name(event)))
}

/// The first error alert of an end.
fn alert_from(connection: &Connection, from: End) -> Option<&Event> {
    let is_error = |event: &&Event| matches!(event.body, Body::Alert(alert) if alert.is_error(connection.negotiated.is_tls13()));
    connection.events.iter().filter(|event| event.sender() == from).find(is_error)
}

fn name(event: &Event) -> String {
    let description = match event.body {
        Body::Alert(alert) => alert.description,
        _ => AlertDescription::default(),
    };
    format!("alert {} {description}", description.0)
}
