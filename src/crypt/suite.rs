//! What a cipher suite means, read from its IANA name by rule.
//!
//! ```text
//! TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA        key exchange, authentication, cipher, MAC     (up to TLS 1.2)
//! TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256   an AEAD needs no MAC: the hash is the PRF's   (TLS 1.2)
//! TLS_AES_128_GCM_SHA256                    cipher and the hash of HKDF                   (TLS 1.3)
//! ```

use std::fmt;

use super::Hash;
use crate::names::{CipherSuite, ProtocolVersion};

/// The algorithms behind a cipher suite's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The suite.
    pub id: CipherSuite,
    /// How the ends agree on a secret.
    pub key_exchange: KeyExchange,
    /// What proves the server, up to TLS 1.2.
    pub authentication: Authentication,
    /// What protects the records.
    pub cipher: Cipher,
    /// The hash of the records' MAC; `None` for an AEAD.
    pub mac: Option<Hash>,
    /// The hash of the PRF in TLS 1.2 and of HKDF and the transcript in TLS 1.3.
    pub hash: Hash,
}

/// How the two ends agree on a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyExchange {
    /// TLS 1.3: (EC)DHE, a KEM or a PSK, negotiated outside of the suite.
    Negotiated,
    /// None at all.
    Null,
    /// The client encrypts the pre-master secret with the server's public key (RFC 5246 7.4.7.1).
    Rsa,
    /// Diffie-Hellman with a key in the certificate.
    Dh,
    /// Ephemeral Diffie-Hellman.
    Dhe,
    /// Elliptic curve Diffie-Hellman with a key in the certificate.
    Ecdh,
    /// Ephemeral elliptic curve Diffie-Hellman (RFC 8422).
    Ecdhe,
    /// A pre-shared key (RFC 4279).
    Psk,
    /// A pre-shared key and ephemeral Diffie-Hellman (RFC 4279).
    DhePsk,
    /// A pre-shared key and ephemeral elliptic curve Diffie-Hellman (RFC 5489).
    EcdhePsk,
    /// A pre-shared key and RSA (RFC 4279).
    RsaPsk,
    /// Any other, by the text of the suite's name (`SRP_SHA`, `KRB5`, an export variant).
    Other(&'static str),
}

/// What proves the server up to TLS 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// TLS 1.3: by the signature scheme or the PSK, outside of the suite.
    Negotiated,
    /// Nobody is proved.
    Anonymous,
    /// A certificate with an RSA key.
    Rsa,
    /// A certificate with a DSA key.
    Dss,
    /// A certificate with an ECDSA (or EdDSA) key.
    Ecdsa,
    /// A pre-shared key alone.
    Psk,
    /// Any other, see [`KeyExchange::Other`].
    Other,
}

/// A record cipher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// AES-128 in Galois/Counter Mode (RFC 5288).
    Aes128Gcm,
    /// AES-256 in Galois/Counter Mode (RFC 5288).
    Aes256Gcm,
    /// ChaCha20 and Poly1305 (RFC 7905).
    ChaCha20Poly1305,
    /// AES-128 in counter mode with CBC-MAC (RFC 6655).
    Aes128Ccm,
    /// AES-256 in counter mode with CBC-MAC (RFC 6655).
    Aes256Ccm,
    /// As `Aes128Ccm`, with a tag of 8 bytes.
    Aes128Ccm8,
    /// As `Aes256Ccm`, with a tag of 8 bytes.
    Aes256Ccm8,
    /// AES-128 in cipher block chaining mode (RFC 3268).
    Aes128Cbc,
    /// AES-256 in cipher block chaining mode (RFC 3268).
    Aes256Cbc,
    /// Camellia-128 in cipher block chaining mode (RFC 5932).
    Camellia128Cbc,
    /// Camellia-256 in cipher block chaining mode (RFC 5932).
    Camellia256Cbc,
    /// Triple DES in cipher block chaining mode (RFC 5246).
    TripleDesCbc,
    /// RC4 with 128 bits, forbidden by RFC 7465.
    Rc4,
    /// No encryption.
    Null,
    /// Any other, by the text of the suite's name.
    Other(&'static str),
}

