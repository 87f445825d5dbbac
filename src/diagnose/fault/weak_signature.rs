//! A certificate signed with MD5 or SHA-1, which careful judges refuse (RFC 9155, NIST SP 800-131A).

use super::{Fault, Field, Kind, is_trusted, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, oid_name};
use crate::trace::Judgement;
use crate::trace::judgement::{Issuer, Link};

pub(super) const KIND: Kind = Kind {
    about: "signature hash",
    id: FindingId::CertWeakSignature,
    find,
    signs: Signs {
        alerts: &[AlertDescription::BAD_CERTIFICATE, AlertDescription::UNKNOWN_CA, AlertDescription::DECRYPT_ERROR],
        reasons: |reason| matches!(reason, Reason::UnsupportedSignatureAlgorithm | Reason::BadSignature),
    },
    is_about_signing: false,
};

/// MD2 and MD5 with RSA, SHA-1 with RSA, DSA and ECDSA.
const WEAK: [&str; 6] =
    ["1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.10040.4.3", "1.2.840.10045.4.1"];

/// Since when everybody's browsers refuse SHA-1: 2017-01-01.
const SINCE_S: i64 = 1_483_228_800;

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let link = judgement.links.iter().find(|link| is_weak(link)).filter(|_| judgement.clock_s >= SINCE_S)?;
    let algorithm = oid_name(&link.x509.signature_algorithm).unwrap_or(&link.x509.signature_algorithm);
    let says = format!("{} is signed with {algorithm}, which can be forged", name(judgement, link));
    let shows = format!("signatureAlgorithm of {}: {algorithm}", link.x509.subject);
    let fault = Fault::new(link, Field::Named("signature_algorithm"), "weak-signature", says, shows);
    Some(fault.fix("have it signed again with SHA-256 or better"))
}

/// A signature that nobody checks does not count: a root's own.
fn is_weak(link: &Link) -> bool {
    !is_trusted(link) && !matches!(link.issuer, Issuer::Itself) && WEAK.contains(&link.x509.signature_algorithm.as_str())
}
