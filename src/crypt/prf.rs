//! The pseudorandom function up to TLS 1.2, and what is made with it (RFC 5246 5, 6.3, 8.1; RFC 2246 5; RFC 7627).

use super::{End, Hash, Secret, Suite, Transcript, ssl3};
use crate::names::ProtocolVersion;

/// Length of a Finished message's MAC in bytes (RFC 5246 7.4.9).
const VERIFY_DATA_LENGTH: usize = 12;

/// The pseudorandom function of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prf {
    /// SSL 3.0: MD5 over SHA-1, without labels (RFC 6101 6).
    Ssl3,
    /// TLS 1.0 and 1.1: P_MD5 of one half of the secret, exclusive-or P_SHA-1 of the other (RFC 2246 5).
    Md5Sha1,
    /// TLS 1.2: P_hash (RFC 5246 5).
    Hash(Hash),
}

impl Prf {
    /// The function for a version and a suite. `None` for TLS 1.3, which has HKDF.
    #[must_use]
    pub fn of(version: ProtocolVersion, suite: &Suite) -> Option<Self> {
        match version {
            ProtocolVersion::SSL_3_0 => Some(Self::Ssl3),
            ProtocolVersion::TLS_1_0 | ProtocolVersion::TLS_1_1 => Some(Self::Md5Sha1),
            ProtocolVersion::TLS_1_2 => Some(Self::Hash(suite.hash)),
            _ => None,
        }
    }

    /// `length` bytes from a secret, a label (which SSL 3.0 does not have) and a seed.
    #[must_use]
    pub fn expand(self, secret: &Secret, label: &str, seed: &[u8], length: usize) -> Secret {
        if self == Self::Ssl3 {
            return ssl3::expand(secret.expose(), seed, length);
        }
        let seed = [label.as_bytes(), seed].concat();
        match self {
            Self::Hash(hash) => p_hash(hash, secret.expose(), &seed, length).into(),
            Self::Md5Sha1 | Self::Ssl3 => {
                let (first, second) = halves(secret.expose());
                let sha1 = p_hash(Hash::Sha1, second, &seed, length);
                let md5 = p_hash(Hash::Md5, first, &seed, length);
                md5.iter().zip(&sha1).map(|(one, other)| one ^ other).collect::<Vec<u8>>().into()
            }
        }
    }

    /// The transcript's hash as Finished uses it: MD5 and SHA-1 one after the other before TLS 1.2 (RFC 2246 7.4.9).
    #[must_use]
    pub fn transcript_hash(self, transcript: &Transcript) -> Vec<u8> {
        match self {
            Self::Hash(hash) => transcript.hash_by(hash),
            Self::Md5Sha1 | Self::Ssl3 => [transcript.hash_by(Hash::Md5), transcript.hash_by(Hash::Sha1)].concat(),
        }
    }

    /// The master secret, 48 bytes (RFC 5246 8.1).
    #[must_use]
    pub fn master_secret(self, pre_master: &Secret, client_random: &[u8], server_random: &[u8]) -> Secret {
        self.expand(pre_master, "master secret", &[client_random, server_random].concat(), 48)
    }

    /// The extended master secret, 48 bytes: bound to the transcript up to and with ClientKeyExchange (RFC 7627 4).
    #[must_use]
    pub fn extended_master_secret(self, pre_master: &Secret, session_hash: &[u8]) -> Secret {
        self.expand(pre_master, "extended master secret", session_hash, 48)
    }

    /// The MAC in a Finished message, over the transcript before it (RFC 5246 7.4.9, RFC 6101 5.6.9).
    #[must_use]
    pub fn finished(self, master: &Secret, from: End, transcript: &Transcript) -> Vec<u8> {
        match self {
            Self::Ssl3 => ssl3::verify_data(master, from, transcript.messages()),
            _ => self.verify_data(master, from, &self.transcript_hash(transcript)),
        }
    }

    /// The MAC in a Finished message of TLS, by the transcript's hash.
    #[must_use]
    pub fn verify_data(self, master: &Secret, from: End, transcript_hash: &[u8]) -> Vec<u8> {
        let label = match from {
            End::Client => "client finished",
            End::Server => "server finished",
        };
        self.expand(master, label, transcript_hash, VERIFY_DATA_LENGTH).expose().to_vec()
    }

    /// The keys of both directions (RFC 5246 6.3). `None` where the suite's cipher is unknown.
    #[must_use]
    pub fn key_block(
        self,
        version: ProtocolVersion,
        suite: &Suite,
        master: &Secret,
        client_random: &[u8],
        server_random: &[u8],
    ) -> Option<KeyBlock> {
        let lengths = [suite.mac_key_length(), suite.cipher.key_length()?, suite.fixed_iv_length(version)];
        let seed = [server_random, client_random].concat();
        let block = self.expand(master, "key expansion", &seed, 2 * lengths.iter().sum::<usize>());
        KeyBlock::cut(block.expose(), lengths)
    }

    /// Keying material for an application (RFC 5705 4).
    #[must_use]
    pub fn exporter(
        self,
        master: &Secret,
        label: &str,
        client_random: &[u8],
        server_random: &[u8],
        context: Option<&[u8]>,
        length: usize,
    ) -> Secret {
        let mut seed = [client_random, server_random].concat();
        if let Some(context) = context {
            seed.extend(u16::try_from(context.len()).unwrap_or(u16::MAX).to_be_bytes());
            seed.extend_from_slice(context);
        }
        self.expand(master, label, &seed, length)
    }
}

/// What protects one direction's records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectionKeys {
    /// The MAC's key; empty for an AEAD.
    pub mac_key: Secret,
    /// The cipher's key.
    pub key: Secret,
    /// The fixed part of an AEAD's nonce, or the first IV of TLS 1.0; else empty.
    pub iv: Secret,
}