impl Suite {
    /// Reads the suite's name. `None` for an unknown number, a signalling value (SCSV) and a suite whose hash is
    /// none of [`Hash`](enum@Hash) (SM3, GOST).
    #[must_use]
    pub fn of(id: CipherSuite) -> Option<Self> {
        let name = id.name()?;
        let name = name.strip_prefix("TLS_").or_else(|| name.strip_prefix("SSL_"))?;
        let (exchange, protection) = match name.split_once("_WITH_") {
            Some((exchange, protection)) => (Some(exchange), protection),
            None => (None, name),
        };
        let (cipher, named_hash) = protection_of(protection)?;
        Some(Self {
            id,
            key_exchange: exchange.map_or(KeyExchange::Negotiated, KeyExchange::of),
            authentication: exchange.map_or(Authentication::Negotiated, Authentication::of),
            cipher,
            mac: if cipher.is_aead() { None } else { named_hash },
            hash: prf_hash(named_hash),
        })
    }

    /// Whether the suite is one of TLS 1.3.
    #[must_use]
    pub fn is_tls13(&self) -> bool {
        self.key_exchange == KeyExchange::Negotiated
    }

    /// Whether the recorded bytes stay secret when the long-term key is stolen later. In TLS 1.3 a PSK without (EC)DHE
    /// is the exception that the suite does not show.
    #[must_use]
    pub fn has_forward_secrecy(&self) -> bool {
        use KeyExchange::{Dhe, DhePsk, Ecdhe, EcdhePsk, Negotiated};
        matches!(self.key_exchange, Negotiated | Dhe | Ecdhe | DhePsk | EcdhePsk)
    }

    /// Whether the server sends a ServerKeyExchange with the parameters of an ephemeral key exchange (RFC 5246 7.4.3).
    #[must_use]
    pub fn has_ephemeral_parameters(&self) -> bool {
        self.has_forward_secrecy() && !self.is_tls13()
    }

    /// Length in bytes of a MAC key in the key block; 0 for an AEAD (RFC 5246 6.3).
    #[must_use]
    pub fn mac_key_length(&self) -> usize {
        self.mac.map_or(0, Hash::length)
    }

    /// Length in bytes of an IV in the key block of `version` (RFC 5246 6.3, RFC 5288 3, RFC 7905 2): none for a block
    /// cipher from TLS 1.1 on, whose records carry their own.
    #[must_use]
    pub fn fixed_iv_length(&self, version: ProtocolVersion) -> usize {
        match self.cipher {
            _ if self.is_tls13() => 12,
            Cipher::ChaCha20Poly1305 => 12,
            _ if self.cipher.is_aead() => 4,
            _ if version >= ProtocolVersion::TLS_1_1 => 0,
            _ => self.cipher.block_length().unwrap_or(0),
        }
    }
}

impl KeyExchange {
    fn of(text: &'static str) -> Self {
        match text {
            "NULL" => Self::Null,
            "RSA" => Self::Rsa,
            "PSK" => Self::Psk,
            "DHE_PSK" | "PSK_DHE" => Self::DhePsk,
            "ECDHE_PSK" => Self::EcdhePsk,
            "RSA_PSK" => Self::RsaPsk,
            "DHE_RSA" | "DHE_DSS" | "DH_anon" => Self::Dhe,
            "ECDHE_RSA" | "ECDHE_ECDSA" | "ECDH_anon" => Self::Ecdhe,
            "DH_RSA" | "DH_DSS" => Self::Dh,
            "ECDH_RSA" | "ECDH_ECDSA" => Self::Ecdh,
            other => Self::Other(other),
        }
    }
}

impl Authentication {
    fn of(exchange: &'static str) -> Self {
        match exchange {
            "NULL" | "DH_anon" | "ECDH_anon" => Self::Anonymous,
            "RSA" | "DHE_RSA" | "ECDHE_RSA" | "DH_RSA" | "ECDH_RSA" | "RSA_PSK" => Self::Rsa,
            "DHE_DSS" | "DH_DSS" => Self::Dss,
            "ECDHE_ECDSA" | "ECDH_ECDSA" => Self::Ecdsa,
            "PSK" | "DHE_PSK" | "PSK_DHE" | "ECDHE_PSK" => Self::Psk,
            _ => Self::Other,
        }
    }
}

