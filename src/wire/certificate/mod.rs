//! X.509 certificates (RFC 5280): spans for the bytes, x509-parser for the meaning.

use crate::bytes::{Reader, Sink, Span, Stop};

/// What a certificate says, as far as TLS and its teachers care. Fields that could not be read keep their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct X509 {
    /// 1, 2 or 3.
    pub version: u32,
    /// The serial number, big-endian, without leading zeros.
    pub serial: Vec<u8>,
    /// The subject, as `CN=…,O=…`.
    pub subject: String,
    /// DER of the subject's Name.
    pub subject_der: Vec<u8>,
    /// The issuer, as `CN=…,O=…`.
    pub issuer: String,
    /// DER of the issuer's Name.
    pub issuer_der: Vec<u8>,
    /// Start of validity, seconds since 1970-01-01 00:00 UTC.
    pub not_before: i64,
    /// End of validity, seconds since 1970-01-01 00:00 UTC.
    pub not_after: i64,
    /// OID of the signature algorithm.
    pub signature_algorithm: String,
    /// DER of the SubjectPublicKeyInfo.
    pub public_key_info: Vec<u8>,
    /// The key in a word: `P-256`, `RSA 2048`, `Ed25519`, `ML-DSA-65`; or the OID.
    pub public_key: String,
    /// DNS names, IP addresses, URIs and e-mail addresses of subjectAltName, as `DNS:…`, `IP:…`, `URI:…`, `email:…`.
    pub subject_alt_names: Vec<String>,
    /// OIDs of extendedKeyUsage; `None` where the extension is absent.
    pub extended_key_usage: Option<Vec<String>>,
    /// Names of the bits set in keyUsage (`digitalSignature`, …); `None` where absent.
    pub key_usage: Option<Vec<&'static str>>,
    /// `cA` of basicConstraints; `None` where absent.
    pub is_ca: Option<bool>,
    /// `pathLenConstraint`.
    pub path_length: Option<u32>,
    /// The key id of authorityKeyIdentifier.
    pub authority_key_id: Option<Vec<u8>>,
    /// subjectKeyIdentifier.
    pub subject_key_id: Option<Vec<u8>>,
    /// OIDs of all extensions, and whether each is critical.
    pub extensions: Vec<(String, bool)>,
    /// Where `tbsCertificate` stands: what the issuer signed.
    pub to_be_signed: Option<Span>,
    /// The issuer's signature.
    pub signature: Vec<u8>,
    /// Whether the DER could be read as a certificate.
    pub well_formed: bool,
}

/// A certificate.
pub fn certificate<S: Sink>(_reader: &mut Reader<'_, '_, S>) -> X509 {
    X509::default()
}

/// A bare SubjectPublicKeyInfo (RFC 7250).
pub fn public_key<S: Sink>(_reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    Ok(())
}
