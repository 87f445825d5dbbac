//! CertificateRequest (RFC 8446 4.3.2, RFC 5246 7.4.4): the server asks the client to prove itself.

use super::Context;
use crate::bytes::{Reader, Sink, Stop};
use crate::names::{ClientCertificateType, SignatureScheme};
use crate::wire::extension::Extensions;

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

pub(super) fn read<S: Sink>(
    _reader: &mut Reader<'_, '_, S>,
    _context: &Context,
    _request: &mut Box<CertificateRequest>,
) -> Result<(), Stop> {
    Ok(())
}
