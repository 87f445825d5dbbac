//! Certificate (RFC 8446 4.4.2, RFC 5246 7.4.2): the sender's chain, its own certificate first. Empty means "none".
//!
//! ```text
//! struct {                                            // TLS 1.3
//!     opaque certificate_request_context<0..2^8-1>;
//!     CertificateEntry certificate_list<0..2^24-1>;   // cert_data<1..2^24-1>, extensions<0..2^16-1>
//! } Certificate;
//! struct { ASN.1Cert certificate_list<0..2^24-1>; } Certificate;   // up to TLS 1.2
//! ```

use super::Context;
use crate::bytes::{Reader, Sink, Span, Stop, Width};
use crate::names::CertificateType;
use crate::wire::certificate::{self, X509};
use crate::wire::extension::{self, Extensions, Place};

/// How many certificates of a chain are taken apart. Real chains have two or three.
const MAX_CHAIN: usize = 256;

/// What a Certificate message says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// Names the request that is answered: empty in the handshake, set in post-handshake authentication (TLS 1.3).
    pub request_context: Vec<u8>,
    /// The chain, the sender's own certificate first.
    pub chain: Vec<CertificateEntry>,
}

/// One certificate of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateEntry {
    /// DER of the certificate, or of the bare public key (RFC 7250).
    pub der: Vec<u8>,
    /// Where it stands in the message's buffer.
    pub span: Option<Span>,
    /// What the certificate says; `None` for a bare public key.
    pub x509: Option<Box<X509>>,
    /// The extensions of the entry (TLS 1.3): OCSP staple, SCTs.
    pub extensions: Extensions,
}

impl CertificateEntry {
    /// DER of the SubjectPublicKeyInfo: of the certificate, or the bare key itself.
    #[must_use]
    pub fn public_key_info(&self) -> Option<&[u8]> {
        let key = self.x509.as_ref().map_or(self.der.as_slice(), |x509| x509.public_key_info.as_slice());
        (!key.is_empty()).then_some(key)
    }
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, message: &mut Certificate) -> Result<(), Stop> {
    if context.is_tls13() {
        message.request_context = reader.opaque("certificate_request_context", Width::U8)?.to_vec();
    }
    if context.certificate_type == CertificateType::RAWPUBLICKEY && !context.is_tls13() {
        return raw_public_key(reader, message);
    }
    reader.list("certificate_list", Width::U24, |reader| {
        if message.chain.len() == MAX_CHAIN {
            reader.issue(reader.since(reader.position()), format!("more than {MAX_CHAIN} certificates"));
            return Err(Stop);
        }
        let mut entry = CertificateEntry::default();
        let result = reader.group("certificate_entry", |reader| entry_fields(reader, context, &mut entry));
        message.chain.push(entry);
        result
    })
}

fn entry_fields<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, entry: &mut CertificateEntry) -> Result<(), Stop> {
    reader.vector("cert_data", Width::U24, |reader| {
        let (start, der) = (reader.position(), reader.peek());
        entry.der = der.to_vec();
        if context.certificate_type == CertificateType::RAWPUBLICKEY {
            certificate::public_key(reader);
        } else {
            entry.x509 = Some(Box::new(certificate::certificate(reader)));
        }
        entry.span = Some(reader.since(start));
        Ok(())
    })?;
    if context.is_tls13() {
        extension::read(reader, Place::Certificate, context, &mut entry.extensions)?;
    }
    Ok(())
}

/// Up to TLS 1.2 a raw public key stands alone, without a list (RFC 7250 3).
fn raw_public_key<S: Sink>(reader: &mut Reader<'_, '_, S>, message: &mut Certificate) -> Result<(), Stop> {
    let mut entry = CertificateEntry::default();
    let result = reader.vector("subject_public_key_info", Width::U24, |reader| {
        let start = reader.position();
        entry.der = reader.peek().to_vec();
        certificate::public_key(reader);
        entry.span = Some(reader.since(start));
        Ok(())
    });
    message.chain.push(entry);
    result
}
