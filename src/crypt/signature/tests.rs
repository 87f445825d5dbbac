//! Signatures made by aws-lc-rs, and by OpenSSL those that aws-lc-rs does not make.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA256_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING, ML_DSA_87_SIGNING,
    PqdsaKeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA384, RsaEncoding,
};
use aws_lc_rs::{rsa, signature};

use super::*;
use crate::crypt::certificate::{certificate_signature, is_self_signed, subject_public_key_info};

const MESSAGE: &[u8] = b"what was said so far";

/// A key and a signature of it over [`MESSAGE`].
struct Signed {
    spki: Vec<u8>,
    signature: Vec<u8>,
}

impl Signed {
    fn ecdsa(algorithm: &'static EcdsaSigningAlgorithm) -> Self {
        let pair = EcdsaKeyPair::generate(algorithm).unwrap();
        let signature = pair.sign(&SystemRandom::new(), MESSAGE).unwrap();
        Self { spki: AsDer::<Der>::as_der(pair.public_key()).unwrap().as_ref().to_vec(), signature: signature.as_ref().to_vec() }
    }

    fn ed25519() -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        Self { spki: AsDer::<Der>::as_der(pair.public_key()).unwrap().as_ref().to_vec(), signature: pair.sign(MESSAGE).as_ref().to_vec() }
    }

    fn rsa(encoding: &'static dyn RsaEncoding) -> Self {
        let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(encoding, &SystemRandom::new(), MESSAGE, &mut signature).unwrap();
        Self { spki: AsDer::<Der>::as_der(pair.public_key()).unwrap().as_ref().to_vec(), signature }
    }

    fn ml_dsa(algorithm: &'static signature::PqdsaSigningAlgorithm) -> Self {
        let pair = PqdsaKeyPair::generate(algorithm).unwrap();
        let mut signature = vec![0; algorithm.signature_len()];
        pair.sign(MESSAGE, &mut signature).unwrap();
        Self { spki: AsDer::<Der>::as_der(pair.public_key()).unwrap().as_ref().to_vec(), signature }
    }
}

type Der = aws_lc_rs::encoding::PublicKeyX509Der<'static>;

#[test]
fn every_scheme_of_tls13() {
    let cases = [
        (SignatureScheme::ECDSA_SECP256R1_SHA256, Signed::ecdsa(&ECDSA_P256_SHA256_ASN1_SIGNING)),
        (SignatureScheme::ECDSA_SECP384R1_SHA384, Signed::ecdsa(&ECDSA_P384_SHA384_ASN1_SIGNING)),
        (SignatureScheme::ECDSA_SECP521R1_SHA512, Signed::ecdsa(&ECDSA_P521_SHA512_ASN1_SIGNING)),
        (SignatureScheme::ED25519, Signed::ed25519()),
        (SignatureScheme::RSA_PSS_RSAE_SHA384, Signed::rsa(&RSA_PSS_SHA384)),
        (SignatureScheme::MLDSA44, Signed::ml_dsa(&ML_DSA_44_SIGNING)),
        (SignatureScheme::MLDSA65, Signed::ml_dsa(&ML_DSA_65_SIGNING)),
        (SignatureScheme::MLDSA87, Signed::ml_dsa(&ML_DSA_87_SIGNING)),
    ];
    for (scheme, Signed { spki, signature }) in &cases {
        assert_eq!(verify_tls13(*scheme, spki, MESSAGE, signature), Verdict::Holds, "{scheme}");
        assert_eq!(verify_tls13(*scheme, spki, b"something else", signature).holds(), Some(false), "{scheme}");
        let mut damaged = signature.clone();
        damaged[20] ^= 1;
        assert_eq!(verify_tls13(*scheme, spki, MESSAGE, &damaged).holds(), Some(false), "{scheme}");
        assert_eq!(verify_tls13(*scheme, spki, MESSAGE, &[]).holds(), Some(false), "{scheme}");
        for (other, _) in cases.iter().filter(|(other, _)| other != scheme) {
            assert_eq!(verify_tls13(*other, spki, MESSAGE, signature).holds(), Some(false), "{scheme} as {other}");
        }
    }
}

