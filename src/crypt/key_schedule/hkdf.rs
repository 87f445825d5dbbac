//! HKDF (RFC 5869) and its labelled form in TLS 1.3 (RFC 8446 7.1).

use crate::crypt::hash::{HmacKey, Mac};
use crate::crypt::{Hash, Secret};

/// What stands before each label of TLS 1.3.
const PREFIX: &[u8] = b"tls13 ";
/// The length of the longest hash, in bytes.
const MAX_HASH: usize = 64;

/// HKDF-Extract (RFC 5869 2.2). An empty salt counts as zeros.
#[must_use]
pub fn hkdf_extract(hash: Hash, salt: &[u8], input: &[u8]) -> Secret {
    hash.hmac(salt, &[input]).into()
}

/// HKDF-Expand (RFC 5869 2.3): `length` bytes, at most 255 times the hash's length; more are cut off there.
#[must_use]
pub fn hkdf_expand(hash: Hash, secret: &Secret, info: &[u8], length: usize) -> Secret {
    expand(&HmacKey::new(hash, secret.expose()), info, length)
}

fn expand(secret: &HmacKey, info: &[u8], length: usize) -> Secret {
    let mut output = Vec::with_capacity(length.min(MAX_HASH));
    let mut block = None;
    for counter in 1..=u8::MAX {
        if output.len() >= length {
            break;
        }
        let before = block.as_ref().map_or(&[][..], Mac::as_ref);
        let next = secret.mac(&[before, info, &[counter]]);
        let wanted = (length - output.len()).min(next.as_ref().len());
        output.extend_from_slice(&next.as_ref()[..wanted]);
        block = Some(next);
    }
    output.into()
}

/// HKDF-Expand-Label (RFC 8446 7.1).
///
/// ```text
/// struct {
///     uint16 length;
///     opaque label<7..255> = "tls13 " + Label;
///     opaque context<0..255>;
/// } HkdfLabel;
/// ```
///
/// A label or a context that is too long for its length field is cut to what fits; TLS has none.
#[must_use]
pub fn hkdf_expand_label(hash: Hash, secret: &Secret, label: &str, context: &[u8], length: usize) -> Secret {
    expand_label(&HmacKey::new(hash, secret.expose()), label, context, length)
}

/// The same with a secret that was made ready for more than one label.
pub(super) fn expand_label(secret: &HmacKey, label: &str, context: &[u8], length: usize) -> Secret {
    let mut info = Vec::with_capacity(2 + 1 + PREFIX.len() + label.len() + 1 + context.len());
    info.extend(u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
    push_opaque(&mut info, &[PREFIX, label.as_bytes()]);
    push_opaque(&mut info, &[context]);
    expand(secret, &info, length)
}

/// Derive-Secret (RFC 8446 7.1), over the hash of the messages.
#[must_use]
pub fn derive_secret(hash: Hash, secret: &Secret, label: &str, transcript_hash: &[u8]) -> Secret {
    hkdf_expand_label(hash, secret, label, transcript_hash, hash.length())
}

fn push_opaque(info: &mut Vec<u8>, parts: &[&[u8]]) {
    let at = info.len();
    info.push(0);
    for part in parts {
        info.extend_from_slice(part);
    }
    info.truncate(at + 1 + usize::from(u8::MAX));
    info[at] = u8::try_from(info.len() - at - 1).unwrap_or(u8::MAX);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5869 A.1.
    #[test]
    fn basic_case_with_sha_256() {
        let salt = hex::decode("000102030405060708090a0b0c").unwrap();
        let info = hex::decode("f0f1f2f3f4f5f6f7f8f9").unwrap();
        let secret = hkdf_extract(Hash::Sha256, &salt, &[0x0b; 22]);
        assert_eq!(hex::encode(secret.expose()), "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        let output = hkdf_expand(Hash::Sha256, &secret, &info, 42);
        assert_eq!(hex::encode(output.expose()), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    /// RFC 5869 A.3: no salt, no info.
    #[test]
    fn zero_length_salt_and_info() {
        let secret = hkdf_extract(Hash::Sha256, &[], &[0x0b; 22]);
        assert_eq!(hex::encode(secret.expose()), "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
        let output = hkdf_expand(Hash::Sha256, &secret, &[], 42);
        assert_eq!(hex::encode(output.expose()), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }
}
