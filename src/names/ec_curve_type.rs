//! TLS EC Curve Types (RFC 8422 5.4).

use super::registry;

registry! {
    /// TLS EC Curve Types (RFC 8422 5.4).
    pub struct EcCurveType(u8);
    EXPLICIT_PRIME = 1 => "explicit_prime",
    EXPLICIT_CHAR2 = 2 => "explicit_char2",
    NAMED_CURVE = 3 => "named_curve",
}
