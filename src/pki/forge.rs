//! Certificates as no maker of certificates makes them: version 1, SHA-1, a damaged signature.
//!
//! rcgen makes a good one; its outermost elements are then taken apart, changed, and signed again by the same issuer.

use rcgen::SigningKey as _;

use super::certificate::{CertificateSpec, SignatureHash, X509Version};
use super::key::Key;

/// AlgorithmIdentifier of sha1WithRSAEncryption, 1.2.840.113549.1.1.5 (RFC 3279 2.2.1).
const SHA1_WITH_RSA: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05, 0x05, 0x00];

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
/// `[0]`, which holds the version; without it a certificate is one of version 1 (RFC 5280 4.1).
const VERSION: u8 = 0xa0;
/// `[3]`, which holds the extensions.
const EXTENSIONS: u8 = 0xa3;

/// The certificate with the faults that the description wants. `None`: it could not be taken apart or signed.
pub(crate) fn forge(good: Vec<u8>, spec: &CertificateSpec, issuer: &Key) -> Option<Vec<u8>> {
    let mut der = good;
    if spec.version == X509Version::V1 || spec.signature_hash == SignatureHash::Sha1 {
        der = signed_again(&der, spec, issuer)?;
    }
    if spec.damage_signature {
        // The signature is the last element: its last byte is a number's, never a length.
        *der.last_mut()? ^= 1;
    }
    Some(der)
}

fn signed_again(der: &[u8], spec: &CertificateSpec, issuer: &Key) -> Option<Vec<u8>> {
    let [to_be_signed, algorithm, _signature] = elements(content(der)?)?[..] else { return None };
    let with_sha1 = spec.signature_hash == SignatureHash::Sha1;
    let new_algorithm = if with_sha1 { &SHA1_WITH_RSA } else { algorithm };
    let mut fields = elements(content(to_be_signed)?)?;
    if spec.version == X509Version::V1 {
        fields.retain(|field| !matches!(field.first(), Some(&VERSION | &EXTENSIONS)));
    }
    for field in &mut fields {
        if *field == algorithm {
            *field = new_algorithm;
        }
    }
    let to_be_signed = element(SEQUENCE, &fields.concat());
    let signature = if with_sha1 { issuer.sign_with_sha1(&to_be_signed)? } else { issuer.sign(&to_be_signed).ok()? };
    // A bit string begins with the number of its unused bits.
    let signature = element(BIT_STRING, &[&[0], signature.as_slice()].concat());
    Some(element(SEQUENCE, &[&to_be_signed, new_algorithm, &signature].concat()))
}

/// The elements that stand one after the other, each with its tag and length (X.690 8.1).
fn elements(mut der: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    while !der.is_empty() {
        let (header, length) = header(der)?;
        let (element, rest) = der.split_at_checked(header.checked_add(length)?)?;
        found.push(element);
        der = rest;
    }
    Some(found)
}

/// What stands in the first element.
fn content(der: &[u8]) -> Option<&[u8]> {
    let (header, length) = header(der)?;
    der.get(header..)?.get(..length)
}

/// How long the header of the first element is, and how long its content.
fn header(der: &[u8]) -> Option<(usize, usize)> {
    let first = usize::from(*der.get(1)?);
    if first < 0x80 {
        return Some((2, first));
    }
    let bytes = der.get(2..)?.get(..first & 0x7f)?;
    let length = bytes.iter().try_fold(0_usize, |length, byte| length.checked_mul(256)?.checked_add(usize::from(*byte)))?;
    Some((2 + bytes.len(), length))
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let significant = length.iter().position(|byte| *byte != 0).map_or(&[][..], |first| &length[first..]);
    let mut der = vec![tag];
    match (significant, u8::try_from(significant.len())) {
        ([] | [0..0x80], _) => der.push(significant.first().copied().unwrap_or(0)),
        (_, Ok(count)) => {
            der.push(0x80 | count);
            der.extend_from_slice(significant);
        }
        (_, Err(_)) => {}
    }
    der.extend_from_slice(content);
    der
}

#[cfg(test)]
mod tests {
    use x509_parser::certificate::X509Certificate;
    use x509_parser::prelude::FromDer as _;

    use super::super::builtin;
    use super::super::make::Maker;

    #[test]
    fn forged_certificates_say_what_they_should() {
        let certificates = builtin::certificates().unwrap();
        let maker = Maker { certificates: &certificates, now_s: 1_767_225_600, seed: None };
        let pki = maker.make(["v1-client", "sha1-client", "weak-client", "damaged-client"]).unwrap();
        let parsed = |name| X509Certificate::from_der(pki.certificate(name).unwrap()).unwrap();
        let (rest, v1) = parsed("v1-client");
        assert!(rest.is_empty() && v1.extensions().is_empty());
        assert_eq!((v1.version().0, v1.subject().to_string().as_str()), (0, "CN=bob"));
        let (rest, sha1) = parsed("sha1-client");
        assert!(rest.is_empty() && !sha1.extensions().is_empty());
        for algorithm in [&sha1.signature_algorithm, &sha1.tbs_certificate.signature] {
            assert_eq!(algorithm.algorithm.to_id_string(), "1.2.840.113549.1.1.5");
        }
        let signature = aws_lc_rs::signature::UnparsedPublicKey::new(
            &aws_lc_rs::signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            parsed("rsa-root").1.public_key().subject_public_key.data.to_vec(),
        );
        signature.verify(sha1.tbs_certificate.as_ref(), &sha1.signature_value.data).unwrap();
        assert_eq!(parsed("weak-client").1.public_key().parsed().unwrap().key_size(), 1024);
        assert!(parsed("damaged-client").0.is_empty());
    }
}
