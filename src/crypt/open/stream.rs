//! A record under a stream cipher: the content and its MAC, encrypted by RC4 or not at all (RFC 5246 6.2.3.1).

use super::{Lacking, OpenError, Opened, additional_data};
use crate::crypt::prf::DirectionKeys;
use crate::crypt::suite::Cipher;
use crate::crypt::{Hash, Secret, Suite, ssl3};
use crate::names::{ContentType, ProtocolVersion};

pub(super) struct Protection {
    cipher: Option<Rc4>,
    mac: Option<Hash>,
    /// `None`: it is not known, and the MAC is not checked.
    mac_key: Option<Secret>,
    is_ssl3: bool,
}

impl Protection {
    pub(super) fn new(version: ProtocolVersion, suite: &Suite, keys: &DirectionKeys) -> Result<Self, Lacking> {
        let cipher = match suite.cipher {
            Cipher::Null => None,
            Cipher::Rc4 => Some(Rc4::new(keys.key.expose())),
            _ => return Err(Lacking(suite.id.to_string())),
        };
        Ok(Self { cipher, mac: suite.mac, mac_key: Some(keys.mac_key.clone()), is_ssl3: version == ProtocolVersion::SSL_3_0 })
    }

    /// Where nothing is encrypted, and the key of the MAC is not known.
    pub(super) fn bare(suite: &Suite) -> Option<Self> {
        (suite.cipher == Cipher::Null).then_some(Self { cipher: None, mac: suite.mac, mac_key: None, is_ssl3: false })
    }

    pub(super) fn open(&mut self, sequence: u64, header: [u8; 5], fragment: &[u8]) -> Result<Opened, OpenError> {
        let length = fragment.len().checked_sub(self.mac.map_or(0, Hash::length)).ok_or(OpenError::TooShort)?;
        let mut plaintext = fragment.to_vec();
        let mut cipher = self.cipher.clone();
        if let Some(cipher) = &mut cipher {
            cipher.apply(&mut plaintext);
        }
        let mac = plaintext.split_off(length);
        let expected = self.mac.zip(self.mac_key.as_ref()).map(|(hash, key)| self.expected(hash, key, sequence, header, &plaintext));
        if expected.is_some_and(|expected| expected != mac) {
            return Err(OpenError::BadMac);
        }
        self.cipher = cipher;
        Ok(Opened { content_type: ContentType(header[0]), plaintext, starts_at: 0, padding: 0 })
    }

    fn expected(&self, hash: Hash, key: &Secret, sequence: u64, header: [u8; 5], content: &[u8]) -> Vec<u8> {
        if self.is_ssl3 {
            return ssl3::mac(hash, key.expose(), sequence, header[0], content);
        }
        hash.hmac(key.expose(), &[&additional_data(sequence, header, content.len()), content])
    }
}

/// RC4. Its state runs on from record to record, so it must be possible to keep it back when a record does not open.
#[derive(Clone)]
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|i| i.to_le_bytes()[0]);
        let mut j = 0u8;
        for (i, byte) in (0..256).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[i]).wrapping_add(*byte);
            state.swap(i, usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    fn apply(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte ^= self.next();
        }
    }

    fn next(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        self.j = self.j.wrapping_add(self.at(self.i));
        self.state.swap(usize::from(self.i), usize::from(self.j));
        self.at(self.at(self.i).wrapping_add(self.at(self.j)))
    }

    fn at(&self, index: u8) -> u8 {
        self.state[usize::from(index)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::CipherSuite;

    /// RFC 6229 2, the key 0102030405: the key stream at offset 0.
    #[test]
    fn known_key_stream() {
        let mut bytes = [0; 16];
        Rc4::new(&[1, 2, 3, 4, 5]).apply(&mut bytes);
        assert_eq!(hex::encode(bytes), "b2396305f03dc027ccc3524a0a1118a8");
    }

    /// The key stream runs on over the records, and a record that does not open uses none of it up.
    #[test]
    fn rc4_records_in_a_row() {
        let suite = Suite::of(CipherSuite::TLS_RSA_WITH_RC4_128_MD5).unwrap();
        let keys = DirectionKeys { mac_key: vec![3; 16].into(), key: vec![5; 16].into(), iv: Secret::default() };
        let mut protection = Protection::new(ProtocolVersion::TLS_1_0, &suite, &keys).unwrap();
        let mut sealing = Rc4::new(&[5; 16]);
        let header = [23, 3, 1, 0, 21];
        for sequence in 0..3u64 {
            let mac = Hash::Md5.hmac(&[3; 16], &[&sequence.to_be_bytes(), &header[..3], &[0, 5], b"hello"]);
            let mut fragment = [b"hello".to_vec(), mac].concat();
            sealing.apply(&mut fragment);
            assert_eq!(protection.open(sequence + 1, header, &fragment), Err(OpenError::BadMac));
            assert_eq!(protection.open(sequence, header, &fragment).unwrap().plaintext, b"hello");
        }
    }
}
