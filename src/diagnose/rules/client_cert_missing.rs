//! The server asked for a certificate, and the client sent none (RFC 8446 4.4.2.4, RFC 5246 7.4.6).

use crate::capture::{Close, End, Reason};
use crate::diagnose::facts::{Facts, Sign, Signs, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Event;

/// 116 in TLS 1.3, 40 before; Java 42, GnuTLS 50, mbedTLS 41.
pub(super) const SIGNS: Signs = Signs {
    alerts: &[
        AlertDescription::CERTIFICATE_REQUIRED,
        AlertDescription::HANDSHAKE_FAILURE,
        AlertDescription::BAD_CERTIFICATE,
        AlertDescription::DECODE_ERROR,
        AlertDescription::NO_CERTIFICATE,
    ],
    reasons: |reason| matches!(reason, Reason::NoCertificatePresented),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let client = facts.end(End::Client);
    if client.is_some_and(|client| client.withheld.is_some()) {
        return None; // a rule of its own
    }
    let (event, certainty) = missed(facts)?;
    let requires =
        facts.alert() == Some(AlertDescription::CERTIFICATE_REQUIRED) || matches!(facts.refusal.as_ref()?.sign, Sign::Above { .. });
    let verb = if requires { "requires" } else { "asked for" };
    let says = format!("the server {verb} a client certificate, and the client sent none");
    let empty = match facts.inferred_empty_certificate() {
        Some((_, inferred)) => field::whole(event, format!("a sealed record of the client: [{inferred}]")),
        None => field::named(event, "certificate_list", "the client's Certificate: an empty list"),
    };
    let none = client.filter(|client| client.configured.is_empty());
    let configured = none.map(|_| Evidence::End { end: End::Client, detail: "it has no certificate configured".into() });
    Some(
        Finding::cause(FindingId::ClientCertMissing, certainty, says, empty)
            .by(facts.by())
            .and(facts.request().map(|(event, _)| field::whole(event, "the server's CertificateRequest")))
            .and(facts.sign())
            .and(facts.word())
            .and(configured)
            .fix("give the client a certificate and its key (`curl --cert c.pem --key k.pem`); if it has one, see whether the server names its authority and can use its key")
            .settled_by("the client's configuration or log"),
    )
}

/// The empty Certificate that was refused, and how sure it is that it was for being empty.
pub(super) fn missed<'a>(facts: &Facts<'a>) -> Option<(&'a Event, Certainty)> {
    let Some((event, certificate)) = facts.certificate(End::Client) else { return inferred(facts) };
    let refusal = facts.refusal.as_ref().filter(|refusal| refusal.by == Some(End::Server))?;
    let is_answer = refusal.before.iter().any(|before| before.step == event.step);
    if !certificate.chain.is_empty() || !is_answer {
        return None;
    }
    match refusal.sign {
        Sign::Above { said, .. } if said.says_missing() => Some((event, Certainty::Proven)),
        Sign::Above { said, .. } if said.names_certificate() => Some((event, Certainty::Likely)),
        Sign::Above { said, .. } => said.is_forbidden().then_some((event, Certainty::Likely)),
        _ => Some((event, facts.recomputed(&SIGNS))),
    }
}

/// Without keys: a record that can only be an empty Certificate, and what looks like an alert of the server behind it.
fn inferred<'a>(facts: &Facts<'a>) -> Option<(&'a Event, Certainty)> {
    let (event, _) = facts.inferred_empty_certificate()?;
    let refusal = facts.refusal.as_ref().filter(|refusal| refusal.by == Some(End::Server))?;
    let is_answer = refusal.before.iter().any(|before| before.step == event.step);
    match refusal.sign {
        Sign::Sealed { .. } | Sign::Closed(Close::Fin | Close::Reset) if is_answer => Some((event, Certainty::Likely)),
        Sign::Closed(_) if is_answer => Some((event, Certainty::Possible)),
        _ => None,
    }
}