impl Cipher {
    fn of(text: &'static str) -> Self {
        match text {
            "AES_128_GCM" => Self::Aes128Gcm,
            "AES_256_GCM" => Self::Aes256Gcm,
            "CHACHA20_POLY1305" => Self::ChaCha20Poly1305,
            "AES_128_CCM" => Self::Aes128Ccm,
            "AES_256_CCM" => Self::Aes256Ccm,
            "AES_128_CCM_8" => Self::Aes128Ccm8,
            "AES_256_CCM_8" => Self::Aes256Ccm8,
            "AES_128_CBC" => Self::Aes128Cbc,
            "AES_256_CBC" => Self::Aes256Cbc,
            "CAMELLIA_128_CBC" => Self::Camellia128Cbc,
            "CAMELLIA_256_CBC" => Self::Camellia256Cbc,
            "3DES_EDE_CBC" => Self::TripleDesCbc,
            "RC4_128" => Self::Rc4,
            "NULL" => Self::Null,
            other => Self::Other(other),
        }
    }

    /// Whether it encrypts and authenticates in one (RFC 5116).
    #[must_use]
    pub fn is_aead(self) -> bool {
        match self {
            Self::Aes128Cbc
            | Self::Aes256Cbc
            | Self::Camellia128Cbc
            | Self::Camellia256Cbc
            | Self::TripleDesCbc
            | Self::Rc4
            | Self::Null => false,
            Self::Other(text) => ["GCM", "CCM", "AEGIS", "MGM"].iter().any(|mode| text.contains(mode)),
            _ => true,
        }
    }

    /// Length of the key in bytes; `None` for [`Cipher::Other`].
    #[must_use]
    pub fn key_length(self) -> Option<usize> {
        match self {
            Self::Null => Some(0),
            Self::Aes128Gcm | Self::Aes128Ccm | Self::Aes128Ccm8 | Self::Aes128Cbc | Self::Camellia128Cbc | Self::Rc4 => Some(16),
            Self::TripleDesCbc => Some(24),
            Self::Aes256Gcm | Self::Aes256Ccm | Self::Aes256Ccm8 | Self::Aes256Cbc | Self::Camellia256Cbc | Self::ChaCha20Poly1305 => {
                Some(32)
            }
            Self::Other(_) => None,
        }
    }

    /// Length of an AEAD's tag in bytes; `None` for the others.
    #[must_use]
    pub fn tag_length(self) -> Option<usize> {
        match self {
            Self::Aes128Ccm8 | Self::Aes256Ccm8 => Some(8),
            Self::Aes128Gcm | Self::Aes256Gcm | Self::ChaCha20Poly1305 | Self::Aes128Ccm | Self::Aes256Ccm => Some(16),
            _ => None,
        }
    }

    /// Length in bytes of the part of the nonce that each record of TLS 1.2 carries (RFC 5288 3); in TLS 1.3 none does.
    #[must_use]
    pub fn explicit_nonce_length(self) -> usize {
        if self.tag_length().is_some() && self != Self::ChaCha20Poly1305 { 8 } else { 0 }
    }

    /// Length of a block in bytes; `None` for what is no block cipher in CBC mode.
    #[must_use]
    pub fn block_length(self) -> Option<usize> {
        match self {
            Self::Aes128Cbc | Self::Aes256Cbc | Self::Camellia128Cbc | Self::Camellia256Cbc => Some(16),
            Self::TripleDesCbc => Some(8),
            _ => None,
        }
    }
}

impl fmt::Display for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Aes128Gcm => "AES-128-GCM",
            Self::Aes256Gcm => "AES-256-GCM",
            Self::ChaCha20Poly1305 => "ChaCha20-Poly1305",
            Self::Aes128Ccm => "AES-128-CCM",
            Self::Aes256Ccm => "AES-256-CCM",
            Self::Aes128Ccm8 => "AES-128-CCM-8",
            Self::Aes256Ccm8 => "AES-256-CCM-8",
            Self::Aes128Cbc => "AES-128-CBC",
            Self::Aes256Cbc => "AES-256-CBC",
            Self::Camellia128Cbc => "CAMELLIA-128-CBC",
            Self::Camellia256Cbc => "CAMELLIA-256-CBC",
            Self::TripleDesCbc => "3DES-EDE-CBC",
            Self::Rc4 => "RC4-128",
            Self::Null => "NULL",
            Self::Other(text) => text,
        })
    }
}

