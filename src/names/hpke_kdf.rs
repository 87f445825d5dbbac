//! HPKE KDF Identifiers (RFC 9180 7.2).

use super::registry;

registry! {
    /// HPKE KDF Identifiers (RFC 9180 7.2).
    pub struct HpkeKdf(u16);
    HKDF_SHA256 = 0x0001 => "HKDF-SHA256",
    HKDF_SHA384 = 0x0002 => "HKDF-SHA384",
    HKDF_SHA512 = 0x0003 => "HKDF-SHA512",
}
