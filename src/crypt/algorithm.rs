//! Signature algorithms: what a SignatureScheme of TLS and an AlgorithmIdentifier of X.509 both come down to.

use super::Hash;
use super::der::{self, tag};
use super::public_key::MlDsa;
use crate::names::SignatureScheme;

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rsa(Padding),
    Ecdsa(Hash),
    Ed25519,
    MlDsa(MlDsa),
}

/// How an RSA signature is padded (RFC 8017 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Padding {
    Pkcs1(Hash),
    /// MD5 and SHA-1 one after the other, without a name of the hash: up to TLS 1.1 (RFC 2246 4.7).
    Pkcs1Md5Sha1,
    Pss {
        hash: Hash,
        salt_length: usize,
    },
}

impl Algorithm {
    /// The algorithm of a scheme (RFC 8446 4.2.3); `None` for what nothing here computes.
    pub(super) fn of_scheme(scheme: SignatureScheme) -> Option<Self> {
        Some(match scheme {
            SignatureScheme::RSA_MD5 => Self::Rsa(Padding::Pkcs1(Hash::Md5)),
            SignatureScheme::RSA_PKCS1_SHA1 => Self::Rsa(Padding::Pkcs1(Hash::Sha1)),
            SignatureScheme::RSA_PKCS1_SHA256 | SignatureScheme::RSA_PKCS1_SHA256_LEGACY => Self::Rsa(Padding::Pkcs1(Hash::Sha256)),
            SignatureScheme::RSA_PKCS1_SHA384 | SignatureScheme::RSA_PKCS1_SHA384_LEGACY => Self::Rsa(Padding::Pkcs1(Hash::Sha384)),
            SignatureScheme::RSA_PKCS1_SHA512 | SignatureScheme::RSA_PKCS1_SHA512_LEGACY => Self::Rsa(Padding::Pkcs1(Hash::Sha512)),
            SignatureScheme::RSA_PSS_RSAE_SHA256 | SignatureScheme::RSA_PSS_PSS_SHA256 => Self::pss(Hash::Sha256),
            SignatureScheme::RSA_PSS_RSAE_SHA384 | SignatureScheme::RSA_PSS_PSS_SHA384 => Self::pss(Hash::Sha384),
            SignatureScheme::RSA_PSS_RSAE_SHA512 | SignatureScheme::RSA_PSS_PSS_SHA512 => Self::pss(Hash::Sha512),
            SignatureScheme::ECDSA_SHA1 => Self::Ecdsa(Hash::Sha1),
            SignatureScheme::ECDSA_SECP256R1_SHA256 => Self::Ecdsa(Hash::Sha256),
            SignatureScheme::ECDSA_SECP384R1_SHA384 => Self::Ecdsa(Hash::Sha384),
            SignatureScheme::ECDSA_SECP521R1_SHA512 => Self::Ecdsa(Hash::Sha512),
            SignatureScheme::ED25519 => Self::Ed25519,
            SignatureScheme::MLDSA44 => Self::MlDsa(MlDsa::L44),
            SignatureScheme::MLDSA65 => Self::MlDsa(MlDsa::L65),
            SignatureScheme::MLDSA87 => Self::MlDsa(MlDsa::L87),
            _ => return None,
        })
    }

    /// The algorithm of an AlgorithmIdentifier in DER (RFC 3279, RFC 4055, RFC 5758, RFC 8410, RFC 9881).
    pub(super) fn of_identifier(mut identifier: &[u8]) -> Option<Self> {
        let mut fields = der::take(&mut identifier, tag::SEQUENCE)?;
        match der::take(&mut fields, tag::OBJECT_IDENTIFIER)? {
            [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, arc] => Self::of_pkcs1_arc(*arc, fields),
            // sha1WithRSASignature, in the arc that old Windows tools use.
            [0x2b, 0x0e, 0x03, 0x02, 0x1d] => Some(Self::Rsa(Padding::Pkcs1(Hash::Sha1))),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01] => Some(Self::Ecdsa(Hash::Sha1)),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02] => Some(Self::Ecdsa(Hash::Sha256)),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03] => Some(Self::Ecdsa(Hash::Sha384)),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04] => Some(Self::Ecdsa(Hash::Sha512)),
            [0x2b, 0x65, 0x70] => Some(Self::Ed25519),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11] => Some(Self::MlDsa(MlDsa::L44)),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12] => Some(Self::MlDsa(MlDsa::L65)),
            [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13] => Some(Self::MlDsa(MlDsa::L87)),
            _ => None,
        }
    }

    fn of_pkcs1_arc(arc: u8, parameters: &[u8]) -> Option<Self> {
        let hash = match arc {
            0x04 => Hash::Md5,
            0x05 => Hash::Sha1,
            0x0a => return pss_parameters(parameters).map(Self::Rsa),
            0x0b => Hash::Sha256,
            0x0c => Hash::Sha384,
            0x0d => Hash::Sha512,
            _ => return None,
        };
        Some(Self::Rsa(Padding::Pkcs1(hash)))
    }

    /// TLS's PSS: a salt as long as the hash (RFC 8446 4.2.3).
    fn pss(hash: Hash) -> Self {
        Self::Rsa(Padding::Pss { hash, salt_length: hash.length() })
    }
}

/// RSASSA-PSS-params (RFC 4055 3.1), as far as the mask's hash is the same hash.
///
/// ```text
/// SEQUENCE {
///     hashAlgorithm     [0] HashAlgorithm     DEFAULT sha1,
///     maskGenAlgorithm  [1] MaskGenAlgorithm  DEFAULT mgf1SHA1,
///     saltLength        [2] INTEGER           DEFAULT 20,
///     trailerField      [3] INTEGER           DEFAULT 1 }
/// ```
fn pss_parameters(mut parameters: &[u8]) -> Option<Padding> {
    let mut fields = der::take(&mut parameters, tag::SEQUENCE)?;
    let hash = der::take(&mut fields, tag::CONTEXT_0).map_or(Some(Hash::Sha1), hash_of)?;
    let mask = der::take(&mut fields, tag::CONTEXT_1).map_or(Some(Hash::Sha1), mask_hash)?;
    let salt_length = match der::take(&mut fields, tag::CONTEXT_2) {
        Some(mut integer) => usize::try_from(der::small(der::take(&mut integer, tag::INTEGER)?)?).ok()?,
        None => 20,
    };
    (hash == mask).then_some(Padding::Pss { hash, salt_length })
}

/// MGF1 and, as its parameter, its hash (RFC 4055 2.2).
fn mask_hash(mut identifier: &[u8]) -> Option<Hash> {
    let mut fields = der::take(&mut identifier, tag::SEQUENCE)?;
    let oid = der::take(&mut fields, tag::OBJECT_IDENTIFIER)?;
    if oid == [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08] { hash_of(fields) } else { None }
}

fn hash_of(mut identifier: &[u8]) -> Option<Hash> {
    let mut fields = der::take(&mut identifier, tag::SEQUENCE)?;
    match der::take(&mut fields, tag::OBJECT_IDENTIFIER)? {
        [0x2b, 0x0e, 0x03, 0x02, 0x1a] => Some(Hash::Sha1),
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01] => Some(Hash::Sha256),
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02] => Some(Hash::Sha384),
        [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03] => Some(Hash::Sha512),
        _ => None,
    }
}
