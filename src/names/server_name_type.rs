//! NameType of server_name (RFC 6066 3).

use super::registry;

registry! {
    /// NameType of server_name (RFC 6066 3).
    pub struct ServerNameType(u8);
    HOST_NAME = 0 => "host_name",
}
