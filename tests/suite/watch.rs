//! Watching ends of rustls that are not the program's own: one end alone, both, and a judge that goes on.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::future::Future;
use std::io;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tlstrace::capture::{Capture, Close, Connection, End, EndState, Reason};
use tlstrace::diagnose::{Certainty, Diagnosed};
use tlstrace::trace::CheckId;
use tlstrace::watch::{self, Judge, Recorder, Tap};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// A server's certificate and its key; it is its own issuer.
struct Identity {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Identity {
    fn of(name: &str) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new([name.to_owned()]).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, format!("{name} {}", hex::encode(&key.public_key_raw()[..4])));
        let certificate = params.self_signed(&key).unwrap();
        Self { certificate: certificate.der().clone(), key: key.serialize_der() }
    }

    fn roots(&self) -> Arc<RootCertStore> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        Arc::new(roots)
    }

    /// A server that nobody watches.
    fn server(&self, asks: bool, versions: &[&'static rustls::SupportedProtocolVersion]) -> ServerConfig {
        let builder = ServerConfig::builder_with_provider(bare()).with_protocol_versions(versions).unwrap();
        let builder = if asks {
            builder.with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(self.roots(), bare()).build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        builder.with_single_cert(vec![self.certificate.clone()], PrivateKeyDer::Pkcs8(self.key.clone().into())).unwrap()
    }
}

fn bare() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

fn client(verifier: Arc<dyn ServerCertVerifier>) -> ClientConfig {
    let provider = Arc::new(watch::provider(aws_lc_rs::default_provider()));
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    watch::client(&mut config);
    config
}

fn trusting(roots: Arc<RootCertStore>) -> Arc<dyn ServerCertVerifier> {
    WebPkiServerVerifier::builder_with_provider(roots, bare()).build().unwrap()
}

/// A client says hello and reads to the end; a server shakes hands, greets and closes. What the client's recorder saw of it.
fn talk(config: ClientConfig, server: ServerConfig) -> Connection {
    let recorder = Recorder::of_one_end(End::Client);
    let act = |io: DuplexStream| {
        let recorder = Arc::clone(&recorder);
        let tap = Tap::new(io, &recorder);
        async move {
            let mut stream = TlsConnector::from(Arc::new(config)).connect("localhost".try_into().unwrap(), tap).await?;
            recorder.established(stream.get_ref().1);
            stream.write_all(b"hello").await?;
            stream.read_to_end(&mut Vec::new()).await?;
            stream.shutdown().await?;
            // TLS reads no further than close_notify; the FIN is behind it.
            stream.into_inner().0.read(&mut [0]).await.map(drop)
        }
    };
    let ended = both(|io| recorder.watch(act(io)), |io| serve(server, io));
    if let Err(error) = ended {
        recorder.failed(&error);
    }
    watch::connection(&[recorder])
}

async fn serve<IO>(config: ServerConfig, io: IO) -> io::Result<()>
where
    IO: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let mut stream = TlsAcceptor::from(Arc::new(config)).accept(io).await?;
    stream.read_exact(&mut [0; 5]).await?;
    stream.write_all(b"welcome").await?;
    stream.shutdown().await?;
    stream.read_to_end(&mut Vec::new()).await.map(drop)
}

/// Both ends of a pipe at once; how the client's ended.
fn both<C, S>(client: impl FnOnce(DuplexStream) -> C, server: impl FnOnce(DuplexStream) -> S) -> io::Result<()>
where
    C: Future<Output = io::Result<()>>,
    S: Future<Output = io::Result<()>>,
{
    let (left, right) = tokio::io::duplex(1 << 16);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { tokio::join!(client(left), server(right)).0 })
}

fn diagnosed(connection: Connection) -> Diagnosed {
    Capture { connections: vec![connection], ..Capture::default() }.into()
}

