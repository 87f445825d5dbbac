//! What a DER element is, by its shape: certificates, keys, requests and lists begin differently.

use super::Kind;
use super::der::{self, Element, tag};

/// An element at the beginning of a file.
pub(super) struct Found<'a> {
    pub(super) shape: Shape,
    /// Its bytes, without what follows.
    pub(super) whole: &'a [u8],
}

/// What it is.
pub(super) enum Shape {
    Item(Kind),
    Pkcs7,
    Pkcs12,
}

/// The content of 1.2.840.113549.1.7, the types of PKCS #7.
const PKCS7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];

/// What `der` begins with; `None` if it is none of the known things.
pub(super) fn of(der: &[u8]) -> Option<Found<'_>> {
    let outer = der::first(der, tag::SEQUENCE)?;
    let fields: Vec<Element<'_>> = outer.inside().take(4).collect();
    let tags: Vec<u8> = fields.iter().map(|field| field.tag).collect();
    let shape = match tags.as_slice() {
        [tag::OBJECT_IDENTIFIER, tag::CONTEXT_0, ..] if fields[0].content.starts_with(PKCS7) => Shape::Pkcs7,
        [tag::INTEGER, tag::SEQUENCE, ..] if fields[0].content == [3] && holds_pkcs7(fields[1]) => Shape::Pkcs12,
        [tag::INTEGER, tag::SEQUENCE, tag::OCTET_STRING, ..]
        | [tag::INTEGER, tag::INTEGER, tag::INTEGER, ..]
        | [tag::INTEGER, tag::OCTET_STRING, ..] => Shape::Item(Kind::PrivateKey),
        [tag::SEQUENCE, tag::OCTET_STRING] if holds_oid(fields[0]) => Shape::Item(Kind::EncryptedKey { scheme: String::new() }),
        [tag::SEQUENCE, tag::BIT_STRING] if holds_oid(fields[0]) => Shape::Item(Kind::PublicKey),
        [tag::SEQUENCE, tag::SEQUENCE, tag::BIT_STRING] => Shape::Item(signed(fields[0])?),
        _ => return None,
    };
    Some(Found { shape, whole: outer.whole })
}

/// Certificates, requests and lists are all signed: what is signed tells them apart.
fn signed(content: Element<'_>) -> Option<Kind> {
    let tags: Vec<u8> = content.inside().take(6).map(|field| field.tag).collect();
    Some(match tags.as_slice() {
        [tag::CONTEXT_0, tag::INTEGER, tag::SEQUENCE, ..] | [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::SEQUENCE, ..] => {
            Kind::Certificate
        }
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE] | [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, tag::CONTEXT_0] => {
            Kind::CertificateRequest
        }
        // thisUpdate, a UTCTime or a GeneralizedTime, follows the issuer.
        [tag::INTEGER, tag::SEQUENCE, tag::SEQUENCE, 0x17 | 0x18, ..] | [tag::SEQUENCE, tag::SEQUENCE, 0x17 | 0x18, ..] => {
            Kind::RevocationList
        }
        _ => return None,
    })
}

fn holds_pkcs7(element: Element<'_>) -> bool {
    der::first(element.content, tag::OBJECT_IDENTIFIER).is_some_and(|oid| oid.content.starts_with(PKCS7))
}

fn holds_oid(element: Element<'_>) -> bool {
    der::first(element.content, tag::OBJECT_IDENTIFIER).is_some()
}
