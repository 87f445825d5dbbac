//! SSL 3.0 (RFC 6101): its own ways to derive keys, to protect records and to seal the handshake, all before HMAC.

use super::{End, Hash, Secret};

/// What the inner and the outer hash have behind the secret: 48 bytes for MD5, 40 for SHA-1 (RFC 6101 5.2.3.1).
const PAD_1: [u8; 48] = [0x36; 48];
const PAD_2: [u8; 48] = [0x5c; 48];

/// `length` bytes from a secret: `MD5(secret + SHA-1("A" + secret + seed)) + MD5(secret + SHA-1("BB" + …)) …`
/// (RFC 6101 6.1 and 6.2.2).
#[must_use]
pub fn expand(secret: &[u8], seed: &[u8], length: usize) -> Secret {
    let mut output = Vec::new();
    for (letter, count) in (b'A'..=b'Z').zip(1..) {
        if output.len() >= length {
            break;
        }
        let inner = Hash::Sha1.digest(&[&vec![letter; count], secret, seed].concat());
        output.extend(Hash::Md5.digest(&[secret, &inner].concat()));
    }
    output.truncate(length);
    output.into()
}

/// The MAC of a record's content (RFC 6101 5.2.3.1). The version is not covered.
#[must_use]
pub fn mac(hash: Hash, key: &[u8], sequence: u64, content_type: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
    nested(hash, key, &[&sequence.to_be_bytes(), &[content_type], &length, content], false)
}

/// The MAC in a Finished message, over all messages before it: 36 bytes (RFC 6101 5.6.9).
#[must_use]
pub fn verify_data(master: &Secret, from: End, messages: &[u8]) -> Vec<u8> {
    let sender = match from {
        End::Client => b"CLNT",
        End::Server => b"SRVR",
    };
    let half = |hash| nested(hash, master.expose(), &[messages, sender], true);
    [half(Hash::Md5), half(Hash::Sha1)].concat()
}

/// `hash(secret + pad_2 + hash(secret + pad_1 + data))`; in Finished the inner secret stands behind the data.
fn nested(hash: Hash, secret: &[u8], data: &[&[u8]], secret_behind: bool) -> Vec<u8> {
    let length = if hash == Hash::Md5 { 48 } else { 40 };
    let (pad_1, pad_2) = (&PAD_1[..length], &PAD_2[..length]);
    let data = data.concat();
    let inner = if secret_behind { [&data, secret, pad_1].concat() } else { [secret, pad_1, &data].concat() };
    hash.digest(&[secret, pad_2, &hash.digest(&inner)].concat())
}
