//! TLS Certificate Compression Algorithm IDs (RFC 8879 7.3).

use super::registry;

registry! {
    /// TLS Certificate Compression Algorithm IDs (RFC 8879 7.3).
    pub struct CertificateCompressionAlgorithm(u16);
    ZLIB = 0x0001 => "zlib",
    BROTLI = 0x0002 => "brotli",
    ZSTD = 0x0003 => "zstd",
}
