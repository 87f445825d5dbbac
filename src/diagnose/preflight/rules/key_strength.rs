//! The keys: too small for the careful, or of a kind that not every stack has.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject};

const ABOUT: &str = "key strength";

/// What rustls signs with: all else it cannot load.
const RUSTLS_SIGNS: [&str; 7] = ["P-256", "P-384", "P-521", "Ed25519", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let weak = subject.links.iter().map(|link| subject.at(*link)).find(|certificate| is_weak(certificate));
    let own = &subject.own().x509.public_key;
    if let Some(certificate) = weak {
        return vec![refused(subject, certificate)];
    }
    let is_rsa = own.starts_with("RSA ");
    if !is_rsa && !RUSTLS_SIGNS.contains(&own.as_str()) {
        let says = format!("a key of {own}: rustls and browsers cannot use it");
        return vec![
            Check::refused(ABOUT, FindingId::CertWeakKey(subject.role()), says)
                .fix("use P-256, Ed25519 or RSA 2048")
                .stacks("unusual-key", subject.role()),
        ];
    }
    let p521 = (own == "P-521").then(|| {
        Check::note(
            ABOUT,
            "a key on P-521: a rustls client with it fails against an OpenSSL server in TLS 1.2 (illegal_parameter, wrong curve)",
        )
    });
    p521.into_iter().collect()
}

fn is_weak(certificate: &Cert<'_>) -> bool {
    let least = if certificate.x509.public_key.starts_with("RSA") { 2048 } else { 224 };
    certificate.x509.public_key_bits.is_some_and(|bits| bits < least)
}

fn refused(subject: &Subject<'_>, certificate: &Cert<'_>) -> Check {
    let key = &certificate.x509.public_key;
    Check::refused(ABOUT, FindingId::CertWeakKey(subject.role()), format!("the key of {} is too small: {key}", certificate.x509.subject))
        .evidence(format!("{}: {key}; RSA keys need 2048 bits", certificate.given.place))
        .fix("make a new key of P-256, Ed25519 or RSA 2048, and issue the certificate again")
        .stacks("weak-key", subject.role())
}
