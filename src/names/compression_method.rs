//! TLS Compression Method Identifiers (RFC 3749).

use super::registry;

registry! {
    /// TLS Compression Method Identifiers (RFC 3749).
    pub struct CompressionMethod(u8);
    NULL = 0 => "null",
    DEFLATE = 1 => "DEFLATE",
    LZS = 64 => "LZS",
}
