//! TLS EC Point Formats (RFC 8422 5.1.2).

use super::registry;

registry! {
    /// TLS EC Point Formats (RFC 8422 5.1.2).
    pub struct EcPointFormat(u8);
    UNCOMPRESSED = 0 => "uncompressed",
    ANSIX962_COMPRESSED_PRIME = 1 => "ansiX962_compressed_prime",
    ANSIX962_COMPRESSED_CHAR2 = 2 => "ansiX962_compressed_char2",
}
