//! Records of OpenSSL, one connection for each version and cipher, and records that were sealed here.

use std::collections::HashMap;

use aws_lc_rs::aead::{self, LessSafeKey, UnboundKey};

use super::*;
use crate::crypt::key_schedule::{traffic_iv, traffic_key};
use crate::crypt::{End, Hash, Prf, Transcript};
use crate::names::CipherSuite;

const RECORDS: &str = include_str!("openssl_records.txt");

/// One connection: its lines by their first word.
struct Connection(HashMap<&'static str, Vec<&'static str>>);

impl Connection {
    fn all() -> Vec<Self> {
        let connections: Vec<Self> = RECORDS.split("\n\n").filter(|block| block.contains("suite ")).map(Self::of).collect();
        assert_eq!(connections.len(), 14);
        connections
    }

    fn of(block: &'static str) -> Self {
        let mut lines: HashMap<_, Vec<_>> = HashMap::new();
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            let (word, value) = line.split_once(' ').unwrap_or((line, ""));
            lines.entry(word).or_default().push(value);
        }
        Self(lines)
    }

    fn suite(&self) -> Suite {
        Suite::of(CipherSuite(u16::from_str_radix(self.0["suite"][0], 16).unwrap())).unwrap()
    }

    fn version(&self) -> ProtocolVersion {
        match self.0["version"][0] {
            "1.0" => ProtocolVersion::TLS_1_0,
            "1.1" => ProtocolVersion::TLS_1_1,
            "1.2" => ProtocolVersion::TLS_1_2,
            _ => ProtocolVersion::TLS_1_3,
        }
    }

    fn bytes(&self, word: &str) -> Vec<u8> {
        hex::decode(self.0[word][0]).unwrap()
    }

    fn secret(&self, word: &str) -> Secret {
        self.bytes(word).into()
    }

    /// The records of both directions, each with the opener that is to open it.
    fn directions(&self) -> Vec<(Opener, Vec<Vec<u8>>)> {
        let records = |word: &str| self.0[word].iter().map(|record| hex::decode(record).unwrap()).collect::<Vec<_>>();
        if self.version().is_tls13() {
            let (handshake, data) = (records("client")[..1].to_vec(), records("client")[1..].to_vec());
            let opener = |word| Opener::tls13(&self.suite(), &self.secret(word)).unwrap();
            return vec![(opener("handshake_secret"), handshake), (opener("application_secret"), data)];
        }
        let prf = Prf::of(self.version(), &self.suite()).unwrap();
        let randoms = (self.bytes("client_random"), self.bytes("server_random"));
        let keys = prf.key_block(self.version(), &self.suite(), &self.secret("master_secret"), &randoms.0, &randoms.1).unwrap();
        let encrypt_then_mac = self.0.contains_key("encrypt_then_mac");
        let opener = |keys| Opener::tls12(self.version(), &self.suite(), keys, encrypt_then_mac).unwrap();
        vec![(opener(&keys.client), records("client")), (opener(&keys.server), records("server"))]
    }
}

fn open(opener: &mut Opener, record: &[u8]) -> Result<Opened, OpenError> {
    let (header, fragment) = record.split_first_chunk().unwrap();
    opener.open(*header, fragment)
}

#[test]
fn every_record_of_openssl() {
    for connection in Connection::all() {
        let mut handshake = Vec::new();
        let mut data = Vec::new();
        for (mut opener, records) in connection.directions() {
            for record in &records {
                let opened = open(&mut opener, record).unwrap_or_else(|error| panic!("{}: {error}", connection.suite().id));
                match opened.content_type {
                    ContentType::HANDSHAKE => handshake.push(opened.plaintext),
                    _ => data.extend(opened.plaintext),
                }
            }
            assert_eq!(opener.sequence(), records.len() as u64);
        }
        assert!(handshake.iter().all(|message| message[0] == 20), "Finished messages only");
        assert_eq!(handshake.len(), if connection.version().is_tls13() { 1 } else { 2 });
        let expected: &[u8] = if connection.version().is_tls13() { b"helloagain" } else { b"helloagainwelcome" };
        assert_eq!(data, expected, "{}", connection.suite().id);
    }
}

