//! HPKE AEAD Identifiers (RFC 9180 7.3).

use super::registry;

registry! {
    /// HPKE AEAD Identifiers (RFC 9180 7.3).
    pub struct HpkeAead(u16);
    AES_128_GCM = 0x0001 => "AES-128-GCM",
    AES_256_GCM = 0x0002 => "AES-256-GCM",
    CHACHA20POLY1305 = 0x0003 => "ChaCha20Poly1305",
    EXPORT_ONLY = 0xffff => "Export-only",
}
