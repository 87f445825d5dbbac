//! No version of TLS that both speak (RFC 8446 4.2.1, RFC 5246 E.1).

use super::cipher_mismatch::refused_hello;
use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, ProtocolVersion};
use crate::trace::message::ClientHello;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (event, hello) = facts.client_hello()?;
    let told = facts.decided(|reason| matches!(reason, Reason::NoCommonVersion)).is_some();
    let says_so = [AlertDescription::PROTOCOL_VERSION, AlertDescription::INAPPROPRIATE_FALLBACK];
    let offered = offered(hello);
    let is_old = offered.iter().all(|version| *version < ProtocolVersion::TLS_1_2);
    let certainty = match told {
        true => Certainty::Proven,
        false if facts.alert().is_some_and(|alert| says_so.contains(&alert)) && facts.decision().is_none() => Certainty::Likely,
        false if is_old && refused_hello(facts) => Certainty::Likely, // rustls says `handshake_failure` to TLS 1.1
        false => return None,
    };
    let listed = offered.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let detail = format!("the client offers {listed}");
    let evidence = if hello.extensions.supported_versions.is_empty() {
        field::named(event, "legacy_version", detail)
    } else {
        field::extension(event, "supported_versions", detail)
    };
    let says = match facts.by() {
        Some(End::Client) => format!("the client takes {listed}, and not the version that the server chose"),
        _ => format!("the server speaks no version that the client offers ({listed})"),
    };
    Some(
        Finding::cause(FindingId::VersionMismatch, certainty, says, evidence)
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("switch TLS 1.2 or 1.3 on where it is off; nothing older")
            .settled_by("the other end's configuration"),
    )
}

/// The versions that a client offers: up to TLS 1.2 the highest one stands for all.
fn offered(hello: &ClientHello) -> Vec<ProtocolVersion> {
    let listed: Vec<ProtocolVersion> = hello.extensions.supported_versions.iter().copied().filter(|version| !version.is_grease()).collect();
    if listed.is_empty() { vec![hello.legacy_version] } else { listed }
}
