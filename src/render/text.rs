//! Text for people: made safe to show, and bytes in digits.

pub(super) use crate::report::prose::is_hidden;
pub(crate) use crate::report::prose::visible;

/// Bytes in hexadecimal, a space between two.
pub(super) fn spaced_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
