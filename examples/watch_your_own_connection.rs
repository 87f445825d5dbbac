//! Traces a handshake of your own program: a client that has no certificate, and a server that wants one.
//!
//! ```text
//! cargo run --example watch_your_own_connection
//! ```
//!
//! In TLS 1.3 `connect` succeeds, and the refusal comes with the first read. What the trace says of it is printed.

#![expect(clippy::print_stdout, reason = "an example that shows what it finds")]

use std::error::Error;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tlstrace::capture::{Capture, End};
use tlstrace::diagnose::Diagnosed;
use tlstrace::watch::{self, Recorder, Tap};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let key = rcgen::KeyPair::generate()?;
    let certificate = rcgen::CertificateParams::new(["localhost".to_owned()])?.self_signed(&key)?;
    let mut roots = RootCertStore::empty();
    roots.add(certificate.der().clone())?;
    let roots = Arc::new(roots);

    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let acceptor = server(certificate.der().clone(), PrivateKeyDer::Pkcs8(key.serialize_der().into()), &roots)?;
    tokio::spawn(async move {
        let (tcp, _) = listener.accept().await?;
        // It refuses, and says so with an alert.
        acceptor.accept(tcp).await.map(drop)
    });

    // From here on it is what you would write into your own program.
    let recorder = Recorder::of_one_end(End::Client);
    let tcp = Tap::new(TcpStream::connect(address).await?, &recorder);
    let connector = client(roots)?;
    let talk = async {
        let mut stream = connector.connect("localhost".try_into()?, tcp).await?;
        recorder.established(stream.get_ref().1);
        stream.write_all(b"hello").await?;
        stream.read_to_end(&mut Vec::new()).await?;
        Ok::<(), Box<dyn Error>>(())
    };
    if let Err(error) = recorder.watch(talk).await {
        println!("the program saw: {error}");
        error.downcast_ref().inspect(|error| recorder.failed(error));
    }

    let capture = Capture { connections: vec![watch::connection(&[recorder])], ..Capture::default() };
    for (connection, findings) in Diagnosed::from(capture).connections() {
        println!("the trace says: {}", connection.outcome.state);
        for finding in findings {
            println!("  {} ({:?}): {}\n  fix: {}", finding.id, finding.certainty, finding.says, finding.fix);
        }
    }
    Ok(())
}

/// Your client: with a watched provider, and watched when it is built.
fn client(roots: Arc<RootCertStore>) -> Result<TlsConnector, Box<dyn Error>> {
    let provider = Arc::new(watch::provider(aws_lc_rs::default_provider()));
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    watch::client(&mut config);
    Ok(TlsConnector::from(Arc::new(config)))
}

/// A server that nobody watches.
fn server(
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    roots: &Arc<RootCertStore>,
) -> Result<TlsAcceptor, Box<dyn Error>> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::clone(roots), Arc::clone(&provider)).build()?;
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(TlsAcceptor::from(Arc::new(builder.with_client_cert_verifier(verifier).with_single_cert(vec![certificate], key)?)))
}
