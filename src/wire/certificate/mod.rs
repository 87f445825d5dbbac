//! X.509 certificates (RFC 5280): spans for the bytes, x509-parser for the meaning.

mod der;
mod extension;
mod general_name;
mod key;
mod meaning;
mod name;
mod readable;
mod revocation_list;
mod tbs;
#[cfg(test)]
mod tests;

pub use name::distinguished_name;
pub use revocation_list::{RevocationList, revocation_list};

use crate::bytes::{BufferId, Reader, Sink, Span};

/// What a certificate says, as far as TLS and its teachers care. Fields that could not be read keep their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct X509 {
    /// 1, 2 or 3.
    pub version: u32,
    /// The serial number, big-endian, without leading zeros.
    pub serial: Vec<u8>,
    /// Whether the serial number is below zero, which RFC 5280 4.1.2.2 forbids.
    pub serial_is_negative: bool,
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
    /// authorityCertIssuer of authorityKeyIdentifier: the Name of the issuer's issuer, in DER.
    pub authority_cert_issuer: Option<Vec<u8>>,
    /// authorityCertSerialNumber of authorityKeyIdentifier: the serial number of the issuer's certificate.
    pub authority_cert_serial: Option<Vec<u8>>,
    /// subjectKeyIdentifier.
    pub subject_key_id: Option<Vec<u8>>,
    /// OIDs of all extensions, and whether each is critical.
    pub extensions: Vec<(String, bool)>,
    /// Where `tbsCertificate` stands: what the issuer signed.
    pub to_be_signed: Option<Span>,
    /// The issuer's signature.
    pub signature: Vec<u8>,
    /// OID of the kind of public key.
    pub public_key_algorithm: String,
    /// Length of an RSA modulus, or of a curve's order, in bits.
    pub public_key_bits: Option<usize>,
    /// How the point of a key on a curve is written, and how its curve is told; `None` for other keys.
    pub curve_form: Option<CurveForm>,
    /// DER of nameConstraints; `None` where absent.
    pub name_constraints: Option<Vec<u8>>,
    /// nameConstraints: what names below have to be within, in the form of `subject_alt_names`.
    pub permitted_names: Vec<String>,
    /// nameConstraints: what names below must not be within.
    pub excluded_names: Vec<String>,
    /// URIs of cRLDistributionPoints.
    pub crl_distribution_points: Vec<String>,
    /// URIs of authorityInfoAccess that answer OCSP.
    pub ocsp_responders: Vec<String>,
    /// URIs of authorityInfoAccess where the issuer's certificate is.
    pub ca_issuers: Vec<String>,
    /// Whether the DER could be read as a certificate.
    pub well_formed: bool,
}

/// How a key on an elliptic curve is written (RFC 5480 2.1.1, 2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurveForm {
    /// Whether the curve is given by its numbers, and not by its name.
    pub is_explicit: bool,
    /// Whether of the point one coordinate is given alone.
    pub is_compressed: bool,
}

impl X509 {
    /// Whether this one's subject reads as the other one's issuer does, in whatever kind of string (RFC 5280 7.1).
    #[must_use]
    pub fn is_named_like_issuer_of(&self, other: &Self) -> bool {
        let plain = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        !self.subject.is_empty() && plain(&self.subject) == plain(&other.issuer)
    }

    /// Whether subject and issuer have the same name. Whether it signed itself, its key has to tell.
    #[must_use]
    pub fn is_self_issued(&self) -> bool {
        !self.subject_der.is_empty() && self.subject_der == self.issuer_der
    }

    /// The facts of a certificate in DER.
    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        decode(der)
    }

    /// A Name in DER as certificates write it: `CN=…,O=…`.
    #[must_use]
    pub fn name_of(der: &[u8]) -> String {
        distinguished_name(der)
    }

    /// Whether an extension is there, by its OID, and critical; `None` where it is absent.
    #[must_use]
    pub fn extension(&self, oid: &str) -> Option<bool> {
        self.extensions.iter().find(|(found, _)| found == oid).map(|(_, critical)| *critical)
    }
}

/// The facts of a certificate in DER.
#[must_use]
pub fn decode(der: &[u8]) -> X509 {
    super::facts(der, Span::new(BufferId(0), 0, der.len()), certificate)
}

/// A certificate. It has to fill the reader's innermost part: bytes behind it become `undecoded`.
pub fn certificate<S: Sink>(reader: &mut Reader<'_, '_, S>) -> X509 {
    let mut facts = meaning::read(reader.peek());
    let start = reader.position();
    reader.limit(reader.remaining(), |reader| tbs::certificate(reader, &mut facts));
    if !facts.well_formed {
        reader.issue(reader.since(start), "this cannot be read as a certificate");
    }
    facts
}

/// A bare SubjectPublicKeyInfo (RFC 7250).
pub fn public_key<S: Sink>(reader: &mut Reader<'_, '_, S>) {
    reader.limit(reader.remaining(), key::subject_public_key_info);
}

/// The name of an OBJECT IDENTIFIER given in DER, tag and length included.
pub(super) fn oid_of_der(der: &[u8]) -> Option<String> {
    let (tag, content, rest) = der::split(der)?;
    (tag == der::tag::OBJECT_IDENTIFIER && rest.is_empty()).then(|| readable::oid_text(content))
}
