//! TLS alert levels (RFC 8446 6).

use super::registry;

registry! {
    /// TLS alert levels (RFC 8446 6).
    pub struct AlertLevel(u8);
    WARNING = 1 => "warning",
    FATAL = 2 => "fatal",
}
