//! SubjectPublicKeyInfo: a public key and what it is for (RFC 5280 4.1.2.7, RFC 3279, RFC 5480, RFC 8410).

use x509_parser::asn1_rs::Tag;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::CurveForm;
use super::der::{self, tag};
use super::readable::{dotted, oid_or_dotted, oid_text};
use super::tbs::algorithm_identifier;
use crate::bytes::{Reader, Sink, Stop, Value};

const RSA: &str = "1.2.840.113549.1.1.1";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";
const EC: &str = "1.2.840.10045.2.1";

/// The whole structure. A key of RSA is DER within the bits; the others are bytes.
pub(super) fn subject_public_key_info<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    let der = reader.peek();
    der::element(reader, "subject_public_key_info", tag::SEQUENCE, |reader| {
        let algorithm = algorithm_identifier(reader, "algorithm")?;
        let is_rsa = RSA_OIDS.contains(&algorithm);
        der::bit_string(reader, "subject_public_key", tag::BIT_STRING, |reader| {
            if is_rsa && der::is_sequence_of_elements(reader.peek()) {
                return rsa_public_key(reader);
            }
            reader.rest("subject_public_key");
            Ok(())
        })?;
        reader.says(|| SubjectPublicKeyInfo::from_der(der).map_or_else(|_| oid_text(algorithm), |(_, info)| Key::of(&info).name));
        Ok(())
    })
}

/// Content octets of rsaEncryption and id-RSASSA-PSS.
const RSA_OIDS: [&[u8]; 2] = [&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1], &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10]];

/// RSAPublicKey (RFC 8017 A.1.1).
fn rsa_public_key<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    der::element(reader, "rsa_public_key", tag::SEQUENCE, |reader| {
        der::primitive(reader, "modulus", tag::INTEGER, |_| Value::Bytes)?;
        der::integer(reader, "public_exponent")
    })
}

/// A public key in a word, and how strong it is.
#[derive(Default)]
pub(super) struct Key {
    /// OID of the kind of key.
    pub(super) algorithm: String,
    /// `P-256`, `RSA 2048`, `Ed25519`, …; or the OID.
    pub(super) name: String,
    /// Length of an RSA modulus, or of a curve's order, in bits.
    pub(super) bits: Option<usize>,
    /// Of a key on a curve.
    pub(super) curve_form: Option<CurveForm>,
}

impl Key {
    pub(super) fn of(info: &SubjectPublicKeyInfo<'_>) -> Self {
        let algorithm = dotted(info.algorithm.algorithm.as_bytes()).unwrap_or_default();
        let (name, bits) = match algorithm.as_str() {
            RSA | RSA_PSS => {
                let bits = rsa_bits(info);
                let kind = if algorithm == RSA { "RSA" } else { "RSA-PSS" };
                (bits.map_or_else(|| kind.to_owned(), |bits| format!("{kind} {bits}")), bits)
            }
            EC => named_curve(info).map_or_else(|| ("EC with explicit parameters".to_owned(), None), |name| curve(&name)),
            "1.3.101.112" => ("Ed25519".to_owned(), Some(256)),
            "1.3.101.113" => ("Ed448".to_owned(), Some(456)),
            "2.16.840.1.101.3.4.3.17" => ("ML-DSA-44".to_owned(), None),
            "2.16.840.1.101.3.4.3.18" => ("ML-DSA-65".to_owned(), None),
            "2.16.840.1.101.3.4.3.19" => ("ML-DSA-87".to_owned(), None),
            other => (oid_or_dotted(other), None),
        };
        let curve_form = (algorithm == EC).then(|| CurveForm {
            is_explicit: named_curve(info).is_none(),
            is_compressed: matches!(info.subject_public_key.data.first(), Some(2 | 3)),
        });
        Self { algorithm, name, bits, curve_form }
    }
}

fn rsa_bits(info: &SubjectPublicKeyInfo<'_>) -> Option<usize> {
    // x509-parser reads the modulus of rsaEncryption only; RSASSA-PSS has the same form.
    let (_, key, _) = der::split(&info.subject_public_key.data)?;
    let (_, modulus, _) = der::split(key)?;
    let parsed = matches!(info.parsed(), Ok(PublicKey::RSA(_) | PublicKey::Unknown(_)));
    let first = modulus.iter().position(|&byte| byte != 0)?;
    let zeros = modulus.get(first)?.leading_zeros() as usize;
    parsed.then(|| modulus.len().saturating_sub(first).saturating_mul(8).saturating_sub(zeros))
}

fn named_curve(info: &SubjectPublicKeyInfo<'_>) -> Option<String> {
    let parameters = info.algorithm.parameters.as_ref()?;
    // What is no OBJECT IDENTIFIER is SpecifiedECDomain: the numbers of the curve (RFC 3279 2.3.5).
    if parameters.tag() != Tag::Oid {
        return None;
    }
    dotted(parameters.as_oid().ok()?.as_bytes())
}

fn curve(dotted: &str) -> (String, Option<usize>) {
    let known = |name: &str, bits| (name.to_owned(), Some(bits));
    match dotted {
        "1.2.840.10045.3.1.7" => known("P-256", 256),
        "1.3.132.0.34" => known("P-384", 384),
        "1.3.132.0.35" => known("P-521", 521),
        "1.3.132.0.33" => known("P-224", 224),
        "1.2.840.10045.3.1.1" => known("P-192", 192),
        "1.3.132.0.10" => known("secp256k1", 256),
        "1.3.36.3.3.2.8.1.1.7" => known("brainpoolP256r1", 256),
        "1.3.36.3.3.2.8.1.1.11" => known("brainpoolP384r1", 384),
        "1.3.36.3.3.2.8.1.1.13" => known("brainpoolP512r1", 512),
        other => (oid_or_dotted(other), None),
    }
}
