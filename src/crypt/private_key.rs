//! A private key as files carry it, as far as it takes to say which public key belongs to it
//! (PKCS #8: RFC 5958; PKCS #1: RFC 8017 A.1.2; SEC 1: RFC 5915). The secret itself never leaves this file.

use std::fmt;

use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair};

use super::Verdict;
use super::der::{self, tag};
use super::public_key::{Curve, KeyAlgorithm, PublicKey};

const OCTET_STRING: u8 = 0x04;

/// What can be said of a private key without showing it.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey {
    /// What kind of key it is.
    pub algorithm: KeyAlgorithm,
    /// In which form it was written.
    pub form: KeyForm,
    /// The content of the `subjectPublicKey` that belongs to it; `None` where it cannot be computed here.
    public: Option<Vec<u8>>,
}

/// The forms of private keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// PKCS #8: any kind of key, and the one form that every stack reads.
    Pkcs8,
    /// PKCS #1: RSA keys alone.
    Pkcs1,
    /// SEC 1: keys on elliptic curves alone.
    Sec1,
}

impl PrivateKey {
    /// Reads a private key in DER that is not encrypted; `None` if it is none.
    #[must_use]
    pub fn read(key: &[u8]) -> Option<Self> {
        let mut outer = key;
        let mut fields = der::take(&mut outer, tag::SEQUENCE)?;
        let version = der::small(der::take(&mut fields, tag::INTEGER)?)?;
        match der::next(&mut { fields })?.tag {
            tag::SEQUENCE if version <= 1 => pkcs8(fields),
            tag::INTEGER => Some(Self { algorithm: KeyAlgorithm::Rsa, form: KeyForm::Pkcs1, public: rsa_public(key) }),
            OCTET_STRING => {
                let (curve, public) = ec(key, &[])?;
                Some(Self { algorithm: KeyAlgorithm::Ec(curve), form: KeyForm::Sec1, public })
            }
            _ => None,
        }
    }

    /// Whether this is the private half of a public key, given as SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn belongs_to(&self, subject_public_key_info: &[u8]) -> Verdict {
        let Some(public) = PublicKey::parse(subject_public_key_info) else {
            return Verdict::Unable("the public key cannot be read".into());
        };
        match &self.public {
            None => Verdict::Unable(format!("the public half of a key of {} cannot be computed here", self.algorithm)),
            Some(own) if is_of_unknown_curve(self.algorithm, public.algorithm) => {
                if same_point(own, public.key) {
                    Verdict::Holds
                } else {
                    Verdict::Unable("a curve with explicit parameters is not computed with here".into())
                }
            }
            Some(_) if !same_kind(self.algorithm, public.algorithm) => {
                Verdict::Fails(format!("the key is one of {}, the certificate's of {}", self.algorithm, public.algorithm))
            }
            Some(own) => Verdict::of(same_point(own, public.key), "the key belongs to another certificate: the public halves differ"),
        }
    }

    /// The size in bits as people name it; `None` where there is no such word.
    #[must_use]
    pub fn bits(&self) -> Option<usize> {
        PublicKey { algorithm: self.algorithm, key: self.public.as_deref().unwrap_or_default() }.bits()
    }

    /// The content of `subjectPublicKey` that belongs to it; `None` where it cannot be computed here.
    #[must_use]
    pub fn public(&self) -> Option<&[u8]> {
        self.public.as_deref()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("algorithm", &self.algorithm).field("form", &self.form).finish_non_exhaustive()
    }
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pkcs8 => "PKCS #8",
            Self::Pkcs1 => "PKCS #1",
            Self::Sec1 => "SEC 1",
        })
    }
}

/// Whether one of two keys on curves does not name its curve.
fn is_of_unknown_curve(one: KeyAlgorithm, other: KeyAlgorithm) -> bool {
    let unknown = KeyAlgorithm::Ec(Curve::Other);
    matches!((one, other), (KeyAlgorithm::Ec(_), KeyAlgorithm::Ec(_))) && (one == unknown || other == unknown)
}

/// Whether two public halves are the same: byte for byte, or as points, of which one may be written as one coordinate
/// and the sign of the other (SEC 1, 2.3.3).
fn same_point(one: &[u8], other: &[u8]) -> bool {
    one == other || is_compression(one, other) || is_compression(other, one)
}

