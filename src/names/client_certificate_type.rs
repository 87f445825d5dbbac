//! TLS ClientCertificateType Identifiers (RFC 5246 7.4.4, RFC 8422 5.5).

use super::registry;

registry! {
    /// TLS ClientCertificateType Identifiers (RFC 5246 7.4.4, RFC 8422 5.5).
    pub struct ClientCertificateType(u8);
    RSA_SIGN = 1 => "rsa_sign",
    DSS_SIGN = 2 => "dss_sign",
    RSA_FIXED_DH = 3 => "rsa_fixed_dh",
    DSS_FIXED_DH = 4 => "dss_fixed_dh",
    RSA_EPHEMERAL_DH = 5 => "rsa_ephemeral_dh",
    DSS_EPHEMERAL_DH = 6 => "dss_ephemeral_dh",
    FORTEZZA_DMS = 20 => "fortezza_dms",
    GOST_SIGN256_LEGACY = 21 => "gost_sign256_legacy",
    GOST_SIGN256 = 22 => "gost_sign256",
    GOST_SIGN512 = 23 => "gost_sign512",
    ECDSA_SIGN = 64 => "ecdsa_sign",
    RSA_FIXED_ECDH = 65 => "rsa_fixed_ecdh",
    ECDSA_FIXED_ECDH = 66 => "ecdsa_fixed_ecdh",
}
