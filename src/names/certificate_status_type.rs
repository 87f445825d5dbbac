//! TLS Certificate Status Types (RFC 6066 8, RFC 6961).

use super::registry;

registry! {
    /// TLS Certificate Status Types (RFC 6066 8, RFC 6961).
    pub struct CertificateStatusType(u8);
    OCSP = 1 => "ocsp",
    OCSP_MULTI = 2 => "ocsp_multi",
}
