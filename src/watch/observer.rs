//! The state observer: rustls's callbacks, forwarded, with what they decided in plain words.
//!
//! tokio-rustls shows nothing of a connection while it shakes hands. What an end believes on the way is told by the
//! verifiers and resolvers that it asks.

use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use super::recorder::{observe, refused_signature};
use super::signature_scheme;

/// Names for the lab's certificates: nothing is decoded in here.
#[derive(Clone, Debug, Default)]
pub(crate) struct CertificateNames(pub(crate) Arc<Vec<(CertificateDer<'static>, String)>>);

impl CertificateNames {
    pub(crate) fn name(&self, certificate: &CertificateDer<'_>) -> &str {
        let known = self.0.iter().find(|(known, _)| known == certificate);
        known.map_or("a certificate from elsewhere", |(_, name)| name)
    }

    fn of_key(&self, key: &CertifiedKey) -> &str {
        key.cert.first().map_or("a key without a certificate", |certificate| self.name(certificate))
    }
}

/// Watches the client judge the server.
#[derive(Debug)]
pub(crate) struct ObservedServerVerifier {
    pub(crate) inner: Arc<dyn ServerCertVerifier>,
    pub(crate) names: CertificateNames,
}

impl ServerCertVerifier for ObservedServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        observe(|| certificate_verdict("server", self.names.name(end_entity), &verdict));
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verdict = self.inner.verify_tls12_signature(message, certificate, signature);
        note_signature("server", signature.scheme, &verdict);
        verdict
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verdict = self.inner.verify_tls13_signature(message, certificate, signature);
        note_signature("server", signature.scheme, &verdict);
        verdict
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.inner.requires_raw_public_keys()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.inner.root_hint_subjects()
    }
}

/// Watches the server judge the client.
#[derive(Debug)]
pub(crate) struct ObservedClientVerifier {
    pub(crate) inner: Arc<dyn ClientCertVerifier>,
    pub(crate) names: CertificateNames,
}

impl ClientCertVerifier for ObservedClientVerifier {
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
        let verdict = self.inner.verify_client_cert(end_entity, intermediates, now);
        observe(|| certificate_verdict("client", self.names.name(end_entity), &verdict));
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verdict = self.inner.verify_tls12_signature(message, certificate, signature);
        note_signature("client", signature.scheme, &verdict);
        verdict
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let verdict = self.inner.verify_tls13_signature(message, certificate, signature);
        note_signature("client", signature.scheme, &verdict);
        verdict
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.inner.requires_raw_public_keys()
    }
}

/// Watches the client being asked for a certificate.
#[derive(Debug)]
pub(crate) struct ObservedClientResolver {
    pub(crate) inner: Arc<dyn ResolvesClientCert>,
    pub(crate) names: CertificateNames,
}

impl ResolvesClientCert for ObservedClientResolver {
    fn resolve(&self, root_hint_subjects: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        observe(|| {
            let authorities = count(root_hint_subjects.len(), "authority", "authorities");
            let schemes = count(schemes.len(), "signature scheme", "signature schemes");
            format!("was asked for a certificate: {authorities}, {schemes}")
        });
        let chosen = self.inner.resolve(root_hint_subjects, schemes);
        observe(|| match &chosen {
            Some(key) => format!("chose its certificate: {}", self.names.of_key(key)),
            None => "sends no certificate".to_owned(),
        });
        chosen
    }

    fn only_raw_public_keys(&self) -> bool {
        self.inner.only_raw_public_keys()
    }

    fn has_certs(&self) -> bool {
        self.inner.has_certs()
    }
}

/// Watches the server read a ClientHello and look for a certificate. It does so before it knows whether it will need
/// one: a resumed session sends none.
#[derive(Debug)]
pub(crate) struct ObservedServerResolver {
    pub(crate) inner: Arc<dyn ResolvesServerCert>,
    pub(crate) names: CertificateNames,
}

impl ResolvesServerCert for ObservedServerResolver {
    fn resolve(&self, client_hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let chosen = self.inner.resolve(client_hello);
        observe(|| match &chosen {
            Some(key) => format!("has a certificate for this client: {}", self.names.of_key(key)),
            None => "has no certificate for this client".to_owned(),
        });
        chosen
    }

    fn only_raw_public_keys(&self) -> bool {
        self.inner.only_raw_public_keys()
    }
}

fn certificate_verdict<T>(whose: &str, name: &str, verdict: &Result<T, Error>) -> String {
    match verdict {
        Ok(_) => format!("accepted the {whose}'s certificate: {name}"),
        Err(error) => format!("refused the {whose}'s certificate: {name}: {error}"),
    }
}

fn note_signature<T>(whose: &str, scheme: SignatureScheme, verdict: &Result<T, Error>) {
    observe(|| signature_verdict(whose, scheme, verdict));
    if verdict.is_err() {
        refused_signature();
    }
}

fn signature_verdict<T>(whose: &str, scheme: SignatureScheme, verdict: &Result<T, Error>) -> String {
    let scheme = signature_scheme::iana_name(scheme);
    match verdict {
        Ok(_) => format!("accepted the {whose}'s signature ({scheme})"),
        Err(error) => format!("refused the {whose}'s signature ({scheme}): {error}"),
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