/// The anonymous suites have transcripts that are short enough to be kept: both MACs, in TLS 1.0, 1.1 and 1.2.
#[test]
fn finished_of_openssl() {
    let connections: Vec<_> = Connection::all().into_iter().filter(|connection| connection.0.contains_key("transcript")).collect();
    assert_eq!(connections.len(), 5);
    for connection in connections {
        let prf = Prf::of(connection.version(), &connection.suite()).unwrap();
        let master = connection.secret("master_secret");
        let mut transcript = Transcript::new();
        transcript.append(&connection.bytes("transcript"));
        for ((mut opener, records), end) in connection.directions().into_iter().zip([End::Client, End::Server]) {
            let finished = open(&mut opener, &records[0]).unwrap().plaintext;
            assert_eq!(finished[4..], prf.verify_data(&master, end, &prf.transcript_hash(&transcript)), "{:?}", connection.version());
            transcript.append(&finished);
        }
    }
}

/// A changed bit, anywhere that counts, and a record that is cut: an error each time, and the opener is as before.
#[test]
fn every_damage_is_noticed() {
    for connection in Connection::all() {
        for (mut opener, records) in connection.directions() {
            for record in &records {
                for at in (0..3).chain(5..record.len()) {
                    let mut damaged = record.clone();
                    damaged[at] ^= 0x10;
                    assert!(open(&mut opener, &damaged).is_err(), "{} byte {at}", connection.suite().id);
                }
                for length in 5..record.len() {
                    assert!(open(&mut opener, &record[..length]).is_err(), "{} cut to {length}", connection.suite().id);
                }
                open(&mut opener, record).unwrap();
            }
        }
    }
}

#[test]
fn where_the_content_starts() {
    for connection in Connection::all() {
        let suite = connection.suite();
        let (mut opener, records) = connection.directions().remove(0);
        let opened = open(&mut opener, &records[0]).unwrap();
        let expected = match connection.version() {
            ProtocolVersion::TLS_1_3 | ProtocolVersion::TLS_1_0 => 0,
            _ => suite.cipher.block_length().unwrap_or_else(|| suite.cipher.explicit_nonce_length()),
        };
        assert_eq!(opened.starts_at, expected, "{}", suite.id);
        assert_eq!(opened.padding > 0, suite.cipher.block_length().is_some(), "{}", suite.id);
    }
}

/// Every AEAD of TLS 1.3 that aws-lc-rs has, sealed by it with and without padding.
#[test]
fn sealed_with_padding() {
    let suites = [
        (CipherSuite::TLS_AES_128_GCM_SHA256, &aead::AES_128_GCM),
        (CipherSuite::TLS_AES_256_GCM_SHA384, &aead::AES_256_GCM),
        (CipherSuite::TLS_CHACHA20_POLY1305_SHA256, &aead::CHACHA20_POLY1305),
    ];
    for (id, algorithm) in suites {
        let suite = Suite::of(id).unwrap();
        let secret = Secret::from(vec![7; suite.hash.length()]);
        let mut opener = Opener::tls13(&suite, &secret).unwrap();
        for (sequence, padding) in [0usize, 1, 300].into_iter().enumerate() {
            let record = seal(&suite, algorithm, &secret, sequence as u64, &[b"content\x17".to_vec(), vec![0; padding]].concat());
            let expected = Opened { content_type: ContentType::APPLICATION_DATA, plaintext: b"content".to_vec(), starts_at: 0, padding };
            assert_eq!(open(&mut opener, &record), Ok(expected));
        }
        let nothing = seal(&suite, algorithm, &secret, 3, &[0; 5]);
        assert_eq!(open(&mut opener, &nothing), Err(OpenError::NoContent));
        assert_eq!(open(&mut opener, &[0x17, 3, 3, 0, 2, 1, 2]), Err(OpenError::TooShort));
    }
}

