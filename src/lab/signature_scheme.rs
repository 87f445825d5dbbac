//! Signature schemes by their IANA names; rustls has its own for some.

use rustls::SignatureScheme;

/// The IANA name, or the number.
pub(super) fn iana_name(scheme: SignatureScheme) -> String {
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
