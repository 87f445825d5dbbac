//! RSA signatures: by aws-lc-rs where it has the algorithm and takes the key's size, else computed here (RFC 8017 8).
//!
//! What is left for here: PSS and SHA-384 with keys under 2048 bits (RFC 8448 uses 1024), SHA-1 with PSS, MD5, and the
//! MD5-and-SHA-1 signatures up to TLS 1.1. Only public values are handled, so nothing needs constant time.

use aws_lc_rs::signature::{self, RsaParameters, VerificationAlgorithm};
use num_bigint::BigUint;

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

fn computed(modulus: &[u8], exponent: &[u8], padding: Padding, message: &[u8], signature: &[u8]) -> bool {
    let Some(encoded) = recover(modulus, exponent, signature) else { return false };
    match padding {
        Padding::Pkcs1(hash) => encoded == pkcs1(encoded.len(), digest_info(hash), &hash.digest(message)),
        Padding::Pkcs1Md5Sha1 => {
            let digests = [Hash::Md5.digest(message), Hash::Sha1.digest(message)].concat();
            encoded == pkcs1(encoded.len(), &[], &digests)
        }
        Padding::Pss { hash, salt_length } => {
            pss_holds(&encoded, bit_length(modulus) - 1, hash, salt_length, &hash.digest(message)).unwrap_or(false)
        }
    }
}

/// RSAVP1: signature ^ exponent mod modulus, as long as the modulus (RFC 8017 5.2.2).
fn recover(modulus: &[u8], exponent: &[u8], signature: &[u8]) -> Option<Vec<u8>> {
    let number = BigUint::from_bytes_be(signature);
    let n = BigUint::from_bytes_be(modulus);
    if signature.len() != modulus.len() || number >= n {
        return None;
    }
    let recovered = number.modpow(&BigUint::from_bytes_be(exponent), &n).to_bytes_be();
    let mut encoded = vec![0; modulus.len().checked_sub(recovered.len())?];
    encoded.extend(recovered);
    Some(encoded)
}

/// EMSA-PKCS1-v1_5: 00 01 ff … ff 00, the hash's name, the hash (RFC 8017 9.2).
fn pkcs1(length: usize, digest_info: &[u8], digest: &[u8]) -> Vec<u8> {
    let padding = length.saturating_sub(3 + digest_info.len() + digest.len());
    [&[0, 1], vec![0xff; padding].as_slice(), &[0], digest_info, digest].concat()
}

/// The DER of a DigestInfo up to the hash itself (RFC 8017 9.2, note 1).
fn digest_info(hash: Hash) -> &'static [u8] {
    match hash {
        Hash::Md5 => b"\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d\x02\x05\x05\x00\x04\x10",
        Hash::Sha1 => b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14",
        Hash::Sha256 => b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
        Hash::Sha384 => b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
        Hash::Sha512 => b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
    }
}

/// EMSA-PSS-VERIFY (RFC 8017 9.1.2), its steps in order; `None` where a length does not fit.
///
/// ```text
/// encoded = masked(00 … 00 01 salt) || H || bc        H = Hash(00 × 8 || digest || salt)
/// ```
fn pss_holds(encoded: &[u8], bits: usize, hash: Hash, salt_length: usize, digest: &[u8]) -> Option<bool> {
    // One byte shorter than the modulus, where the modulus has a bit more than whole bytes.
    let (unused, encoded) = encoded.split_at_checked(encoded.len() - bits.div_ceil(8))?;
    let (rest, trailer) = encoded.split_at_checked(encoded.len().checked_sub(1)?)?;
    let (masked, h) = rest.split_at_checked(rest.len().checked_sub(hash.length())?)?;
    let free_bits = 8 * encoded.len() - bits;
    let free_mask = !(0xff_u8.checked_shr(u32::try_from(free_bits).ok()?)?);
    let mut block: Vec<u8> = masked.iter().zip(mgf1(hash, h, masked.len())).map(|(byte, mask)| byte ^ mask).collect();
    if unused.iter().any(|byte| *byte != 0) || masked.first()? & free_mask != 0 || trailer != [0xbc] {
        return Some(false);
    }
    *block.first_mut()? &= !free_mask;
    let (padding, salt) = block.split_at_checked(block.len().checked_sub(salt_length)?)?;
    let (one, zeros) = padding.split_last()?;
    let expected = hash.digest(&[&[0; 8], digest, salt].concat());
    Some(*one == 1 && zeros.iter().all(|byte| *byte == 0) && expected == h)
}

/// MGF1 (RFC 8017 B.2.1).
fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let blocks = (0u32..).flat_map(|counter| hash.digest(&[seed, &counter.to_be_bytes()].concat()));
    blocks.take(length).collect()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::rsa::{KeyPair, KeySize};
    use aws_lc_rs::signature::{KeyPair as _, RsaEncoding};

    use super::*;

    /// What is computed here agrees with aws-lc-rs where both can.
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
