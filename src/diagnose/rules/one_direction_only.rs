//! A note: the packets of one end alone were captured. What the other said is not known, and nothing is concluded from its silence.

use crate::diagnose::facts::Facts;
use crate::diagnose::finding::{Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::Kind;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let connection = facts.connection;
    let end = connection.one_direction_only()?;
    if connection.events.iter().all(|event| event.kind() == Kind::Plaintext) {
        return None;
    }
    let other = end.other();
    let unseen = connection.tcp.as_ref().map_or(0, |tcp| tcp[other.index()].unseen);
    let detail = if unseen > 0 {
        format!("no byte of the {other}; the {end} acknowledges {unseen} of them")
    } else {
        format!("no packet of the {other}, which must have answered")
    };
    let says = format!("only the {end}'s direction was captured: what the {other} said is not known");
    Some(Finding::note(FindingId::OneDirectionOnly, says, Evidence::Absent { detail }).fix(
        "capture where both directions pass: on the host itself, or on both mirror ports; behind a load balancer the way back may be another one",
    ))
}