fn is_compression(whole: &[u8], compressed: &[u8]) -> bool {
    let (Some((&0x04, coordinates)), Some((sign @ (0x02 | 0x03), x))) = (whole.split_first(), compressed.split_first()) else {
        return false;
    };
    let is_odd = coordinates.last().is_some_and(|last| last & 1 == 1);
    coordinates.len() == 2 * x.len() && coordinates.starts_with(x) && is_odd == (*sign == 0x03)
}

/// An RSA key may sign with either padding, whatever its identifier says.
fn same_kind(one: KeyAlgorithm, other: KeyAlgorithm) -> bool {
    let is_rsa = |kind| matches!(kind, KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss);
    one == other || (is_rsa(one) && is_rsa(other))
}

/// `{ version, algorithm, privateKey OCTET STRING, attributes [0] OPTIONAL, publicKey [1] OPTIONAL }`, after the version.
fn pkcs8(mut fields: &[u8]) -> Option<PrivateKey> {
    let identifier = der::next(&mut fields)?.whole;
    let inner = der::take(&mut fields, OCTET_STRING)?;
    let mut parameters = der::take(&mut { identifier }, tag::SEQUENCE)?;
    let _oid = der::take(&mut parameters, tag::OBJECT_IDENTIFIER)?;
    let (algorithm, public) = match KeyAlgorithm::of_identifier(identifier)? {
        kind @ (KeyAlgorithm::Rsa | KeyAlgorithm::RsaPss) => (kind, rsa_public(inner)),
        KeyAlgorithm::Ec(_) => {
            let (curve, public) = ec(inner, parameters)?;
            (KeyAlgorithm::Ec(curve), public)
        }
        KeyAlgorithm::Ed25519 => (KeyAlgorithm::Ed25519, ed25519_public(inner)),
        other => (other, embedded_public(fields)),
    };
    Some(PrivateKey { algorithm, form: KeyForm::Pkcs8, public })
}

/// RSAPrivateKey begins with version, modulus and public exponent: RSAPublicKey is the latter two.
fn rsa_public(mut key: &[u8]) -> Option<Vec<u8>> {
    let mut fields = der::take(&mut key, tag::SEQUENCE)?;
    der::take(&mut fields, tag::INTEGER)?;
    let (modulus, exponent) = (der::next(&mut fields)?, der::next(&mut fields)?);
    let both_are_numbers = modulus.tag == tag::INTEGER && exponent.tag == tag::INTEGER;
    both_are_numbers.then(|| der::sequence(&[modulus.whole, exponent.whole].concat()))
}

/// ECPrivateKey: `{ version, privateKey OCTET STRING, parameters [0] OPTIONAL, publicKey [1] OPTIONAL }`. In PKCS #8 the
/// parameters stand outside.
fn ec(key: &[u8], outside: &[u8]) -> Option<(Curve, Option<Vec<u8>>)> {
    let mut fields = der::take(&mut { key }, tag::SEQUENCE)?;
    der::take(&mut fields, tag::INTEGER)?;
    let scalar = der::take(&mut fields, OCTET_STRING)?;
    let parameters = der::take(&mut fields, tag::CONTEXT_0);
    let curve = Curve::of(parameters.unwrap_or(outside));
    Some((curve, ec_public(curve, scalar).or_else(|| embedded_public(fields))))
}

/// Multiplies the base point: aws-lc-rs does so when it reads a key that brings no public half.
fn ec_public(curve: Curve, scalar: &[u8]) -> Option<Vec<u8>> {
    let (algorithm, oid): (&EcdsaSigningAlgorithm, &[u8]) = match curve {
        Curve::P256 => (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07]),
        Curve::P384 => (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, &[0x2b, 0x81, 0x04, 0x00, 0x22]),
        Curve::P521 => (&signature::ECDSA_P521_SHA512_ASN1_SIGNING, &[0x2b, 0x81, 0x04, 0x00, 0x23]),
        Curve::Secp256k1 => (&signature::ECDSA_P256K1_SHA256_ASN1_SIGNING, &[0x2b, 0x81, 0x04, 0x00, 0x0a]),
        Curve::Other => return None,
    };
    let parameters = der::element(tag::CONTEXT_0, &der::element(tag::OBJECT_IDENTIFIER, oid));
    let bare = der::sequence(&[&[tag::INTEGER, 1, 1], der::element(OCTET_STRING, scalar).as_slice(), &parameters].concat());
    let pair = EcdsaKeyPair::from_private_key_der(algorithm, &bare).ok()?;
    Some(pair.public_key().as_ref().to_vec())
}

