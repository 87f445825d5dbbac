//! Hashes and HMAC: SHA by aws-lc-rs, MD5 by RustCrypto.

use std::fmt;

use aws_lc_rs::{digest, hmac};
use hmac_md5::{KeyInit as _, Mac as _};
use md5::Digest;

/// A hash function of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hash {
    /// MD5 (RFC 1321): broken; in the PRF up to TLS 1.1 and in old MACs.
    Md5,
    /// SHA-1 (FIPS 180-4): broken for signatures; in the PRF up to TLS 1.1 and in MACs.
    Sha1,
    /// SHA-256 (FIPS 180-4).
    Sha256,
    /// SHA-384 (FIPS 180-4).
    Sha384,
    /// SHA-512 (FIPS 180-4).
    Sha512,
}

impl Hash {
    /// Length of the hash in bytes.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The hash of `data`.
    #[must_use]
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self.aws_lc() {
            Some(algorithm) => digest::digest(algorithm, data).as_ref().to_vec(),
            None => md5::Md5::digest(data).to_vec(),
        }
    }

    /// HMAC (RFC 2104) under `key` over the parts of `data`, one after the other.
    #[must_use]
    pub fn hmac(self, key: &[u8], data: &[&[u8]]) -> Vec<u8> {
        HmacKey::new(self, key).mac(data).as_ref().to_vec()
    }

    fn aws_lc(self) -> Option<&'static digest::Algorithm> {
        match self {
            Self::Md5 => None,
            Self::Sha1 => Some(&digest::SHA1_FOR_LEGACY_USE_ONLY),
            Self::Sha256 => Some(&digest::SHA256),
            Self::Sha384 => Some(&digest::SHA384),
            Self::Sha512 => Some(&digest::SHA512),
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// A key of HMAC, made ready: half of the work, where several MACs are made with it.
#[expect(clippy::large_enum_variant, reason = "one lives at a time; a box would cost an allocation for each key")]
pub(super) enum HmacKey {
    Md5(Vec<u8>),
    AwsLc(hmac::Key),
}

/// A MAC; it needs no memory of its own.
pub(super) enum Mac {
    Md5([u8; 16]),
    AwsLc(hmac::Tag),
}

impl HmacKey {
    pub(super) fn new(hash: Hash, key: &[u8]) -> Self {
        Self::AwsLc(match hash {
            Hash::Md5 => return Self::Md5(key.to_vec()),
            Hash::Sha1 => hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key),
            Hash::Sha256 => hmac::Key::new(hmac::HMAC_SHA256, key),
            Hash::Sha384 => hmac::Key::new(hmac::HMAC_SHA384, key),
            Hash::Sha512 => hmac::Key::new(hmac::HMAC_SHA512, key),
        })
    }

    /// The MAC over the parts of `data`, one after the other.
    pub(super) fn mac(&self, data: &[&[u8]]) -> Mac {
        match self {
            Self::Md5(key) => Mac::Md5(hmac_md5(key, data)),
            Self::AwsLc(key) => {
                let mut context = hmac::Context::with_key(key);
                for part in data {
                    context.update(part);
                }
                Mac::AwsLc(context.sign())
            }
        }
    }
}

impl AsRef<[u8]> for Mac {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Md5(mac) => mac,
            Self::AwsLc(tag) => tag.as_ref(),
        }
    }
}

/// A hash that is fed bit by bit; a clone goes its own way from there.
#[derive(Clone)]
pub struct Hasher {
    hash: Hash,
    state: State,
}

#[derive(Clone)]
enum State {
    Md5(md5::Md5),
    AwsLc(digest::Context),
}

impl Hasher {
    /// A hasher that has seen nothing.
    #[must_use]
    pub fn new(hash: Hash) -> Self {
        let state = hash.aws_lc().map_or_else(|| State::Md5(md5::Md5::new()), |algorithm| State::AwsLc(digest::Context::new(algorithm)));
        Self { hash, state }
    }

    /// Which hash it is.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Feeds `data`.
    pub fn update(&mut self, data: &[u8]) {
        match &mut self.state {
            State::Md5(state) => state.update(data),
            State::AwsLc(state) => state.update(data),
        }
    }

    /// The hash of all that was fed.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        match self.state {
            State::Md5(state) => state.finalize().to_vec(),
            State::AwsLc(state) => state.finish().as_ref().to_vec(),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hasher({})", self.hash)
    }
}

fn hmac_md5(key: &[u8], data: &[&[u8]]) -> [u8; 16] {
    // HMAC takes a key of any length (RFC 2104): there is no other way through this.
    let Ok(mut mac) = hmac_md5::Hmac::<md5::Md5>::new_from_slice(key) else { return [0; 16] };
    for part in data {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Hash; 5] = [Hash::Md5, Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];

    #[test]
    fn known_digests() {
        assert_eq!(hex::encode(Hash::Md5.digest(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex::encode(Hash::Sha1.digest(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(hex::encode(Hash::Sha256.digest(b"")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn in_parts_as_in_one() {
        for hash in ALL {
            let mut hasher = Hasher::new(hash);
            hasher.update(b"Hello, ");
            let fork = hasher.clone();
            hasher.update(b"world");
            assert_eq!(hasher.finish(), hash.digest(b"Hello, world"));
            assert_eq!(fork.finish(), hash.digest(b"Hello, "));
            assert_eq!(hash.digest(b"").len(), hash.length());
        }
    }

    /// RFC 2202 test case 2, and RFC 4231 test case 2.
    #[test]
    fn known_macs() {
        let data: [&[u8]; 2] = [b"what do ya want ", b"for nothing?"];
        assert_eq!(hex::encode(Hash::Md5.hmac(b"Jefe", &data)), "750c783e6ab0b503eaa86e310a5db738");
        assert_eq!(hex::encode(Hash::Sha1.hmac(b"Jefe", &data)), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        let mac = Hash::Sha256.hmac(b"Jefe", &data);
        assert_eq!(hex::encode(mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
