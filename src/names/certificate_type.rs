//! TLS Certificate Types (RFC 7250).

use super::registry;

registry! {
    /// TLS Certificate Types (RFC 7250).
    pub struct CertificateType(u8);
    X509 = 0 => "X509",
    OPENPGP = 1 => "OpenPGP",
    RAWPUBLICKEY = 2 => "RawPublicKey",
    N1609DOT2 = 3 => "1609Dot2",
}