/// Splits `AES_128_CBC_SHA` into cipher and hash. A suite that names no hash (`AES_128_CCM`) has the default.
fn protection_of(text: &'static str) -> Option<(Cipher, Option<Hash>)> {
    if text.ends_with("_CCM") || text.ends_with("_CCM_8") {
        return Some((Cipher::of(text), None));
    }
    let (cipher, hash) = text.rsplit_once('_')?;
    let hash = match hash {
        "NULL" => return Some((Cipher::Null, None)),
        "MD5" => Hash::Md5,
        "SHA" | "SHA1" => Hash::Sha1,
        "SHA256" => Hash::Sha256,
        "SHA384" => Hash::Sha384,
        "SHA512" => Hash::Sha512,
        _ => return None,
    };
    // TLS_SHA256_SHA256: authenticated by an HMAC, not encrypted (RFC 9150).
    let cipher = if cipher.starts_with("SHA") { Cipher::Null } else { Cipher::of(cipher) };
    Some((cipher, Some(hash)))
}

/// "New cipher suites … SHA-256 or stronger"; the older ones get SHA-256 with TLS 1.2 (RFC 5246 1.2, 5).
fn prf_hash(named: Option<Hash>) -> Hash {
    named.filter(|hash| matches!(hash, Hash::Sha384 | Hash::Sha512)).unwrap_or(Hash::Sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite(id: CipherSuite) -> Suite {
        Suite::of(id).unwrap()
    }

    #[test]
    fn tls13() {
        let suite = suite(CipherSuite::TLS_AES_256_GCM_SHA384);
        assert!(suite.is_tls13() && suite.has_forward_secrecy() && !suite.has_ephemeral_parameters());
        assert_eq!((suite.cipher, suite.mac, suite.hash), (Cipher::Aes256Gcm, None, Hash::Sha384));
        assert_eq!(suite.fixed_iv_length(ProtocolVersion::TLS_1_3), 12);
    }

    #[test]
    fn tls12_aead() {
        let suite = suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        assert_eq!((suite.key_exchange, suite.authentication), (KeyExchange::Ecdhe, Authentication::Ecdsa));
        assert_eq!((suite.cipher, suite.mac, suite.hash), (Cipher::Aes128Gcm, None, Hash::Sha256));
        assert_eq!((suite.mac_key_length(), suite.fixed_iv_length(ProtocolVersion::TLS_1_2)), (0, 4));
        assert_eq!(suite.cipher.explicit_nonce_length(), 8);
    }

    #[test]
    fn cbc() {
        let suite = suite(CipherSuite::TLS_RSA_WITH_3DES_EDE_CBC_SHA);
        assert_eq!((suite.key_exchange, suite.has_forward_secrecy()), (KeyExchange::Rsa, false));
        assert_eq!((suite.cipher, suite.mac, suite.hash), (Cipher::TripleDesCbc, Some(Hash::Sha1), Hash::Sha256));
        assert_eq!((suite.fixed_iv_length(ProtocolVersion::TLS_1_0), suite.fixed_iv_length(ProtocolVersion::TLS_1_2)), (8, 0));
    }

    #[test]
    fn odd_names() {
        let ccm = suite(CipherSuite::TLS_PSK_WITH_AES_256_CCM_8);
        assert_eq!((ccm.cipher, ccm.cipher.tag_length(), ccm.hash), (Cipher::Aes256Ccm8, Some(8), Hash::Sha256));
        let seed = suite(CipherSuite::TLS_RSA_WITH_SEED_CBC_SHA);
        assert_eq!((seed.cipher, seed.mac), (Cipher::Other("SEED_CBC"), Some(Hash::Sha1)));
        assert_eq!(suite(CipherSuite::TLS_NULL_WITH_NULL_NULL).mac, None);
        assert_eq!(suite(CipherSuite::TLS_AES_128_CCM_8_SHA256).cipher, Cipher::Aes128Ccm8);
        assert_eq!(Suite::of(CipherSuite::TLS_FALLBACK_SCSV), None);
        assert_eq!(Suite::of(CipherSuite(0x1a1a)), None);
    }

    /// Which suites are not understood: signalling values, SM3 and GOST, and no other.
    #[test]
    fn every_registered_name_is_understood() {
        for &id in CipherSuite::ALL {
            let name = id.name().unwrap();
            let foreign = ["SCSV", "SM3", "GOST"].iter().any(|word| name.contains(word));
            assert_eq!(Suite::of(id).is_none(), foreign, "{name}");
        }
    }
}
