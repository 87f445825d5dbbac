//! No protocol above TLS that both speak (RFC 7301 3.2).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let told = facts.decided(|reason| matches!(reason, Reason::NoCommonAlpn)).is_some();
    if !told && facts.alert() != Some(AlertDescription::NO_APPLICATION_PROTOCOL) {
        return None;
    }
    let (event, hello) = facts.client_hello()?;
    let certainty = if told { Certainty::Proven } else { Certainty::Likely };
    let offered = hello.extensions.alpn.join(", ");
    let evidence = field::extension(event, "application_layer_protocol_negotiation", format!("the client offers {offered}"));
    Some(
        Finding::cause(
            FindingId::AlpnMismatch,
            certainty,
            format!("the server speaks none of the protocols that the client offers: {offered}"),
            evidence,
        )
        .by(facts.by())
        .and(facts.sign())
        .and(facts.word())
        .fix("add the protocol to the server's ALPN list, or offer one that it has (h2, http/1.1)")
        .settled_by("the server's ALPN list"),
    )
}
