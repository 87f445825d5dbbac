//! MaxFragmentLength, as powers of two in bytes (RFC 6066 4).

use super::registry;

registry! {
    /// MaxFragmentLength, as powers of two in bytes (RFC 6066 4).
    pub struct MaxFragmentLength(u8);
    N2_9 = 1 => "2^9",
    N2_10 = 2 => "2^10",
    N2_11 = 3 => "2^11",
    N2_12 = 4 => "2^12",
}
