//! CertificateRequest (RFC 8446 4.3.2, RFC 5246 7.4.4): the server asks the client to prove itself.
//!
//! ```text
//! struct {                                            // TLS 1.3
//!     opaque certificate_request_context<0..2^8-1>;
//!     Extension extensions<2..2^16-1>;                // what follows in TLS 1.2 has become extensions
//! } CertificateRequest;
//! struct {                                            // up to TLS 1.2
//!     ClientCertificateType certificate_types<1..2^8-1>;
//!     SignatureAndHashAlgorithm supported_signature_algorithms<2..2^16-2>;   // TLS 1.2 alone
//!     DistinguishedName certificate_authorities<0..2^16-1>;
//! } CertificateRequest;
//! ```

use super::Context;
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::{ClientCertificateType, SignatureScheme};
use crate::wire::extension::{self, Extensions, Place};

/// What a CertificateRequest says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateRequest {
    /// Names the request (TLS 1.3): empty in the handshake.
    pub request_context: Vec<u8>,
    /// Kinds of certificates (up to TLS 1.2).
    pub certificate_types: Vec<ClientCertificateType>,
    /// Signature schemes, of the message (TLS 1.2) or of its extension (TLS 1.3).
    pub signature_algorithms: Vec<SignatureScheme>,
    /// DER of the names of acceptable authorities, of the message or of its extension. Empty: any.
    pub certificate_authorities: Vec<Vec<u8>>,
    /// The extensions (TLS 1.3).
    pub extensions: Extensions,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, request: &mut Box<CertificateRequest>) -> Result<(), Stop> {
    if context.is_tls13() { tls13(reader, context, request) } else { tls12(reader, context, request) }
}

fn tls13<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, request: &mut CertificateRequest) -> Result<(), Stop> {
    request.request_context = reader.opaque("certificate_request_context", Width::U8)?.to_vec();
    let result = extension::read(reader, Place::CertificateRequest, context, &mut request.extensions);
    request.signature_algorithms.clone_from(&request.extensions.signature_algorithms);
    request.certificate_authorities.clone_from(&request.extensions.certificate_authorities);
    result
}

fn tls12<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, request: &mut CertificateRequest) -> Result<(), Stop> {
    reader.list("certificate_types", Width::U8, |reader| {
        request.certificate_types.push(reader.code8("certificate_type")?);
        Ok(())
    })?;
    if context.names_signature_schemes() {
        reader.list("supported_signature_algorithms", Width::U16, |reader| {
            request.signature_algorithms.push(reader.code16("signature_scheme")?);
            Ok(())
        })?;
    }
    extension::certificate_authorities::list(reader, "certificate_authorities", &mut request.certificate_authorities)
}
