//! PKCS #7 (RFC 2315, RFC 5652): a bag of certificates and revocation lists, as Windows and Java's `keytool` export it.
//!
//! ```text
//! ContentInfo ::= SEQUENCE { contentType, content [0] SignedData }
//! SignedData ::= SEQUENCE { version, digestAlgorithms SET, contentInfo, certificates [0] OPTIONAL, crls [1] OPTIONAL, … }
//! ```

use super::der::{self, Element, tag};
use super::error::CredentialError;
use super::shape::{self, Shape};
use super::{Item, Kind, Place};

/// The certificates and revocation lists in it.
pub(super) fn items(file: &str, der: &[u8]) -> Result<Vec<Item>, CredentialError> {
    let fields = signed_data(der).ok_or_else(|| no_certificates(file))?;
    let within = fields.filter(|field| matches!(field.tag, tag::CONTEXT_0 | tag::CONTEXT_1)).flat_map(Element::inside);
    let items: Vec<Item> = within.filter_map(|element| Some(Item::new(kind(element)?, element.whole, Place::default()))).collect();
    if items.is_empty() { Err(no_certificates(file)) } else { Ok(items) }
}

fn signed_data(der: &[u8]) -> Option<impl Iterator<Item = Element<'_>>> {
    let content = der::first(der, tag::SEQUENCE)?.inside().find(|field| field.tag == tag::CONTEXT_0)?;
    Some(der::first(content.content, tag::SEQUENCE)?.inside())
}

fn kind(element: Element<'_>) -> Option<Kind> {
    match shape::of(element.whole)?.shape {
        Shape::Item(kind @ (Kind::Certificate | Kind::RevocationList)) => Some(kind),
        _ => None,
    }
}

fn no_certificates(file: &str) -> CredentialError {
    CredentialError::new(file, "this is PKCS #7, and there is no certificate in it", "export the certificates again, as PEM")
}
