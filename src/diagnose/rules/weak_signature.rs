//! A certificate signed with MD5 or SHA-1, which careful judges refuse (RFC 9155, NIST SP 800-131A).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, oid_name};
use crate::trace::judgement::{Issuer, Link, Place};

const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::BAD_CERTIFICATE, AlertDescription::UNKNOWN_CA, AlertDescription::DECRYPT_ERROR],
    reasons: |reason| matches!(reason, Reason::UnsupportedSignatureAlgorithm | Reason::BadSignature),
};

/// MD5 and SHA-1 with RSA, SHA-1 with DSA and ECDSA.
const WEAK: [&str; 5] = ["1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.10040.4.3", "1.2.840.10045.4.1"];

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let link = judged.links().find(|link| is_weak(link))?;
    let algorithm = oid_name(&link.x509.signature_algorithm).unwrap_or(&link.x509.signature_algorithm);
    let says = format!("{} is signed with {algorithm}, which can be forged", judged.name(link));
    let evidence = judged.field(link, "signature_algorithm", format!("signatureAlgorithm of {}: {algorithm}", link.x509.subject));
    let finding = Finding::cause(FindingId::CertWeakSignature(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("have it signed again with SHA-256 or better")
            .settled_by(format!("the {}'s log: Java 17 accepts it", judged.judge())),
    )
}

/// A signature that nobody checks does not count: a root's own.
fn is_weak(link: &Link) -> bool {
    let checked = link.place != Place::Trusted && !matches!(link.issuer, Issuer::Itself | Issuer::Trusted);
    checked && WEAK.contains(&link.x509.signature_algorithm.as_str())
}
