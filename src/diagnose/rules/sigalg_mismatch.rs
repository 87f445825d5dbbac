//! No signature scheme fits: the server accepts none that the client's key can sign with, or the reverse
//! (RFC 8446 4.2.3, 4.4.2.2, 4.4.2.3).

use super::cipher_mismatch::refused_hello;
use super::client_cert_missing::missed;
use crate::capture::{End, Reason, WithheldBecause};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::SignatureScheme;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    of_client_key(facts).or_else(|| of_server_key(facts)).or_else(|| of_client_decision(facts))
}

/// The client had a certificate and sent none.
fn of_client_key(facts: &Facts<'_>) -> Option<Finding> {
    let (answer, certainty) = missed(facts)?;
    let (request, asked) = facts.request()?;
    let schemes = list(&asked.signature_algorithms);
    let offer = field::named(request, "supported_signature_algorithms", format!("the server accepts {schemes}"));
    let client = facts.end(End::Client);
    let (certainty, says, evidence) = match client.map(|client| client.withheld.as_ref()) {
        Some(Some(withheld)) if withheld.because == WithheldBecause::NoCommonScheme => {
            let detail = format!("it had {} of {}, and could not sign in a way that the server accepts", withheld.subject, withheld.issuer);
            let says =
                format!("the client has the certificate {}, and its key cannot sign in any way that the server accepts", withheld.subject);
            (certainty, says, Evidence::End { end: End::Client, detail })
        }
        None if is_narrow(&asked.signature_algorithms) => (
            Certainty::Possible,
            format!("the client may have a certificate whose key cannot sign as the server wants: {schemes}"),
            offer.clone(),
        ),
        _ => return None,
    };
    Some(
        Finding::cause(FindingId::SigalgMismatch, certainty, says, evidence)
            .by(facts.by())
            .and((certainty != Certainty::Possible).then_some(offer))
            .and([field::named(answer, "certificate_list", "the client's Certificate: an empty list")])
            .and(facts.sign())
            .fix("issue the certificate for a P-256 or RSA 2048 key, or have the server accept more schemes; a token that cannot do RSA-PSS needs TLS 1.2")
            .settled_by("the client's own view: its log, or the kind of its key"),
    )
}

/// The server's key cannot sign in any way that the client accepts.
fn of_server_key(facts: &Facts<'_>) -> Option<Finding> {
    let told = facts.decided(|reason| matches!(reason, Reason::NoCommonSignatureScheme)).is_some();
    let (event, hello) = facts.client_hello()?;
    let schemes = &hello.extensions.signature_algorithms;
    let certainty = match told {
        true => Certainty::Proven,
        false if refused_hello(facts) && is_narrow(schemes) => Certainty::Possible,
        false => return None,
    };
    let says = "the server has no certificate that it could sign with as the client accepts";
    let evidence = field::extension(event, "signature_algorithms", format!("the client accepts {}", list(schemes)));
    Some(conclude(facts, Finding::cause(FindingId::SigalgMismatch, certainty, says, evidence)))
}

/// A client that gives up when the server asks for what it cannot do.
fn of_client_decision(facts: &Facts<'_>) -> Option<Finding> {
    facts.decided(|reason| matches!(reason, Reason::NoCommonSignatureScheme)).filter(|end| *end == End::Client)?;
    let (event, asked) = facts.request()?;
    let evidence = field::whole(event, format!("the server accepts {}", list(&asked.signature_algorithms)));
    Some(conclude(
        facts,
        Finding::cause(FindingId::SigalgMismatch, Certainty::Proven, "the client can sign in no way that the server accepts", evidence),
    ))
}

fn conclude(facts: &Facts<'_>, finding: Finding) -> Finding {
    finding
        .by(facts.by())
        .and(facts.sign())
        .and(facts.word())
        .fix("give the server a certificate with a P-256 or RSA 2048 key, or have the client accept more schemes")
        .settled_by("the server's log, or its configuration")
}

/// Whether a whole family is missing: RSA or ECDSA.
fn is_narrow(schemes: &[SignatureScheme]) -> bool {
    let has = |family: &str| schemes.iter().any(|scheme| scheme.to_string().starts_with(family));
    !schemes.is_empty() && (!has("rsa") || !has("ecdsa"))
}

fn list(schemes: &[SignatureScheme]) -> String {
    const SHOWN: usize = 6;
    let mut names: Vec<String> = schemes.iter().take(SHOWN).map(ToString::to_string).collect();
    if schemes.len() > SHOWN {
        names.push(format!("{} more", schemes.len() - SHOWN));
    }
    names.join(", ")
}
