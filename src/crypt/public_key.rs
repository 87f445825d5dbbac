//! A public key as certificates carry it (RFC 5280 4.1.2.7; RFC 3279, RFC 5480, RFC 8410, RFC 9881).
//!
//! ```text
//! SubjectPublicKeyInfo ::= SEQUENCE {
//!     algorithm         SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL },
//!     subjectPublicKey  BIT STRING }
//! ```

use std::fmt;

use super::der::{self, tag};

/// A public key that was found in its SubjectPublicKeyInfo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey<'a> {
    /// What kind of key it is.
    pub algorithm: KeyAlgorithm,
    /// The content of `subjectPublicKey`: an RSAPublicKey, a point, or the bare key.
    pub key: &'a [u8],
}

/// Kinds of public keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// rsaEncryption: for every use of RSA.
    Rsa,
    /// id-RSASSA-PSS: for PSS signatures alone.
    RsaPss,
    /// A point on an elliptic curve.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// ML-DSA (FIPS 204).
    MlDsa(MlDsa),
    /// DSA.
    Dsa,
    /// Any other.
    Other,
}

/// Elliptic curves of ECDSA keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
    /// secp256k1.
    Secp256k1,
    /// Any other.
    Other,
}

/// Parameter sets of ML-DSA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MlDsa {
    /// ML-DSA-44.
    L44,
    /// ML-DSA-65.
    L65,
    /// ML-DSA-87.
    L87,
}

impl<'a> PublicKey<'a> {
    /// Reads a SubjectPublicKeyInfo in DER; `None` if it is none.
    #[must_use]
    pub fn parse(mut spki: &'a [u8]) -> Option<Self> {
        let mut info = der::take(&mut spki, tag::SEQUENCE)?;
        let algorithm = KeyAlgorithm::of_identifier(der::next(&mut info)?.whole)?;
        let key = der::whole_bytes(der::take(&mut info, tag::BIT_STRING)?)?;
        Some(Self { algorithm, key })
    }

    /// The key's size in bits as people name it: an RSA modulus, a curve's field. `None` where there is no such word.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        match self.algorithm {
            KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss => self.modulus_and_exponent().map(|(modulus, _)| bit_length(modulus)),
            KeyAlgorithm::Ec(Curve::P256 | Curve::Secp256k1) | KeyAlgorithm::Ed25519 => Some(256),
            KeyAlgorithm::Ec(Curve::P384) => Some(384),
            KeyAlgorithm::Ec(Curve::P521) => Some(521),
            KeyAlgorithm::Ed448 => Some(448),
            KeyAlgorithm::Ec(Curve::Other) | KeyAlgorithm::MlDsa(_) | KeyAlgorithm::Dsa | KeyAlgorithm::Other => None,
        }
    }

    /// The numbers of an RSA key, big-endian, without leading zeros (RFC 8017 A.1.1).
    #[must_use]
    pub fn modulus_and_exponent(&self) -> Option<(&'a [u8], &'a [u8])> {
        let mut key = self.key;
        let mut numbers = der::take(&mut key, tag::SEQUENCE)?;
        let modulus = der::take(&mut numbers, tag::INTEGER)?;
        let exponent = der::take(&mut numbers, tag::INTEGER)?;
        Some((der::magnitude(modulus), der::magnitude(exponent)))
    }
}

impl KeyAlgorithm {
    /// The kind that an AlgorithmIdentifier in DER names; `None` if it is none.
    #[must_use]
    pub fn of_identifier(mut identifier: &[u8]) -> Option<Self> {
        let mut content = der::take(&mut identifier, tag::SEQUENCE)?;
        let oid = der::take(&mut content, tag::OBJECT_IDENTIFIER)?;
        Some(Self::of(oid, content))
    }

    fn of(oid: &[u8], parameters: &[u8]) -> Self {
        match oid {
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01] => Self::Rsa,
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a] => Self::RsaPss,
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01] => Self::Ec(Curve::of(parameters)),
            [0x2b, 0x65, 0x70] => Self::Ed25519,
            [0x2b, 0x65, 0x71] => Self::Ed448,
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11] => Self::MlDsa(MlDsa::L44),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12] => Self::MlDsa(MlDsa::L65),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13] => Self::MlDsa(MlDsa::L87),
            [0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01] => Self::Dsa,
            _ => Self::Other,
        }
    }
}

impl Curve {
    pub(super) fn of(mut parameters: &[u8]) -> Self {
        match der::take(&mut parameters, tag::OBJECT_IDENTIFIER) {
            Some([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]) => Self::P256,
            Some([0x2b, 0x81, 0x04, 0x00, 0x22]) => Self::P384,
            Some([0x2b, 0x81, 0x04, 0x00, 0x23]) => Self::P521,
            Some([0x2b, 0x81, 0x04, 0x00, 0x0a]) => Self::Secp256k1,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Rsa => "RSA",
            Self::RsaPss => "RSASSA-PSS",
            Self::Ec(Curve::P256) => "ECDSA P-256",
            Self::Ec(Curve::P384) => "ECDSA P-384",
            Self::Ec(Curve::P521) => "ECDSA P-521",
            Self::Ec(Curve::Secp256k1) => "ECDSA secp256k1",
            Self::Ec(Curve::Other) => "ECDSA on another curve",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::MlDsa(MlDsa::L44) => "ML-DSA-44",
            Self::MlDsa(MlDsa::L65) => "ML-DSA-65",
            Self::MlDsa(MlDsa::L87) => "ML-DSA-87",
            Self::Dsa => "DSA",
            Self::Other => "unknown algorithm",
        })
    }
}

/// Bits of a number without leading zeros.
pub(super) fn bit_length(magnitude: &[u8]) -> usize {
    magnitude.first().map_or(0, |first| magnitude.len() * 8 - first.leading_zeros() as usize)
}
