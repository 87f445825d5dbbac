//! Keys of a kind that not every stack has.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;

const ABOUT: &str = "key strength";

/// What rustls signs with: all else it cannot load.
const RUSTLS_SIGNS: [&str; 7] = ["P-256", "P-384", "P-521", "Ed25519", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let own = &subject.own().x509.public_key;
    let is_told = subject.own().x509.curve_form.is_some_and(|form| form.is_explicit) || subject.has(FindingId::CertWeakKey(subject.role()));
    let is_rsa = own.starts_with("RSA ");
    if !is_rsa && !is_told && !RUSTLS_SIGNS.contains(&own.as_str()) {
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
    let ed25519 = (own == "Ed25519").then(|| {
        Check::note(ABOUT, "a key of Ed25519: peers whose list of signature algorithms lacks it (old OpenSSL, browsers, many hardware modules) cannot use it")
    });
    p521.into_iter().chain(ed25519).collect()
}
