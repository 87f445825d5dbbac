//! RSA signatures: by aws-lc-rs where it has the algorithm and takes the key's size, else by the `rsa` crate (RFC 8017 8).
//!
//! What is left for that: PSS and SHA-384 with keys under 2048 bits (RFC 8448 uses 1024), SHA-1 with PSS, MD5, and the
//! MD5-and-SHA-1 signatures up to TLS 1.1. Only public values are handled.

use aws_lc_rs::signature::{self, RsaParameters, VerificationAlgorithm};
use md5::Md5;
use rsa::sha2::{Sha256, Sha384, Sha512};
use rsa::{BoxedUint, Pkcs1v15Sign, Pss};
use sha1::Sha1;

use super::algorithm::Padding;
use super::public_key::bit_length;
use super::{Hash, PublicKey, Verdict};

/// The sizes of modulus that are computed, in bits: what aws-lc-rs takes, and smaller ones of the past.
const MODULUS_BITS: std::ops::RangeInclusive<usize> = 512..=8192;

/// The largest exponent that is computed, in bytes: 65537 is the common one.
const EXPONENT_BYTES: usize = 8;

pub(super) fn verify(key: &PublicKey<'_>, padding: Padding, message: &[u8], signature: &[u8]) -> Verdict {
    let Some((modulus, exponent)) = key.modulus_and_exponent() else {
        return Verdict::Unable("the RSA key cannot be read".into());
    };
    let bits = bit_length(modulus);
    if !MODULUS_BITS.contains(&bits) || exponent.len() > EXPONENT_BYTES {
        return Verdict::Unable(format!("an RSA key of {bits} bits with an exponent of {} bytes is not supported", exponent.len()));
    }
    let holds = match parameters(padding, bits) {
        Some(parameters) => parameters.verify_sig(key.key, message, signature).is_ok(),
        None => computed(modulus, exponent, padding, message, signature),
    };
    Verdict::of(holds, "the signature does not fit the key and what it should sign")
}

/// aws-lc-rs's own algorithm, if it takes a key of that size.
fn parameters(padding: Padding, bits: usize) -> Option<&'static RsaParameters> {
    match padding {
        Padding::Pkcs1(Hash::Sha1) if bits >= 1024 => Some(&signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
        Padding::Pkcs1(Hash::Sha256) if bits >= 1024 => Some(&signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
        Padding::Pkcs1(Hash::Sha384) if bits >= 2048 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        Padding::Pkcs1(Hash::Sha512) if bits >= 1024 => Some(&signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
        Padding::Pss { hash, salt_length } if bits >= 2048 && salt_length == hash.length() => match hash {
            Hash::Sha256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
            Hash::Sha384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
            Hash::Sha512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
            Hash::Md5 | Hash::Sha1 => None,
        },
        _ => None,
    }
}

/// What the `rsa` crate says of it.
fn computed(modulus: &[u8], exponent: &[u8], padding: Padding, message: &[u8], signature: &[u8]) -> bool {
    let Some(key) = key(modulus, exponent) else { return false };
    let held = match padding {
        Padding::Pkcs1(hash) => key.verify(pkcs1(hash), &hash.digest(message), signature),
        Padding::Pkcs1Md5Sha1 => {
            let digests = [Hash::Md5.digest(message), Hash::Sha1.digest(message)].concat();
            key.verify(Pkcs1v15Sign::new_unprefixed(), &digests, signature)
        }
        Padding::Pss { hash, salt_length } => pss(&key, hash, salt_length, &hash.digest(message), signature),
    };
    held.is_ok()
}

fn key(modulus: &[u8], exponent: &[u8]) -> Option<rsa::PublicKey> {
    let [modulus, exponent] = [modulus, exponent].map(BoxedUint::from_be_slice_vartime);
    rsa::PublicKey::new_with_size_limits(modulus, exponent, MODULUS_BITS).ok()
}

fn pkcs1(hash: Hash) -> Pkcs1v15Sign {
    match hash {
        Hash::Md5 => Pkcs1v15Sign::new::<Md5>(),
        Hash::Sha1 => Pkcs1v15Sign::new::<Sha1>(),
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

fn pss(key: &rsa::PublicKey, hash: Hash, salt_length: usize, digest: &[u8], signature: &[u8]) -> rsa::Result<()> {
    match hash {
        Hash::Md5 => key.verify(Pss::<Md5>::new_with_salt(salt_length), digest, signature),
        Hash::Sha1 => key.verify(Pss::<Sha1>::new_with_salt(salt_length), digest, signature),
        Hash::Sha256 => key.verify(Pss::<Sha256>::new_with_salt(salt_length), digest, signature),
        Hash::Sha384 => key.verify(Pss::<Sha384>::new_with_salt(salt_length), digest, signature),
        Hash::Sha512 => key.verify(Pss::<Sha512>::new_with_salt(salt_length), digest, signature),
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::{KeyPair as _, RsaEncoding};

    use super::*;

    /// The two agree where both can.
    #[test]
    fn agrees_with_aws_lc() {
        let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
        let key = PublicKey { algorithm: crate::crypt::public_key::KeyAlgorithm::Rsa, key: pair.public_key().as_ref() };
        let (modulus, exponent) = key.modulus_and_exponent().unwrap();
        let pss = |hash: Hash| Padding::Pss { hash, salt_length: hash.length() };
        let encodings: [(Padding, &'static dyn RsaEncoding); 6] = [
            (Padding::Pkcs1(Hash::Sha256), &signature::RSA_PKCS1_SHA256),
            (Padding::Pkcs1(Hash::Sha384), &signature::RSA_PKCS1_SHA384),
            (Padding::Pkcs1(Hash::Sha512), &signature::RSA_PKCS1_SHA512),
            (pss(Hash::Sha256), &signature::RSA_PSS_SHA256),
            (pss(Hash::Sha384), &signature::RSA_PSS_SHA384),
            (pss(Hash::Sha512), &signature::RSA_PSS_SHA512),
        ];
        for (padding, encoding) in encodings {
            let mut signed = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &SystemRandom::new(), b"message", &mut signed).unwrap();
            assert_eq!(verify(&key, padding, b"message", &signed), Verdict::Holds);
            assert!(computed(modulus, exponent, padding, b"message", &signed), "{padding:?}");
            assert!(!computed(modulus, exponent, padding, b"massage", &signed), "{padding:?}");
            assert!(!computed(modulus, exponent, padding, b"message", &signed[1..]), "{padding:?}");
            for (other, _) in encodings.iter().filter(|(other, _)| *other != padding) {
                assert!(!computed(modulus, exponent, *other, b"message", &signed), "{padding:?} as {other:?}");
            }
            signed[100] ^= 1;
            assert!(!computed(modulus, exponent, padding, b"message", &signed), "{padding:?}");
        }
    }

    #[test]
    fn senseless_keys() {
        for key in [&[][..], &[0x30, 0], &[0x30, 6, 2, 1, 0, 2, 1, 0], &[0x30, 6, 2, 1, 5, 2, 1, 3]] {
            let key = PublicKey { algorithm: crate::crypt::public_key::KeyAlgorithm::Rsa, key };
            assert_eq!(verify(&key, Padding::Pkcs1(Hash::Sha256), b"", &[1]).holds(), None);
        }
    }
}
