//! One end's part of a connection: the handshake, what is said afterwards, and an orderly end.

use std::future::Future;
use std::io;
use std::time::Duration;

use rustls::HandshakeKind;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsStream;

use super::observer::CertificateNames;
use super::recorder::observe;
use super::{Side, Step, cipher_suite, group};
use crate::capture::{EndReport, EndState};

/// Which end it is, and what it is to do after the handshake.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) side: Side,
    pub(super) steps: &'a [Step],
    pub(super) names: &'a CertificateNames,
    /// How long it waits for the other end, in all.
    pub(super) patience: Duration,
}

impl Part<'_> {
    /// Plays the part: never longer than its patience, never a panic; what went wrong stands in the report.
    pub(super) async fn play<IO>(self, handshake: impl Future<Output = Result<TlsStream<IO>, (io::Error, IO)>>) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        let deadline = Instant::now() + self.patience;
        match timeout_at(deadline, handshake).await {
            Ok(Ok(stream)) => self.after_handshake(stream, deadline).await,
            Ok(Err((error, io))) => {
                hang_up(io, deadline).await;
                report(EndState::Failed, Some(in_words(&error)))
            }
            Err(_) => report(EndState::Incomplete, Some(self.gave_up())),
        }
    }

    /// In TLS 1.3 a client comes here before the server has judged it: the verdict is read in `converse`.
    async fn after_handshake<IO>(self, mut stream: TlsStream<IO>, deadline: Instant) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        observe(|| self.result(&stream));
        let error = match timeout_at(deadline, self.converse(&mut stream)).await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => {
                hang_up(into_io(stream), deadline).await;
                Some(in_words(&error))
            }
            Err(_) => Some(self.gave_up()),
        };
        report(EndState::Established, error)
    }

    async fn converse<IO>(self, stream: &mut TlsStream<IO>) -> io::Result<()>
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        if let Err(error) = self.follow_steps(stream).await {
            // A write fails when the other end is gone: its reason is still to be read.
            return Err(read_to_end(stream).await.err().filter(|later| tls_error(later).is_some()).unwrap_or(error));
        }
        let closes_first = if self.steps.contains(&Step::ClientCloses) { Side::Client } else { Side::Server };
        if self.side == closes_first {
            stream.shutdown().await?;
            read_to_end(stream).await
        } else {
            read_to_end(stream).await?;
            stream.shutdown().await
        }
    }

    /// Does what this end is to do, and waits for what the other is to say.
    async fn follow_steps<IO>(self, stream: &mut TlsStream<IO>) -> io::Result<()>
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        for step in self.steps {
            match step {
                Step::ClientSends(text) | Step::ServerSends(text) if step.by() == self.side => {
                    stream.write_all(text.as_bytes()).await?;
                    stream.flush().await?;
                }
                Step::ClientSends(text) | Step::ServerSends(text) => {
                    stream.read_exact(&mut vec![0; text.len()]).await?;
                }
                Step::ClientUpdatesKeys | Step::ServerUpdatesKeys if step.by() == self.side => {
                    update_keys(stream)?;
                    stream.flush().await?;
                }
                // A KeyUpdate is read with the data that follows it; the end is made in `converse`.
                Step::ClientUpdatesKeys | Step::ServerUpdatesKeys | Step::ClientCloses => {}
            }
        }
        Ok(())
    }

    fn gave_up(self) -> String {
        format!("gave up: the other end did not finish within {} s", self.patience.as_secs_f32())
    }

    /// What this end believes now.
    fn result<IO>(self, stream: &TlsStream<IO>) -> String {
        let (_, session) = stream.get_ref();
        let mut words = String::from("finished its handshake: ");
        words.push_str(match session.protocol_version() {
            Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3",
            Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2",
            _ => "an unknown version",
        });
        if let Some(suite) = session.negotiated_cipher_suite() {
            words = words + ", " + &cipher_suite::iana_name(suite);
        }
        if let Some(group) = session.negotiated_key_exchange_group() {
            words = words + ", " + &group::iana_name(group.name());
        }
        let (kind, shown) = match session.handshake_kind() {
            Some(HandshakeKind::Resumed) => (", resumed", "; the peer showed earlier "),
            Some(HandshakeKind::FullWithHelloRetryRequest) => (", full, after a HelloRetryRequest", "; the peer showed "),
            _ => (", full", "; the peer showed "),
        };
        words.push_str(kind);
        if let Some(protocol) = session.alpn_protocol() {
            words = words + ", ALPN " + &String::from_utf8_lossy(protocol);
        }
        let peer = session.peer_certificates().and_then(<[_]>::first);
        words + shown + peer.map_or("no certificate", |certificate| self.names.name(certificate))
    }
}

fn update_keys<IO>(stream: &mut TlsStream<IO>) -> io::Result<()> {
    let result = match stream {
        TlsStream::Client(stream) => stream.get_mut().1.refresh_traffic_keys(),
        TlsStream::Server(stream) => stream.get_mut().1.refresh_traffic_keys(),
    };
    result.map_err(io::Error::other)
}

/// Reads until the other end closes. In TLS 1.3 this is where a client reads tickets, and the late verdict.
async fn read_to_end<IO>(stream: &mut TlsStream<IO>) -> io::Result<()>
where
    IO: AsyncRead + AsyncWrite + Unpin,
{
    let mut unread = vec![0; 4096];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

fn into_io<IO>(stream: TlsStream<IO>) -> IO {
    match stream {
        TlsStream::Client(stream) => stream.into_inner().0,
        TlsStream::Server(stream) => stream.into_inner().0,
    }
}

/// Closes what cannot go on. Unread bytes would turn the FIN into a reset, and the alert could be lost: so it reads
/// until the other end closes too.
async fn hang_up<IO>(mut io: IO, deadline: Instant)
where
    IO: AsyncRead + AsyncWrite + Unpin,
{
    let close = async {
        io.shutdown().await?;
        let mut unread = vec![0; 4096];
        while io.read(&mut unread).await? > 0 {}
        Ok::<(), io::Error>(())
    };
    // The reason stands in the report already; that the other end is gone adds nothing.
    let _ = timeout_at(deadline, close).await;
}

fn report(state: EndState, error: Option<String>) -> EndReport {
    EndReport { state, error, observations: Vec::new() }
}

/// As rustls words it, if the error is one of rustls.
fn in_words(error: &io::Error) -> String {
    tls_error(error).map_or_else(|| error.to_string(), ToString::to_string)
}

fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let part = Part { side: Side::Client, steps: &[], names: &CertificateNames::default(), patience: Duration::from_millis(5) };
        let report = part.play(std::future::pending::<Result<TlsStream<tokio::io::DuplexStream>, _>>()).await;
        assert_eq!(report.state, EndState::Incomplete);
        assert_eq!(report.error.as_deref(), Some("gave up: the other end did not finish within 0.005 s"));
    }
}
