//! Nobody listens at the address: TCP itself was refused (RFC 9293 3.10.7.1).

use crate::capture::{Close, End, Reason};
use crate::diagnose::facts::Facts;
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let [from_client, from_server] = facts.connection.bytes_on_the_wire();
    let report = facts.end(End::Client);
    let told = report.is_some_and(|report| report.reason == Some(Reason::ConnectionRefused));
    let reset = facts.connection.close_of(End::Server) == Close::Reset;
    if from_client + from_server > 0 || report.is_some() && !told {
        return None;
    }
    let certainty = if told || reset { Certainty::Proven } else { Certainty::Possible };
    let server = &facts.connection.server;
    let evidence = match report.and_then(|report| report.error.clone()) {
        Some(detail) => Evidence::End { end: End::Client, detail },
        None if reset => Evidence::Absent { detail: format!("no byte was exchanged: {server} answered with a reset") },
        None => Evidence::Absent { detail: format!("no byte was exchanged with {server}") },
    };
    Some(
        Finding::cause(FindingId::ConnectionRefused, certainty, format!("nobody listens at {server}"), evidence)
            .by(Some(End::Server))
            .fix("start the server, or correct the address and the port; a firewall may refuse in its name")
            .settled_by("whether TCP connects: `nc -vz HOST PORT`"),
    )
}
