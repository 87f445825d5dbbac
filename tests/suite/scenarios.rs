//! Every scenario that comes with the program, run for real: both ends and the trace show what its `[expect]` says.

use std::fmt::Write as _;

use tlstrace::capture::{End, EndReport};
use tlstrace::scenario::{Expectation, ExpectedOutcome, Scenario};
use tlstrace::trace::{Body, Connection, trace};

use crate::common;

/// The fatal alerts, by sender and name.
fn fatal_alerts(connection: &Connection) -> Vec<(End, String)> {
    let alerts = connection.events.iter().filter_map(|event| match event.body {
        Body::Alert(alert) if alert.is_error(connection.negotiated.is_tls13()) => Some((event.sender(), alert.description.to_string())),
        _ => None,
    });
    alerts.collect()
}

/// What differs from the expectation, a line each.
fn differences(connection: &Connection, expect: &Expectation) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: &str, expected: String, seen: String| {
        if expected != seen {
            differences.push(format!("{what}: expected {expected}, seen {seen}"));
        }
    };
    let outcome = match expect.outcome {
        ExpectedOutcome::Established => "established",
        ExpectedOutcome::Failed => "failed",
        ExpectedOutcome::Incomplete => "incomplete",
    };
    compare("outcome", outcome.to_owned(), connection.outcome.state.to_string());
    let refused_by = |end: Option<End>| end.map_or("nobody", End::name).to_owned();
    compare("refused by", refused_by(expect.refused_by), refused_by(connection.outcome.refused_by));
    let alert = fatal_alerts(connection).into_iter().next().map_or("none".to_owned(), |(_, name)| name);
    compare("alert", expect.alert.clone().unwrap_or_else(|| "none".to_owned()), alert);
    differences
}

fn in_words(end: Option<&EndReport>) -> String {
    end.map_or("no report".to_owned(), |end| format!("{:?} {:?} {:?}", end.state, end.error, end.reason))
}

#[test]
fn every_scenario_ends_as_it_expects() {
    let mut wrong = String::new();
    for source in common::sources() {
        let scenario = Scenario::load(&source).unwrap_or_else(|error| panic!("{source}: {error}"));
        let expect = scenario.expect.unwrap().in_version(scenario.version.unwrap());
        let trace = trace(&common::run(&source, None));
        let connection = trace.connections.last().unwrap();
        let differences = differences(connection, &expect);
        if !differences.is_empty() {
            let [client, server] = [&connection.client_end, &connection.server_end].map(|end| in_words(end.as_ref()));
            writeln!(wrong, "{source}: {}\n    client {client}\n    server {server}", differences.join("; ")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
