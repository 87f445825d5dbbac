//! Signature schemes by their IANA names; rustls has its own for some.

use std::borrow::Cow;

use rustls::SignatureScheme;
use serde::{Deserialize, Deserializer, de};

use crate::spelling::meant_or_all;

/// The IANA name, or the number.
pub(crate) fn iana_name(scheme: SignatureScheme) -> String {
    let name = match scheme {
        SignatureScheme::ECDSA_NISTP256_SHA256 => "ecdsa_secp256r1_sha256",
        SignatureScheme::ECDSA_NISTP384_SHA384 => "ecdsa_secp384r1_sha384",
        SignatureScheme::ECDSA_NISTP521_SHA512 => "ecdsa_secp521r1_sha512",
        SignatureScheme::RSA_PSS_SHA256 => "rsa_pss_rsae_sha256",
        SignatureScheme::RSA_PSS_SHA384 => "rsa_pss_rsae_sha384",
        SignatureScheme::RSA_PSS_SHA512 => "rsa_pss_rsae_sha512",
        SignatureScheme::ML_DSA_44 => "mldsa44",
        SignatureScheme::ML_DSA_65 => "mldsa65",
        SignatureScheme::ML_DSA_87 => "mldsa87",
        other => return other.as_str().map_or_else(|| format!("scheme 0x{:04x}", u16::from(other)), str::to_ascii_lowercase),
    };
    name.to_owned()
}

/// A signature scheme of a scenario, known to rustls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scheme(pub(crate) SignatureScheme);

impl<'de> Deserialize<'de> for Scheme {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        let found = all().find(|scheme| iana_name(*scheme).eq_ignore_ascii_case(&name));
        found.map(Self).ok_or_else(|| de::Error::custom(unknown(&name)))
    }
}

/// The schemes that rustls accepts.
fn all() -> impl Iterator<Item = SignatureScheme> {
    let algorithms = rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms;
    algorithms.mapping.iter().map(|(scheme, _)| *scheme)
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = all().map(iana_name).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    format!("rustls has no signature scheme `{name}`{}", meant_or_all(name, &names))
}
