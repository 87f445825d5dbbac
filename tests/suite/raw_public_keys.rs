//! Raw public keys (RFC 7250) in both directions, between two ends of rustls: decoded, and each signature proved with the bare key.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use tlstrace::capture::{Capture, End};
use tlstrace::crypt::Hash;
use tlstrace::trace::{CheckId, ClientAuth, trace};
use tlstrace::watch::{self, Judge, Recorder, Tap};
use tokio_rustls::{TlsAcceptor, TlsConnector};

#[test]
fn both_ends_prove_themselves_with_a_bare_key() {
    let [client, server] = [key(), key()];
    let capture = handshake(&client, &server);
    let connection = trace(&capture).connections.remove(0);
    assert_eq!(connection.issues, []);
    assert_eq!(connection.negotiated.client_auth, ClientAuth::Presented);
    for (end, key) in [(End::Client, client), (End::Server, server)] {
        let (event, certificate) = connection.chain(end).unwrap();
        assert_eq!(certificate.chain.len(), 1);
        assert!(certificate.chain[0].x509.is_none(), "{end}: a bare key is no certificate");
        assert_eq!(Hash::Sha256.digest(&certificate.chain[0].der), Hash::Sha256.digest(&key.cert[0]), "{end}");
        let tree = event.tree.as_ref().unwrap();
        assert!(tree.is_gapless() && tree.find("undecoded").is_none(), "{end}: every byte has a name");
        let verify = connection.check(CheckId::CertificateVerify(end)).unwrap();
        assert_eq!(verify.holds, Some(true), "{end}: {}", verify.detail);
        let path = connection.check(CheckId::CertificatePath(end)).unwrap();
        assert_eq!(path.holds, None, "{end}: a bare key has no path");
    }
}

fn key() -> Arc<CertifiedKey> {
    let pair = rcgen::KeyPair::generate().unwrap();
    let signing = aws_lc_rs::sign::any_supported_type(&PrivateKeyDer::Pkcs8(pair.serialize_der().into())).unwrap();
    let public = CertificateDer::from(signing.public_key().unwrap().to_vec());
    Arc::new(CertifiedKey::new(vec![public], signing))
}

/// Both ends watched, each with a judge that takes any bare key.
fn handshake(client_key: &Arc<CertifiedKey>, server_key: &Arc<CertifiedKey>) -> Capture {
    let anybody = || Arc::new(Anybody(aws_lc_rs::default_provider().signature_verification_algorithms));
    let (of_servers, of_clients): (Arc<dyn ServerCertVerifier>, Arc<dyn ClientCertVerifier>) = (anybody(), anybody());
    let provider = || Arc::new(watch::provider(aws_lc_rs::default_provider()));
    let mut client = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Judge::new(of_servers)))
        .with_client_cert_resolver(Arc::new(rustls::client::AlwaysResolvesClientRawPublicKeys::new(client_key.clone())));
    watch::client(&mut client);
    let mut server = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_client_cert_verifier(Arc::new(Judge::new(of_clients)))
        .with_cert_resolver(Arc::new(rustls::server::AlwaysResolvesServerRawPublicKeys::new(server_key.clone())));
    watch::server(&mut server);

    let recorders = Recorder::of_both_ends();
    let [of_client, of_server] = &recorders;
    let (left, right) = tokio::io::duplex(1 << 16);
    let connect = TlsConnector::from(Arc::new(client)).connect("localhost".try_into().unwrap(), Tap::new(left, of_client));
    let accept = TlsAcceptor::from(Arc::new(server)).accept(Tap::new(right, of_server));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let both = async { tokio::join!(of_client.watch(connect), of_server.watch(accept)) };
    let (client, server) = runtime.block_on(both);
    of_client.established(client.unwrap().get_ref().1);
    of_server.established(server.unwrap().get_ref().1);
    Capture { connections: vec![watch::connection(&recorders)], ..Capture::default() }
}

/// Takes any bare key, whose signature verifies.
#[derive(Debug)]
struct Anybody(WebPkiSupportedAlgorithms);

impl Anybody {
    fn verify(&self, message: &[u8], key: &CertificateDer<'_>, signed: &DigitallySignedStruct) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature_with_raw_key(message, &SubjectPublicKeyInfoDer::from(key.as_ref()), signed, &self.0)
    }
}

impl ServerCertVerifier for Anybody {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        key: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify(message, key, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for Anybody {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(&self, _: &CertificateDer<'_>, _: &[CertificateDer<'_>], _: UnixTime) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        key: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify(message, key, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
