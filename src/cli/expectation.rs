//! What a scenario expects, held against what was seen of its last connection.

use crate::diagnose::{Diagnosed, Finding};
use crate::report::Difference;
use crate::scenario::{Expectation, ExpectedOutcome};
use crate::trace::{Body, Connection, State};

/// Whether a source is as its scenario expects, or, where it expects nothing, whether nothing in it failed.
pub(super) fn is_met(expected: Option<&Expectation>, seen: &Diagnosed) -> bool {
    let judge = |(connection, findings)| differences(expected, connection, findings).is_empty();
    let mut connections = seen.connections();
    // A scenario speaks of its last connection; a source that expects nothing, of each.
    if expected.is_some() { connections.next_back().is_some_and(judge) } else { connections.all(judge) }
}

/// Where both differ; empty where all is as expected. Where nothing is expected, nothing may fail.
pub(super) fn differences(expected: Option<&Expectation>, connection: &Connection, findings: &[Finding]) -> Vec<Difference> {
    match expected {
        Some(expected) => differ(expected, connection, findings),
        None => cause(findings).map(unexpected).into_iter().collect(),
    }
}

fn unexpected(finding: &Finding) -> Difference {
    Difference { what: "finding", expected: "none".into(), seen: finding.id.to_string() }
}

fn differ(expected: &Expectation, connection: &Connection, findings: &[Finding]) -> Vec<Difference> {
    let negotiated = &connection.negotiated;
    let text = |value: Option<String>| value.unwrap_or_else(|| "none".into());
    let wanted = |value: &Option<String>| value.clone();
    let flag = |value: Option<bool>| value.map(|value| value.to_string());
    let pairs = [
        ("outcome", Some(outcome(expected.outcome).to_owned()), seen_outcome(connection).to_owned()),
        ("refused by", expected.refused_by.map(|end| end.to_string()), text(connection.outcome.refused_by.map(|end| end.to_string()))),
        ("alert", wanted(&expected.alert), text(alert(connection))),
        ("finding", wanted(&expected.finding), text(cause(findings).map(|finding| finding.id.to_string()))),
        (
            "version",
            expected.version.map(|version| format!("TLS {}", version.number())),
            text(negotiated.version.map(|version| version.to_string())),
        ),
        ("cipher suite", wanted(&expected.cipher_suite), text(negotiated.cipher_suite.map(|suite| suite.to_string()))),
        ("group", wanted(&expected.group), text(negotiated.group.map(|group| group.to_string()))),
        ("ALPN", wanted(&expected.alpn), text(negotiated.alpn.clone())),
        ("resumed", flag(expected.resumed), negotiated.resumed.to_string()),
        ("hello retry", flag(expected.hello_retry), negotiated.hello_retry.to_string()),
        ("client auth", wanted(&expected.client_auth), negotiated.client_auth.to_string()),
    ];
    let differ = |(what, expected, seen): (&'static str, Option<String>, String)| {
        let expected = expected.filter(|expected| *expected != seen)?;
        Some(Difference { what, expected, seen })
    };
    pairs.into_iter().filter_map(differ).collect()
}

/// What was seen, in a few words.
pub(super) fn seen(connection: &Connection, findings: &[Finding]) -> String {
    let mut words = vec![match connection.outcome.refused_by {
        Some(end) => format!("refused by the {end}"),
        None => seen_outcome(connection).to_owned(),
    }];
    words.extend(alert(connection));
    words.extend(
        findings.first().map(|finding| format!("{} ({})", finding.id, if finding.is_cause() { finding.certainty.name() } else { "note" })),
    );
    words.join(", ")
}

fn cause(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| finding.is_cause())
}

fn outcome(expected: ExpectedOutcome) -> &'static str {
    match expected {
        ExpectedOutcome::Established => "established",
        ExpectedOutcome::Failed => "failed",
        ExpectedOutcome::Incomplete => "incomplete",
    }
}

/// A connection without TLS has failed.
fn seen_outcome(connection: &Connection) -> &'static str {
    match connection.outcome.state {
        State::Established => "established",
        State::Failed | State::NotTls => "failed",
        State::Incomplete | State::Unknown => "incomplete",
    }
}

/// The first alert that gives up the connection.
fn alert(connection: &Connection) -> Option<String> {
    connection.events.iter().find_map(|event| match event.body {
        Body::Alert(alert) if alert.is_error(connection.negotiated.is_tls13()) => Some(alert.description.to_string()),
        _ => None,
    })
}
