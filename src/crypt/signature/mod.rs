//! Signatures, verified anew: CertificateVerify, ServerKeyExchange, certificates (RFC 8446 4.4.3, RFC 5246 7.4.3).

use aws_lc_rs::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

use super::algorithm::{Algorithm, Padding};
use super::public_key::{Curve, KeyAlgorithm, MlDsa, PublicKey};
use super::{Hash, Verdict, rsa};
use crate::names::SignatureScheme;

/// Verifies a signature of TLS 1.2: `message` is what was signed, before hashing. An ECDSA scheme of TLS 1.2 names the
/// hash alone, so the key may be on any curve (RFC 5246 7.4.1.4.1).
#[must_use]
pub fn verify(scheme: SignatureScheme, spki: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    let Some(algorithm) = Algorithm::of_scheme(scheme) else {
        return Verdict::Unable(format!("the signature scheme {scheme} is not supported"));
    };
    with_key(spki, |key| check(algorithm, key, message, signature))
}

/// Verifies a signature of TLS 1.3, where a scheme also names the kind of key, and PKCS #1 and SHA-1 are gone
/// (RFC 8446 4.2.3, 4.4.3).
#[must_use]
pub fn verify_tls13(scheme: SignatureScheme, spki: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    let Some(kinds) = tls13_keys(scheme) else {
        return match Algorithm::of_scheme(scheme) {
            Some(_) => Verdict::Fails(format!("{scheme} is not allowed in a CertificateVerify of TLS 1.3")),
            None => Verdict::Unable(format!("the signature scheme {scheme} is not supported")),
        };
    };
    with_key(spki, |key| {
        if key.algorithm == KeyAlgorithm::Ec(Curve::Other) && matches!(kinds, KeyAlgorithm::Ec(_)) {
            return unknown_curve();
        }
        if kinds != key.algorithm {
            return Verdict::Fails(format!("{scheme} needs a key of {kinds}, the certificate's is {}", key.algorithm));
        }
        verify(scheme, spki, message, signature)
    })
}

/// Verifies a signature of TLS 1.0 or 1.1, which name no scheme: RSA over MD5 and SHA-1, ECDSA over SHA-1
/// (RFC 2246 7.4.3, RFC 8422 5.4).
#[must_use]
pub fn verify_legacy(spki: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    with_key(spki, |key| match key.algorithm {
        KeyAlgorithm::Rsa => check(Algorithm::Rsa(Padding::Pkcs1Md5Sha1), key, message, signature),
        KeyAlgorithm::Ec(_) => check(Algorithm::Ecdsa(Hash::Sha1), key, message, signature),
        other => Verdict::Unable(format!("a signature before TLS 1.2 with a key of {other} is not supported")),
    })
}

/// Verifies a signature of X.509: `algorithm` is the AlgorithmIdentifier in DER (RFC 5280 4.1.1.2).
#[must_use]
pub fn verify_x509(algorithm: &[u8], spki: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    let Some(algorithm) = Algorithm::of_identifier(algorithm) else {
        return Verdict::Unable("the certificate's signature algorithm is not supported".into());
    };
    with_key(spki, |key| check(algorithm, key, message, signature))
}

