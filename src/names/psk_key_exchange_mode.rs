//! TLS PskKeyExchangeMode (RFC 8446 4.2.9).

use super::registry;

registry! {
    /// TLS PskKeyExchangeMode (RFC 8446 4.2.9).
    pub struct PskKeyExchangeMode(u8);
    PSK_KE = 0 => "psk_ke",
    PSK_DHE_KE = 1 => "psk_dhe_ke",
}
