//! The issuer is the right one, by its key id, and its signature does not verify: the certificate was changed
//! (RFC 5280 4.1.1.3).

use super::issuer_key_mismatch::{Mismatch, doubtful, mismatch};
use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;

const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::DECRYPT_ERROR, AlertDescription::UNKNOWN_CA],
    reasons: |reason| matches!(reason, Reason::BadSignature | Reason::UnknownIssuer),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let Some(Mismatch { link, issuer, why, same_key }) = mismatch(judged) else { return by_alert(facts, judged) };
    let certainty = match same_key {
        Some(true) => facts.recomputed(&SIGNS),
        Some(false) => return None,
        None => facts.recomputed(&SIGNS).max(Certainty::Likely),
    };
    let says = format!("the signature of {} does not verify with the key of its issuer {}", judged.name(link), issuer.subject);
    let evidence = judged.field(link, "signature_value", format!("signature of {}: {why}", link.x509.subject));
    Some(
        Finding::cause(FindingId::CertBadSignature(judged.end), certainty, says, evidence)
            .by(facts.by())
            .and(
                same_key
                    .map(|_| judged.extension(link, "authorityKeyIdentifier", "authorityKeyIdentifier: the key id of that very issuer")),
            )
            .and(facts.sign())
            .and(facts.word())
            .fix("fetch the certificate from its authority again: this copy was damaged or changed")
            .settled_by("the issuer's certificate with its subjectKeyIdentifier: --trust CA.pem"),
    )
}

/// Without the issuer's certificate: a signature is said to be wrong, and the one over the handshake is right.
fn by_alert(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Finding> {
    let link = doubtful(facts, judged)?;
    facts.suspected(&SIGNS)?;
    let says = format!("the signature of {} may not verify with the key of its issuer {}", judged.name(link), link.x509.issuer);
    let evidence = judged.field(link, "signature_value", format!("signature of {}", link.x509.subject));
    Some(
        Finding::cause(FindingId::CertBadSignature(judged.end), Certainty::Possible, says, evidence)
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("fetch the certificate from its authority again: this copy may be damaged")
            .settled_by("--trust CA.pem: the issuer's key tells"),
    )
}
