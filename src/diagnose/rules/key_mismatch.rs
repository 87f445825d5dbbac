//! The key that signed the handshake is not the certificate's (RFC 8446 4.4.3, RFC 5246 7.4.8).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::CheckId;

/// Java sends `handshake_failure`.
const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::DECRYPT_ERROR, AlertDescription::HANDSHAKE_FAILURE],
    reasons: |reason| matches!(reason, Reason::BadCertificateVerify),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let refuted = refuted(facts, judged);
    let is_refuted = refuted.is_some();
    let (certainty, evidence) = match refuted {
        Some(evidence) => (facts.recomputed(&SIGNS), evidence),
        None if is_verified(facts, judged) || facts.alert() != Some(AlertDescription::DECRYPT_ERROR) => return None,
        None => (facts.suspected(&SIGNS)?.max(Certainty::Possible), facts.sign()?),
    };
    let says = format!(
        "the {}'s signature {} verify with the key of its certificate {}: another key made it, or other bytes were signed",
        judged.whose(),
        if is_refuted { "does not" } else { "may not" },
        judged.own.subject
    );
    Some(
        Finding::cause(FindingId::KeyMismatch(judged.end), certainty, says, evidence)
            .by(facts.by())
            .and([judged.own_field("subject_public_key_info", format!("public key of {}: {}", judged.own.subject, judged.own.public_key))])
            .and(facts.sign().filter(|_| certainty != Certainty::Possible))
            .and(facts.word())
            .fix("use the key that belongs to the certificate: `openssl x509 -pubkey -noout -in cert.pem` and `openssl pkey -pubout -in key.pem` must agree")
            .settled_by("--keylog FILE: with it the signature can be verified"),
    )
}

/// The signature that does not verify.
fn refuted(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Evidence> {
    let check =
        CheckId::signatures_of(judged.end).iter().filter_map(|id| facts.connection.check(*id)).find(|check| check.holds == Some(false))?;
    let event = facts.connection.events.get(check.step?.checked_sub(1)?)?;
    Some(field::named(event, "signature", format!("the {}'s signature: {}", judged.whose(), check.detail)))
}

/// Whether the signature over the handshake verifies.
pub(super) fn is_verified(facts: &Facts<'_>, judged: &Judged<'_>) -> bool {
    CheckId::signatures_of(judged.end).iter().filter_map(|id| facts.connection.check(*id)).any(|check| check.holds == Some(true))
}