fn with_key(spki: &[u8], then: impl FnOnce(&PublicKey<'_>) -> Verdict) -> Verdict {
    match PublicKey::parse(spki) {
        Some(key) => then(&key),
        None => Verdict::Unable("the public key cannot be read".into()),
    }
}

fn check(algorithm: Algorithm, key: &PublicKey<'_>, message: &[u8], signature: &[u8]) -> Verdict {
    match (algorithm, key.algorithm) {
        (Algorithm::Rsa(padding), KeyAlgorithm::Rsa) | (Algorithm::Rsa(padding @ Padding::Pss { .. }), KeyAlgorithm::RsaPss) => {
            rsa::verify(key, padding, message, signature)
        }
        (Algorithm::Ecdsa(_), KeyAlgorithm::Ec(Curve::Other)) => unknown_curve(),
        (Algorithm::Ecdsa(hash), KeyAlgorithm::Ec(curve)) => match ecdsa(curve, hash) {
            Some(algorithm) => by_aws_lc(algorithm, key, message, signature),
            None => Verdict::Unable(format!("{} with {hash} is not supported", key.algorithm)),
        },
        (Algorithm::Ed25519, KeyAlgorithm::Ed25519) => by_aws_lc(&signature::ED25519, key, message, signature),
        (Algorithm::MlDsa(level), KeyAlgorithm::MlDsa(other)) if level == other => by_aws_lc(ml_dsa(level), key, message, signature),
        (_, kind) => Verdict::Fails(format!("the signature's algorithm is not one for a key of {kind}")),
    }
}

/// A curve that is given by its numbers, or one that nothing here computes with: the signature may well be good.
fn unknown_curve() -> Verdict {
    Verdict::Unable("the curve of the key is given by explicit parameters, or is one that is not computed with here".into())
}

fn by_aws_lc(algorithm: &'static dyn VerificationAlgorithm, key: &PublicKey<'_>, message: &[u8], signature: &[u8]) -> Verdict {
    let holds = UnparsedPublicKey::new(algorithm, key.key).verify(message, signature).is_ok();
    Verdict::of(holds, "the signature does not fit the key and what it should sign")
}

fn ecdsa(curve: Curve, hash: Hash) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, hash) {
        (Curve::P256, Hash::Sha1) => &signature::ECDSA_P256_SHA1_ASN1,
        (Curve::P256, Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Hash::Sha512) => &signature::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Hash::Sha512) => &signature::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Hash::Sha1) => &signature::ECDSA_P521_SHA1_ASN1,
        (Curve::P521, Hash::Sha256) => &signature::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Hash::Sha384) => &signature::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Hash::Sha512) => &signature::ECDSA_P521_SHA512_ASN1,
        (Curve::Secp256k1, Hash::Sha256) => &signature::ECDSA_P256K1_SHA256_ASN1,
        _ => return None,
    })
}

fn ml_dsa(level: MlDsa) -> &'static dyn VerificationAlgorithm {
    match level {
        MlDsa::L44 => &signature::ML_DSA_44,
        MlDsa::L65 => &signature::ML_DSA_65,
        MlDsa::L87 => &signature::ML_DSA_87,
    }
}

/// The kind of key that a scheme of TLS 1.3 needs (RFC 8446 4.2.3); `None` for a scheme that is not for CertificateVerify.
fn tls13_keys(scheme: SignatureScheme) -> Option<KeyAlgorithm> {
    use SignatureScheme as S;
    Some(match scheme {
        S::RSA_PSS_RSAE_SHA256
        | S::RSA_PSS_RSAE_SHA384
        | S::RSA_PSS_RSAE_SHA512
        | S::RSA_PKCS1_SHA256_LEGACY
        | S::RSA_PKCS1_SHA384_LEGACY
        | S::RSA_PKCS1_SHA512_LEGACY => KeyAlgorithm::Rsa,
        S::RSA_PSS_PSS_SHA256 | S::RSA_PSS_PSS_SHA384 | S::RSA_PSS_PSS_SHA512 => KeyAlgorithm::RsaPss,
        S::ECDSA_SECP256R1_SHA256 => KeyAlgorithm::Ec(Curve::P256),
        S::ECDSA_SECP384R1_SHA384 => KeyAlgorithm::Ec(Curve::P384),
        S::ECDSA_SECP521R1_SHA512 => KeyAlgorithm::Ec(Curve::P521),
        S::ED25519 => KeyAlgorithm::Ed25519,
        S::MLDSA44 => KeyAlgorithm::MlDsa(MlDsa::L44),
        S::MLDSA65 => KeyAlgorithm::MlDsa(MlDsa::L65),
        S::MLDSA87 => KeyAlgorithm::MlDsa(MlDsa::L87),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
