//! The judge of the other end's certificate, one for each side: it decides as the verifier inside it does, and by further
//! demands, and tells what it decided.
//!
//! tokio-rustls shows nothing of a connection while it shakes hands. What an end believes on the way is told by those
//! that it asks.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use super::demands::Demands;
use super::recorder::{observe, refused_signature, tolerated};
use super::{certificate_names, reason, signature_scheme};

/// A verifier of rustls, or one of your own, that is watched: `Judge<dyn ServerCertVerifier>` is a client's judge of servers,
/// `Judge<dyn ClientCertVerifier>` a server's judge of clients.
///
/// Where no connection is watched ([`Recorder::watch`](super::Recorder::watch)) it decides in the same way, and tells nobody.
#[derive(Debug)]
pub struct Judge<V: ?Sized> {
    verifier: Arc<V>,
    demands: Demands,
    tolerates: bool,
}

impl<V: ?Sized> Judge<V> {
    /// A judge that decides as this verifier does.
    pub fn new(verifier: Arc<V>) -> Self {
        Self { verifier, demands: Demands::default(), tolerates: false }
    }

    /// It demands more than the verifier does.
    #[must_use]
    pub(crate) fn demanding(self, demands: Demands) -> Self {
        Self { demands, ..self }
    }

    /// It goes on with a certificate that it would refuse, as `curl -k` does, and says so:
    /// [`EndReport::tolerated`](crate::capture::EndReport::tolerated) holds why a strict judge would have refused it.
    ///
    /// A wrong signature over the handshake is never tolerated: nobody has proved to hold that key.
    #[must_use]
    pub fn tolerant(self) -> Self {
        Self { tolerates: true, ..self }
    }

    /// The verdict about a certificate, told; `Ok(None)` where it is bad and tolerated.
    fn certificate<T>(&self, whose: &str, end_entity: &CertificateDer<'_>, verdict: Result<T, Error>) -> Result<Option<T>, Error> {
        let verdict = verdict.and_then(|verified| self.demands.check(end_entity).map(|()| verified));
        match verdict {
            Ok(verified) => {
                observe(|| format!("accepted the {whose}'s certificate: {}", certificate_names::name(end_entity)));
                Ok(Some(verified))
            }
            Err(error) if self.tolerates => {
                observe(|| {
                    format!("would refuse the {whose}'s certificate, and goes on: {}: {error}", certificate_names::name(end_entity))
                });
                tolerated(|| reason::of_tls_error(&error));
                Ok(None)
            }
            Err(error) => {
                observe(|| format!("refused the {whose}'s certificate: {}: {error}", certificate_names::name(end_entity)));
                Err(error)
            }
        }
    }

    fn supported(&self, schemes: Vec<SignatureScheme>) -> Vec<SignatureScheme> {
        self.demands.accepted(schemes)
    }
}

/// Tells the verdict about a signature over the handshake.
fn signature<T>(whose: &str, scheme: SignatureScheme, verdict: Result<T, Error>) -> Result<T, Error> {
    let scheme = || signature_scheme::iana_name(scheme);
    match &verdict {
        Ok(_) => observe(|| format!("accepted the {whose}'s signature ({})", scheme())),
        Err(error) => {
            observe(|| format!("refused the {whose}'s signature ({}): {error}", scheme()));
            refused_signature();
        }
    }
    verdict
}

impl ServerCertVerifier for Judge<dyn ServerCertVerifier> {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let verified = self.certificate("server", end_entity, verdict)?;
        Ok(verified.unwrap_or_else(ServerCertVerified::assertion))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature("server", signed.scheme, self.verifier.verify_tls12_signature(message, certificate, signed))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature("server", signed.scheme, self.verifier.verify_tls13_signature(message, certificate, signed))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.supported(self.verifier.supported_verify_schemes())
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.verifier.requires_raw_public_keys()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.verifier.root_hint_subjects()
    }
}

impl ClientCertVerifier for Judge<dyn ClientCertVerifier> {
    fn offer_client_auth(&self) -> bool {
        self.verifier.offer_client_auth()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.verifier.client_auth_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.verifier.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verdict = self.verifier.verify_client_cert(end_entity, intermediates, now);
        let verified = self.certificate("client", end_entity, verdict)?;
        Ok(verified.unwrap_or_else(ClientCertVerified::assertion))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature("client", signed.scheme, self.verifier.verify_tls12_signature(message, certificate, signed))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        signature("client", signed.scheme, self.verifier.verify_tls13_signature(message, certificate, signed))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.supported(self.verifier.supported_verify_schemes())
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.verifier.requires_raw_public_keys()
    }
}
