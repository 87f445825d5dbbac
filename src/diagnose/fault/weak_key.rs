//! A key that is too small for anybody who is careful: RSA under 2048 bits (NIST SP 800-131A).

use super::{Fault, Field, Kind, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;
use crate::trace::message::X509;

pub(super) const KIND: Kind = Kind {
    about: "key strength",
    id: FindingId::CertWeakKey,
    find,
    signs: Signs {
        alerts: &[
            AlertDescription::BAD_CERTIFICATE,
            AlertDescription::UNKNOWN_CA,
            AlertDescription::INSUFFICIENT_SECURITY,
            AlertDescription::HANDSHAKE_FAILURE,
            AlertDescription::DECRYPT_ERROR,
        ],
        reasons: |reason| matches!(reason, Reason::WeakKey | Reason::BadSignature | Reason::UnsupportedSignatureAlgorithm),
    },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let link = judgement.links.iter().find(|link| is_weak(&link.x509))?;
    let key = &link.x509.public_key;
    let says = format!("the key of {} is too small: {key}", name(judgement, link));
    let fault =
        Fault::new(link, Field::Named("subject_public_key_info"), "weak-key", says, format!("public key of {}: {key}", link.x509.subject));
    Some(fault.fix("make a new key of RSA 2048, P-256 or Ed25519, and issue the certificate again"))
}

fn is_weak(x509: &X509) -> bool {
    let least = if x509.public_key.starts_with("RSA") { 2048 } else { 224 };
    x509.public_key_bits.is_some_and(|bits| bits < least)
}
