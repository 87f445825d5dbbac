//! Unpacks a compressed Certificate (RFC 8879): zlib and brotli. Few bytes can unpack to many, so what may come out is bounded.

use std::io::Read;

use crate::names::{CertificateCompressionAlgorithm, HandshakeType};
use crate::wire::handshake::{CompressedCertificate, MAX_BODY};

/// What any message may unpack to, in bytes: 64 KiB.
const ALWAYS_ALLOWED: usize = 64 << 10;
/// What may be unpacked beyond that, for each packed byte. Chains of certificates shrink to a half or a tenth.
const ALLOWED_RATIO: usize = 32;

/// How brotli's window is read from.
const BUFFER: usize = 4096;

/// The whole Certificate message, header and body; or why there is none.
pub(super) fn unpack(message: &CompressedCertificate) -> Result<Vec<u8>, String> {
    let length = usize::try_from(message.uncompressed_length).unwrap_or(usize::MAX);
    let allowed = MAX_BODY.min(ALWAYS_ALLOWED + ALLOWED_RATIO * message.compressed.len());
    if length > allowed {
        return Err(format!("a Certificate of {length} bytes is not unpacked: more than {allowed}"));
    }
    let packed = message.compressed.as_slice();
    let body = match message.algorithm {
        CertificateCompressionAlgorithm::ZLIB => read(flate2::read::ZlibDecoder::new(packed), length),
        CertificateCompressionAlgorithm::BROTLI => read(brotli_decompressor::Decompressor::new(packed, BUFFER), length),
        other => Err(format!("a Certificate packed with {other} cannot be unpacked here")),
    }?;
    let [_, high, middle, low] = message.uncompressed_length.to_be_bytes();
    Ok([&[HandshakeType::CERTIFICATE.0, high, middle, low], body.as_slice()].concat())
}

/// Reads exactly `length` bytes: one more is an error of the sender's, too (RFC 8879 4).
fn read(unpacked: impl Read, length: usize) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let read = unpacked.take(length as u64 + 1).read_to_end(&mut body);
    match read {
        Ok(_) if body.len() == length => Ok(body),
        Ok(_) => Err(format!("the Certificate is not of the {length} bytes that its sender says")),
        Err(error) => Err(format!("the Certificate does not unpack: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(body: &[u8], said: u32) -> CompressedCertificate {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(body).unwrap();
        let compressed = zlib.finish().unwrap();
        CompressedCertificate { algorithm: CertificateCompressionAlgorithm::ZLIB, uncompressed_length: said, compressed, certificate: None }
    }

    #[test]
    fn zlib_and_brotli() {
        assert_eq!(unpack(&packed(b"body", 4)).unwrap(), b"\x0b\0\0\x04body");
        // An uncompressed meta-block: window of 22 bits, 4 bytes, then the empty last block.
        let brotli = CompressedCertificate {
            algorithm: CertificateCompressionAlgorithm::BROTLI,
            uncompressed_length: 4,
            compressed: hex::decode("8b0180626f647903").unwrap(),
            certificate: None,
        };
        assert_eq!(unpack(&brotli).unwrap(), b"\x0b\0\0\x04body");
    }

    #[test]
    fn what_does_not_unpack_as_said_is_told() {
        for (message, why) in [
            (packed(b"body", 3), "the Certificate is not of the 3 bytes that its sender says"),
            (packed(b"body", 5), "the Certificate is not of the 5 bytes that its sender says"),
            (packed(b"", 0x00ff_ffff), "a Certificate of 16777215 bytes is not unpacked: more than 65792"),
            (CompressedCertificate { compressed: vec![1], ..packed(b"", 1) }, "the Certificate does not unpack"),
            (
                CompressedCertificate { algorithm: CertificateCompressionAlgorithm::ZSTD, ..packed(b"", 1) },
                "a Certificate packed with zstd",
            ),
        ] {
            let told = unpack(&message).unwrap_err();
            assert!(told.starts_with(why), "{told}");
        }
    }
}
