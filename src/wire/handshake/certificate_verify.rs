//! CertificateVerify (RFC 8446 4.4.3, RFC 5246 7.4.8): a signature over the transcript; proof of the private key.
//!
//! Up to TLS 1.1 the algorithm is not named: the signature stands alone.

use super::Context;
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::SignatureScheme;

/// What CertificateVerify says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateVerify {
    /// How it is signed; `None` up to TLS 1.1.
    pub algorithm: Option<SignatureScheme>,
    /// The signature.
    pub signature: Vec<u8>,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, verify: &mut CertificateVerify) -> Result<(), Stop> {
    if context.names_signature_schemes() {
        verify.algorithm = Some(reader.code16("algorithm")?);
    }
    verify.signature = reader.opaque("signature", Width::U16)?.to_vec();
    Ok(())
}
