//! A key that is too small for anybody who is careful: RSA under 2048 bits (NIST SP 800-131A).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::message::X509;

const SIGNS: Signs = Signs {
    alerts: &[
        AlertDescription::BAD_CERTIFICATE,
        AlertDescription::UNKNOWN_CA,
        AlertDescription::INSUFFICIENT_SECURITY,
        AlertDescription::HANDSHAKE_FAILURE,
        AlertDescription::DECRYPT_ERROR,
    ],
    reasons: |reason| matches!(reason, Reason::WeakKey | Reason::BadSignature | Reason::UnsupportedSignatureAlgorithm),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let link = judged.links().find(|link| is_weak(&link.x509))?;
    let key = &link.x509.public_key;
    let says = format!("the key of {} is too small: {key}", judged.name(link));
    let evidence = judged.field(link, "subject_public_key_info", format!("public key of {}: {key}", link.x509.subject));
    let finding = Finding::cause(FindingId::CertWeakKey(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("make a new key of RSA 2048, P-256 or Ed25519, and issue the certificate again")
            .settled_by(format!("the {}'s log", judged.judge())),
    )
}

fn is_weak(x509: &X509) -> bool {
    let least = if x509.public_key.starts_with("RSA") { 2048 } else { 224 };
    x509.public_key_bits.is_some_and(|bits| bits < least)
}
