//! ECHClientHelloType (RFC 9849 5).

use super::registry;

registry! {
    /// ECHClientHelloType (RFC 9849 5).
    pub struct EchClientHelloType(u8);
    OUTER = 0 => "outer",
    INNER = 1 => "inner",
}
