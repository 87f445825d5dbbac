//! A verifier's further demands, where rustls is satisfied and other stacks are not.
//!
//! webpki reads no key usage and takes any size of key in a leaf; OpenSSL, Java and GnuTLS do not. And no TLS stack
//! knows which of its good clients may come in: that is up to the application.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError, SignatureScheme};
use serde::Deserialize;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;

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

    fn check(&self, end_entity: &CertificateDer<'_>) -> Result<(), Error> {
        let (_, certificate) = X509Certificate::from_der(end_entity).map_err(|_| Refused::Unreadable)?;
        for demand in &self.strict {
            demand.check(&certificate)?;
        }
        let subject = certificate.subject().to_string().replace(", ", ",");
        match &self.allow_subjects {
            Some(allowed) if !allowed.contains(&subject) => Err(CertificateError::ApplicationVerificationFailure.into()),
            _ => Ok(()),
        }
    }

    fn accepted(&self, supported: Vec<SignatureScheme>) -> Vec<SignatureScheme> {
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

/// Judges a server's certificate as rustls does, and then by the demands.
#[derive(Debug)]
pub(crate) struct StrictServerVerifier {
    pub(crate) inner: Arc<dyn ServerCertVerifier>,
    pub(crate) demands: Demands,
}

impl ServerCertVerifier for StrictServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)?;
        self.demands.check(end_entity).map(|()| verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.demands.accepted(self.inner.supported_verify_schemes())
    }
}

/// Judges a client's certificate as rustls does, and then by the demands.
#[derive(Debug)]
pub(crate) struct StrictClientVerifier {
    pub(crate) inner: Arc<dyn ClientCertVerifier>,
    pub(crate) demands: Demands,
}

impl ClientCertVerifier for StrictClientVerifier {
    fn offer_client_auth(&self) -> bool {
        self.inner.offer_client_auth()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.inner.client_auth_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.inner.verify_client_cert(end_entity, intermediates, now)?;
        self.demands.check(end_entity).map(|()| verified)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.demands.accepted(self.inner.supported_verify_schemes())
    }
}
