//! CompressedCertificate (RFC 8879 4): a Certificate message, compressed. It enters the transcript compressed.

use super::{Certificate, Context};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::CertificateCompressionAlgorithm;

/// What a CompressedCertificate says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompressedCertificate {
    /// How it is compressed.
    pub algorithm: CertificateCompressionAlgorithm,
    /// How long the Certificate message's body is, by the sender's word.
    pub uncompressed_length: u32,
    /// The compressed body.
    pub compressed: Vec<u8>,
    /// The Certificate message, where it could be unpacked. The grammar leaves it empty; whoever has the means fills it in.
    pub certificate: Option<Box<Certificate>>,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, _: &Context, message: &mut CompressedCertificate) -> Result<(), Stop> {
    message.algorithm = reader.code16("algorithm")?;
    message.uncompressed_length = reader.u24("uncompressed_length")?;
    message.compressed = reader.opaque("compressed_certificate_message", Width::U24)?.to_vec();
    Ok(())
}
