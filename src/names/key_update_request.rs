//! KeyUpdateRequest (RFC 8446 4.6.3).

use super::registry;

registry! {
    /// KeyUpdateRequest (RFC 8446 4.6.3).
    pub struct KeyUpdateRequest(u8);
    UPDATE_NOT_REQUESTED = 0 => "update_not_requested",
    UPDATE_REQUESTED = 1 => "update_requested",
}