/// The keys of both directions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyBlock {
    /// What the client writes with.
    pub client: DirectionKeys,
    /// What the server writes with.
    pub server: DirectionKeys,
}

impl KeyBlock {
    /// The order is: both MAC keys, both keys, both IVs, the client's first each time.
    fn cut(mut block: &[u8], [mac, key, iv]: [usize; 3]) -> Option<Self> {
        let mut next = |length| block.split_off(..length).map(Secret::from);
        let [client_mac, server_mac] = [next(mac)?, next(mac)?];
        let [client_key, server_key] = [next(key)?, next(key)?];
        let [client_iv, server_iv] = [next(iv)?, next(iv)?];
        Some(Self {
            client: DirectionKeys { mac_key: client_mac, key: client_key, iv: client_iv },
            server: DirectionKeys { mac_key: server_mac, key: server_key, iv: server_iv },
        })
    }
}

/// P_hash: A(0) = seed, A(i) = HMAC(secret, A(i-1)); the output is HMAC(secret, A(1) + seed), HMAC(secret, A(2) + seed) …
fn p_hash(hash: Hash, secret: &[u8], seed: &[u8], length: usize) -> Vec<u8> {
    let mut output = Vec::with_capacity(length + hash.length());
    let mut a = hash.hmac(secret, &[seed]);
    while output.len() < length {
        output.extend(hash.hmac(secret, &[&a, seed]));
        a = hash.hmac(secret, &[&a]);
    }
    output.truncate(length);
    output
}

/// Both halves; of an odd length they share the byte in the middle (RFC 2246 5).
fn halves(secret: &[u8]) -> (&[u8], &[u8]) {
    let half = secret.len().div_ceil(2);
    (&secret[..half], &secret[secret.len() - half..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::CipherSuite;

    /// The vector for P_SHA256 that the TLS working group published.
    #[test]
    fn known_vector_of_tls12() {
        let secret = Secret::from(hex::decode("9bbe436ba940f017b17652849a71db35").unwrap());
        let seed = hex::decode("a0ba9f936cda311827a6f796ffd5198c").unwrap();
        let output = Prf::Hash(Hash::Sha256).expand(&secret, "test label", &seed, 100);
        let expected = "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0\
                        22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66";
        assert_eq!(hex::encode(output.expose()), expected);
    }

    /// The vector for the older PRF that came with the first drafts (in RFC 2246's mailing list, kept by every library).
    #[test]
    fn known_vector_of_tls10() {
        let output = Prf::Md5Sha1.expand(&Secret::from(vec![0xab; 48]), "PRF Testvector", &[0xcd; 64], 104);
        let expected = "d3d4d1e349b5d515044666d51de32bab258cb521b6b053463e354832fd976754443bcf9a296519bc289abcbc1187e4eb\
                        d31e602353776c408aafb74cbc85eff69255f9788faa184cbb957a9819d84a5d7eb006eb459d3ae8de9810454b8b2d8f\
                        1afbc655a8c9a013";
        assert_eq!(hex::encode(output.expose()), expected);
    }

    #[test]
    fn halves_of_an_odd_secret_overlap() {
        assert_eq!(halves(&[1, 2, 3]), (&[1, 2][..], &[2, 3][..]));
        assert_eq!(halves(&[]), (&[][..], &[][..]));
    }

    #[test]
    fn the_key_block_is_cut_in_order() {
        let block: Vec<u8> = (0..24).collect();
        let keys = KeyBlock::cut(&block, [2, 6, 4]).unwrap();
        assert_eq!(keys.client.mac_key.expose(), [0, 1]);
        assert_eq!(keys.server.mac_key.expose(), [2, 3]);
        assert_eq!(keys.server.key.expose(), [10, 11, 12, 13, 14, 15]);
        assert_eq!(keys.client.iv.expose(), [16, 17, 18, 19]);
        assert_eq!(KeyBlock::cut(&block, [2, 6, 5]), None);
    }

    #[test]
    fn each_version_has_its_function() {
        let suite = Suite::of(CipherSuite::TLS_RSA_WITH_AES_256_GCM_SHA384).unwrap();
        assert_eq!(Prf::of(ProtocolVersion::TLS_1_2, &suite), Some(Prf::Hash(Hash::Sha384)));
        assert_eq!(Prf::of(ProtocolVersion::TLS_1_1, &suite), Some(Prf::Md5Sha1));
        assert_eq!(Prf::of(ProtocolVersion::TLS_1_3, &suite), None);
    }

    #[test]
    fn master_secrets_of_openssl() {
        let suite = Suite::of(CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA).unwrap();
        let connections = include_str!("openssl_master_secrets.txt").split("\n\n").skip(1);
        let mut extended = 0;
        for connection in connections {
            let value = |name| connection.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            let bytes = |name| hex::decode(value(name).unwrap()).unwrap();
            let version = if value("version") == Some("1.0") { ProtocolVersion::TLS_1_0 } else { ProtocolVersion::TLS_1_2 };
            let prf = Prf::of(version, &suite).unwrap();
            let pre_master = Secret::from(bytes("pre_master"));
            let master = if value("messages").is_some() {
                let mut transcript = Transcript::new();
                transcript.append(&bytes("messages"));
                extended += 1;
                prf.extended_master_secret(&pre_master, &prf.transcript_hash(&transcript))
            } else {
                prf.master_secret(&pre_master, &bytes("client_random"), &bytes("server_random"))
            };
            assert_eq!(master.expose(), bytes("master"));
        }
        assert_eq!(extended, 2);
    }
}