fn seal(suite: &Suite, algorithm: &'static aead::Algorithm, secret: &Secret, sequence: u64, inner: &[u8]) -> Vec<u8> {
    let key = traffic_key(suite.hash, secret, algorithm.key_len());
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key.expose()).unwrap());
    let iv: [u8; 12] = traffic_iv(suite.hash, secret).expose().try_into().unwrap();
    let length = u16::try_from(inner.len() + 16).unwrap().to_be_bytes();
    let header = [0x17, 3, 3, length[0], length[1]];
    let mut sealed = inner.to_vec();
    let nonce = aead::Nonce::assume_unique_for_key(super::nonce(iv, sequence));
    key.seal_in_place_append_tag(nonce, aead::Aad::from(header), &mut sealed).unwrap();
    [header.to_vec(), sealed].concat()
}

/// OpenSSL 3 offers triple DES and RC4 no more: sealed here as RFC 5246 6.2.3 says.
#[test]
fn triple_des() {
    in_blocks::<des::TdesEde3>(CipherSuite::TLS_RSA_WITH_3DES_EDE_CBC_SHA, 24, 8, 4);
}

#[test]
fn camellia() {
    in_blocks::<camellia::Camellia128>(CipherSuite::TLS_RSA_WITH_CAMELLIA_128_CBC_SHA, 16, 16, 4);
    in_blocks::<camellia::Camellia256>(CipherSuite::TLS_RSA_WITH_CAMELLIA_256_CBC_SHA, 32, 16, 4);
}

/// Seals seven bytes with a MAC of 20 and padding to whole blocks, and opens them again.
fn in_blocks<C>(id: CipherSuite, key: u8, block: u8, padding: u8)
where
    C: aes::cipher::BlockCipherEncrypt + aes::cipher::KeyInit,
{
    use aes::cipher::{Array, BlockModeEncrypt, KeyIvInit};
    let suite = Suite::of(id).unwrap();
    let keys = DirectionKeys { mac_key: vec![1; 20].into(), key: (0..key).collect::<Vec<u8>>().into(), iv: Secret::default() };
    let mut opener = Opener::tls12(ProtocolVersion::TLS_1_2, &suite, &keys, false).unwrap();
    let header = [0x17, 3, 3, 0, 32 + block];
    let mac = Hash::Sha1.hmac(&[1; 20], &[&[0; 8], &header[..3], &[0, 7], b"content"]);
    let mut blocks = [b"content".to_vec(), mac, vec![padding; usize::from(padding) + 1]].concat();
    let iv = vec![9; usize::from(block)];
    let mut encryptor = ::cbc::Encryptor::<C>::new_from_slices(keys.key.expose(), &iv).unwrap();
    encryptor.encrypt_blocks(Array::slice_as_chunks_mut(&mut blocks).0);
    let record = [header.to_vec(), iv, blocks].concat();
    let starts_at = usize::from(block);
    let expected = Opened { content_type: ContentType::APPLICATION_DATA, plaintext: b"content".to_vec(), starts_at, padding: 5 };
    assert_eq!(open(&mut opener, &record), Ok(expected));
    assert_eq!(open(&mut opener, &record), Err(OpenError::BadMac), "the sequence number counts");
}

#[test]
fn what_is_lacking_is_named() {
    let suite = |id| Suite::of(id).unwrap();
    let seed = suite(CipherSuite::TLS_RSA_WITH_SEED_CBC_SHA);
    let keys = DirectionKeys::default();
    let lacking = Opener::tls12(ProtocolVersion::TLS_1_2, &seed, &keys, false).unwrap_err();
    assert_eq!(lacking.to_string(), "no opener for TLS_RSA_WITH_SEED_CBC_SHA");
    let aes = suite(CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA);
    assert!(Opener::tls12(ProtocolVersion::TLS_1_2, &aes, &keys, false).is_err(), "no key");
    assert!(Opener::tls12(ProtocolVersion::SSL_3_0, &aes, &keys, false).is_err());
    let aegis = suite(CipherSuite::TLS_AEGIS_256_SHA512);
    assert!(Opener::tls13(&aegis, &Secret::default()).is_err());
}
