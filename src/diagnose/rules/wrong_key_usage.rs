//! The key usage does not allow signatures: the key may not sign the handshake (RFC 5280 4.2.1.3).

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;

/// GnuTLS sends `internal_error`, which says nothing.
const SIGNS: Signs = Signs { alerts: &[AlertDescription::UNSUPPORTED_CERTIFICATE], reasons: |reason| matches!(reason, Reason::KeyUsage) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let usages = judged.own.key_usage.as_ref().filter(|usages| !usages.contains(&"digitalSignature"))?;
    if does_not_sign(facts, judged) {
        return None;
    }
    let presented = usages.join(", ");
    let says = format!("the key usage of the {}'s certificate allows {presented}, not digitalSignature", judged.whose());
    let link = judged.links().next()?;
    let evidence = judged.extension(link, "keyUsage", format!("keyUsage of {}: {presented}", judged.own.subject));
    let finding = Finding::cause(FindingId::CertWrongKeyUsage(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("issue the certificate with keyUsage=digitalSignature, or without keyUsage")
            .settled_by(format!("the {}'s log", judged.judge())),
    )
}

/// With RSA key exchange a server decrypts, and does not sign.
fn does_not_sign(facts: &Facts<'_>, judged: &Judged<'_>) -> bool {
    let suite = facts.connection.negotiated.cipher_suite.map(|suite| suite.to_string()).unwrap_or_default();
    judged.end == End::Server && suite.starts_with("TLS_RSA_")
}