#[test]
fn tls12_lets_a_curve_go_with_any_hash() {
    let Signed { spki, signature } = Signed::ecdsa(&ECDSA_P521_SHA256_ASN1_SIGNING);
    let scheme = SignatureScheme::ECDSA_SECP256R1_SHA256;
    assert_eq!(verify(scheme, &spki, MESSAGE, &signature), Verdict::Holds);
    let verdict = verify_tls13(scheme, &spki, MESSAGE, &signature);
    assert_eq!(verdict, Verdict::Fails("ecdsa_secp256r1_sha256 needs a key of ECDSA P-256, the certificate's is ECDSA P-521".into()));
}

#[test]
fn pkcs1_is_gone_in_tls13() {
    let Signed { spki, signature } = Signed::rsa(&RSA_PKCS1_SHA256);
    assert_eq!(verify(SignatureScheme::RSA_PKCS1_SHA256, &spki, MESSAGE, &signature), Verdict::Holds);
    assert_eq!(verify_tls13(SignatureScheme::RSA_PKCS1_SHA256, &spki, MESSAGE, &signature).holds(), Some(false));
    assert_eq!(verify(SignatureScheme::RSA_PKCS1_SHA384, &spki, MESSAGE, &signature).holds(), Some(false));
}

#[test]
fn what_is_lacking_is_named() {
    let Signed { spki, signature } = Signed::ed25519();
    let verdict = verify_tls13(SignatureScheme::ED448, &spki, MESSAGE, &signature);
    assert_eq!(verdict, Verdict::Unable("the signature scheme ed448 is not supported".into()));
    assert_eq!(verify(SignatureScheme::ED25519, &spki[..20], MESSAGE, &signature).holds(), None);
    assert_eq!(verify(SignatureScheme::ED25519, &[], MESSAGE, &signature).holds(), None);
}

/// Lines `name hex`.
fn of_openssl(name: &str) -> Vec<Vec<u8>> {
    let lines = include_str!("openssl_signatures.txt").lines().filter_map(|line| line.split_once(' '));
    lines.filter(|(word, _)| *word == name).map(|(_, value)| hex::decode(value).unwrap()).collect()
}

/// MD5, SHA-1, PSS with all kinds of parameters, a key of 1024 bits: old, and still what it says.
#[test]
fn old_certificates() {
    for name in ["md5", "sha1", "sha384", "pss-sha256-salt-32", "pss-sha1-defaults", "pss-sha512-salt-10"] {
        let mut certificate = of_openssl(name).remove(0);
        assert!(is_self_signed(&certificate), "{name}");
        let key = subject_public_key_info(&certificate).unwrap().to_vec();
        assert_eq!(PublicKey::parse(&key).unwrap().bits(), Some(1024));
        let last = certificate.len() - 1;
        certificate[last] ^= 1;
        assert_eq!(certificate_signature(&key, &certificate).holds(), Some(false), "{name}");
        for length in 0..certificate.len() {
            assert_ne!(certificate_signature(&key, &certificate[..length]), Verdict::Holds, "{name} cut to {length}");
        }
    }
}

#[test]
fn server_key_exchange_of_tls10() {
    let certificate = of_openssl("sha1").remove(0);
    let keys = [subject_public_key_info(&certificate).unwrap().to_vec(), of_openssl("ec-key").remove(0)];
    let signed: Vec<_> = of_openssl("tls10-content").into_iter().zip(of_openssl("tls10-signature")).collect();
    assert_eq!(signed.len(), 2);
    for (key, (content, signature)) in keys.iter().zip(&signed) {
        assert_eq!(verify_legacy(key, content, signature), Verdict::Holds);
        assert_eq!(verify_legacy(key, &content[1..], signature).holds(), Some(false));
    }
}
