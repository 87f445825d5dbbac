//! A verifier's further demands, where rustls is satisfied and other stacks are not.
//!
//! webpki reads no key usage and takes any size of key in a leaf; OpenSSL, Java and GnuTLS do not. And no TLS stack
//! knows which of its good clients may come in: that is up to the application.

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::{CertificateError, Error, OtherError, SignatureScheme};
use serde::Deserialize;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;

use super::certificate_names::in_words;

/// A demand that rustls does not make by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Demand {
    /// Key usage, where it is there, must allow digital signatures (RFC 5280 4.2.1.3).
    KeyUsage,
    /// An RSA key must have 2048 bits.
    KeySize,
}

/// The bits of the smallest RSA key that [`Demand::KeySize`] accepts.
const SMALLEST_RSA_KEY_BITS: usize = 2048;

/// What is demanded of the other end's certificate, beyond what rustls checks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demands {
    pub(crate) strict: Vec<Demand>,
    /// The subjects that may come in, `CN=alice,O=Lab`; `None`: all.
    pub(crate) allow_subjects: Option<Vec<String>>,
    /// The signature schemes that are accepted; `None`: all that rustls has.
    pub(crate) signature_schemes: Option<Vec<SignatureScheme>>,
}

/// Why a demand was not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    KeyUsage,
    KeySize { bits: usize },
    Unreadable,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyUsage => f.write_str("key usage does not allow digital signatures"),
            Self::KeySize { bits } => write!(f, "an RSA key of {bits} bits is too small: at least {SMALLEST_RSA_KEY_BITS}"),
            Self::Unreadable => f.write_str("the certificate cannot be read"),
        }
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        CertificateError::Other(OtherError(Arc::new(refused))).into()
    }
}

impl Demands {
    /// Whether rustls alone does all that is demanded.
    pub(crate) fn is_empty(&self) -> bool {
        self.strict.is_empty() && self.allow_subjects.is_none() && self.signature_schemes.is_none()
    }

    /// Whether a certificate meets all of them.
    pub(super) fn check(&self, end_entity: &CertificateDer<'_>) -> Result<(), Error> {
        if self.strict.is_empty() && self.allow_subjects.is_none() {
            return Ok(());
        }
        let (_, certificate) = X509Certificate::from_der(end_entity).map_err(|_| Refused::Unreadable)?;
        for demand in &self.strict {
            demand.check(&certificate)?;
        }
        let subject = in_words(certificate.subject());
        match &self.allow_subjects {
            Some(allowed) if !allowed.contains(&subject) => Err(CertificateError::ApplicationVerificationFailure.into()),
            _ => Ok(()),
        }
    }

    /// Of the schemes that rustls has, those that are accepted.
    pub(super) fn accepted(&self, supported: Vec<SignatureScheme>) -> Vec<SignatureScheme> {
        match &self.signature_schemes {
            Some(wanted) => wanted.iter().copied().filter(|scheme| supported.contains(scheme)).collect(),
            None => supported,
        }
    }
}

impl Demand {
    fn check(self, certificate: &X509Certificate<'_>) -> Result<(), Refused> {
        match self {
            Self::KeyUsage => {
                let usage = certificate.key_usage().map_err(|_| Refused::Unreadable)?;
                if usage.is_none_or(|usage| usage.value.digital_signature()) { Ok(()) } else { Err(Refused::KeyUsage) }
            }
            Self::KeySize => match certificate.public_key().parsed() {
                Ok(PublicKey::RSA(key)) if key.key_size() < SMALLEST_RSA_KEY_BITS => Err(Refused::KeySize { bits: key.key_size() }),
                _ => Ok(()),
            },
        }
    }
}
