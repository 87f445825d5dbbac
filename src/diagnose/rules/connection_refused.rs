//! Nobody listens at the address: TCP itself was refused (RFC 9293 3.10.7.1).

use crate::capture::{Close, End, Reason};
use crate::diagnose::facts::Facts;
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let [from_client, from_server] = facts.connection.bytes_on_the_wire();
    let report = facts.end(End::Client);
    let told = report.is_some_and(|report| report.reason == Some(Reason::ConnectionRefused));
    if from_client + from_server > 0 || !told && !answered_with_reset(facts) {
        return None;
    }
    let server = &facts.connection.server;
    let says = format!("nobody listens at {server}");
    let evidence = match report.and_then(|report| report.error.clone()) {
        Some(detail) => Evidence::End { end: End::Client, detail },
        None => Evidence::Absent { detail: format!("no byte was exchanged: {server} answered with a reset") },
    };
    // Of TCP alone nobody knows that it was to become TLS: a scan, a health check.
    let finding = match facts.connection.not_tls {
        None => Finding::cause(FindingId::ConnectionRefused, Certainty::Proven, says, evidence),
        Some(_) => Finding::note(FindingId::ConnectionRefused, says, evidence),
    };
    Some(
        finding
            .by(Some(End::Server))
            .fix("start the server, or correct the address and the port; a firewall may refuse in its name")
            .settled_by("whether TCP connects: `nc -vz HOST PORT`"),
    )
}

/// The server's only word is a RST (RFC 9293 3.10.7.1).
fn answered_with_reset(facts: &Facts<'_>) -> bool {
    let [_, answers] = facts.connection.tcp.map_or([1; 2], |ends| ends.map(|end| end.segments));
    facts.connection.close_of(End::Server) == Close::Reset && answers == 1
}