/// CurvePrivateKey is an OCTET STRING of 32 bytes (RFC 8410 7).
fn ed25519_public(mut inner: &[u8]) -> Option<Vec<u8>> {
    let seed = der::take(&mut inner, OCTET_STRING)?;
    Some(Ed25519KeyPair::from_seed_unchecked(seed).ok()?.public_key().as_ref().to_vec())
}

/// `publicKey [1]`: PKCS #8 has it implicitly tagged, SEC 1 explicitly.
fn embedded_public(mut fields: &[u8]) -> Option<Vec<u8>> {
    const IMPLICIT_1: u8 = 0x81;
    while !fields.is_empty() {
        let element = der::next(&mut fields)?;
        match element.tag {
            IMPLICIT_1 => return der::whole_bytes(element.content).map(<[u8]>::to_vec),
            tag::CONTEXT_1 => return der::whole_bytes(der::take(&mut { element.content }, tag::BIT_STRING)?).map(<[u8]>::to_vec),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair as Pair, PublicKeyData};

    use super::*;

    fn all() -> [Pair; 5] {
        [
            &rcgen::PKCS_ECDSA_P256_SHA256,
            &rcgen::PKCS_ECDSA_P384_SHA384,
            &rcgen::PKCS_ECDSA_P521_SHA512,
            &rcgen::PKCS_ED25519,
            &rcgen::PKCS_RSA_SHA256,
        ]
        .map(|algorithm| Pair::generate_for(algorithm).unwrap())
    }

    #[test]
    fn each_key_belongs_to_its_own_certificate_alone() {
        let pairs = all();
        for (index, pair) in pairs.iter().enumerate() {
            let key = PrivateKey::read(&pair.serialize_der()).unwrap();
            for (other, certificate) in pairs.iter().enumerate() {
                let certificate = CertificateParams::default().self_signed(certificate).unwrap();
                let spki = crate::crypt::certificate::subject_public_key_info(certificate.der()).unwrap();
                assert_eq!(key.belongs_to(spki).holds(), Some(index == other), "{:?} {other}", key.algorithm);
            }
        }
        let [one, other] = [(); 2].map(|()| Pair::generate().unwrap());
        let key = PrivateKey::read(&one.serialize_der()).unwrap();
        assert_eq!(key.belongs_to(&other.subject_public_key_info()).holds(), Some(false), "another key of the same kind");
    }

    #[test]
    fn a_compressed_point_is_the_same_point() {
        let pair = Pair::generate().unwrap();
        let key = PrivateKey::read(&pair.serialize_der()).unwrap();
        let whole = key.public().unwrap();
        let sign = 2 + (whole[64] & 1);
        let compressed = [&[sign], &whole[1..33]].concat();
        assert!(same_point(whole, &compressed) && same_point(&compressed, whole));
        assert!(!same_point(whole, &[&[sign ^ 1], &whole[1..33]].concat()), "the other point of that coordinate");
        assert!(!same_point(whole, &[&[sign], &whole[2..34]].concat()));
    }

    /// Never that it is another key: nothing was computed.
    #[test]
    fn a_key_on_a_curve_without_a_name_is_not_judged() {
        let key = PrivateKey::read(&Pair::generate().unwrap().serialize_der()).unwrap();
        let explicit = der::sequence(&[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 0x30, 3, 2, 1, 1]);
        let spki = |point: &[u8]| {
            let bits = der::element(tag::BIT_STRING, &[&[0], point].concat());
            der::sequence(&[explicit.as_slice(), &bits].concat())
        };
        assert_eq!(key.belongs_to(&spki(key.public().unwrap())).holds(), Some(true));
        assert_eq!(key.belongs_to(&spki(&[4; 65])).holds(), None);
    }

    #[test]
    fn nothing_of_the_secret_is_printed() {
        let pair = Pair::generate().unwrap();
        let text = format!("{:?}", PrivateKey::read(&pair.serialize_der()).unwrap());
        assert_eq!(text, "PrivateKey { algorithm: Ec(P256), form: Pkcs8, .. }");
    }

    #[test]
    fn damage_is_no_panic() {
        for pair in all() {
            let whole = pair.serialize_der();
            for length in 0..whole.len() {
                let _ = PrivateKey::read(&whole[..length]);
            }
            for at in 0..whole.len().min(200) {
                let mut changed = whole.clone();
                changed[at] ^= 0x41;
                let _ = PrivateKey::read(&changed);
            }
        }
    }
}