#[test]
fn one_end_sees_the_whole_handshake_and_proves_it() {
    let identity = Identity::of("localhost");
    for versions in [&[&rustls::version::TLS12], &[&rustls::version::TLS13]] {
        let connection = talk(client(Arc::new(Judge::new(trusting(identity.roots())))), identity.server(false, versions));
        assert_eq!(connection.closes, [Close::Fin; 2]);
        let end = connection.client_end.as_ref().unwrap();
        assert_eq!((end.state, end.error.as_deref()), (EndState::Established, None));
        for what in
            ["accepted the server's certificate", "accepted the server's signature", "computed the shared secret", "finished its handshake"]
        {
            assert!(end.observations.iter().any(|seen| seen.what.starts_with(what)), "{what}: {end:#?}");
        }
        let diagnosed = diagnosed(connection);
        let (connection, findings) = diagnosed.connections().next().unwrap();
        assert!(
            connection.check(CheckId::FinishedMac(End::Server)).is_some_and(|check| check.holds == Some(true)),
            "{:#?}",
            connection.checks
        );
        assert!(findings.iter().all(|finding| finding.severity == tlstrace::diagnose::Severity::Note), "{findings:#?}");
    }
}

#[test]
fn the_late_refusal_is_heard_by_one_end() {
    let identity = Identity::of("localhost");
    let connection = talk(client(trusting(identity.roots())), identity.server(true, &[&rustls::version::TLS13]));
    let end = connection.client_end.as_ref().unwrap();
    assert_eq!((end.state, &end.reason), (EndState::Established, &Some(Reason::AlertReceived(116))));
    let diagnosed = diagnosed(connection);
    let (connection, findings) = diagnosed.connections().next().unwrap();
    assert_eq!(connection.outcome.refused_by, Some(End::Server));
    assert_eq!((findings[0].id.to_string().as_str(), findings[0].certainty), ("client-cert-missing", Certainty::Proven));
}

#[test]
fn a_tolerant_judge_goes_on_and_says_what_a_strict_one_would_have_said() {
    let (identity, stranger) = (Identity::of("localhost"), Identity::of("localhost"));
    let refusing = talk(client(Arc::new(Judge::new(trusting(stranger.roots())))), identity.server(false, &[&rustls::version::TLS13]));
    let end = refusing.client_end.unwrap();
    assert_eq!((end.state, end.reason, end.tolerated), (EndState::Failed, Some(Reason::UnknownIssuer), None));

    let elsewhere = Identity::of("elsewhere.example");
    for (server, roots, why) in [(&identity, stranger.roots(), Reason::UnknownIssuer), (&elsewhere, elsewhere.roots(), Reason::WrongName)] {
        for versions in [&[&rustls::version::TLS12], &[&rustls::version::TLS13]] {
            let judge = Judge::new(trusting(Arc::clone(&roots))).tolerant();
            let end = talk(client(Arc::new(judge)), server.server(false, versions)).client_end.unwrap();
            assert_eq!((end.state, end.reason, end.tolerated), (EndState::Established, None, Some(why.clone())));
            assert!(end.observations.iter().any(|seen| seen.what.starts_with("would refuse the server's certificate, and goes on")));
        }
    }
}

#[test]
fn the_key_log_that_was_there_is_still_written() {
    let identity = Identity::of("localhost");
    let log = Arc::new(Lines::default());
    let mut config = client(trusting(identity.roots()));
    config.key_log = log.clone();
    watch::client(&mut config);
    let connection = talk(config, identity.server(false, &[&rustls::version::TLS13]));
    assert!(!connection.keylog.is_empty());
    assert_eq!(log.0.load(std::sync::atomic::Ordering::Relaxed), connection.keylog.lines().count());
}

/// Counts lines.
#[derive(Debug, Default)]
struct Lines(std::sync::atomic::AtomicUsize);

impl rustls::KeyLog for Lines {
    fn log(&self, _: &str, _: &[u8], _: &[u8]) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}
