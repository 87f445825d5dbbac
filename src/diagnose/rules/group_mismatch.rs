//! No key exchange group that both have (RFC 8446 4.2.7), or, in TLS 1.2, a client key on a curve that the client did
//! not list itself (RFC 8422 5.1).

use super::cipher_mismatch::refused_hello;
use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, NamedGroup};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (event, hello) = facts.client_hello()?;
    let groups: Vec<NamedGroup> = hello.extensions.supported_groups.iter().copied().filter(|group| !group.is_grease()).collect();
    let listed = groups.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let offer = field::extension(event, "supported_groups", format!("the client offers {listed}"));
    if let Some(curve) = curve_of_client_key(facts, &groups) {
        let says = format!("the client's key is on {curve}, which its own list of groups lacks; OpenSSL holds it to that in TLS 1.2");
        return Some(conclude(facts, Finding::cause(FindingId::GroupMismatch, Certainty::Proven, says, offer)));
    }
    let told = facts.decided(|reason| matches!(reason, Reason::NoCommonGroup)).is_some();
    let certainty = match told {
        true => Certainty::Proven,
        false if !refused_hello(facts) || groups.is_empty() => return None,
        false if groups.len() == 1 => Certainty::Likely,
        false => Certainty::Possible,
    };
    Some(conclude(
        facts,
        Finding::cause(FindingId::GroupMismatch, certainty, "the server has none of the key exchange groups that the client offers", offer),
    ))
}

fn conclude(facts: &Facts<'_>, finding: Finding) -> Finding {
    finding
        .by(facts.by())
        .and(facts.sign())
        .and(facts.word())
        .fix("let both ends have a group in common: x25519 or secp256r1; for client keys use P-256")
        .settled_by("the server's log, or its configuration")
}

/// A curve that the client signs with and does not list, where the server took offence.
fn curve_of_client_key(facts: &Facts<'_>, groups: &[NamedGroup]) -> Option<NamedGroup> {
    let judged = facts.judged.as_ref().filter(|judged| judged.end == End::Client)?;
    let curve = match judged.own.public_key.as_str() {
        "P-256" => NamedGroup::SECP256R1,
        "P-384" => NamedGroup::SECP384R1,
        "P-521" => NamedGroup::SECP521R1,
        "secp256k1" => NamedGroup::SECP256K1,
        _ => return None,
    };
    let offended = facts.alert() == Some(AlertDescription::ILLEGAL_PARAMETER) && !facts.connection.negotiated.is_tls13();
    (offended && !groups.contains(&curve)).then_some(curve)
}
