//! One end's part of a connection: the handshake, what is said afterwards, and an orderly end.

use std::future::Future;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, sleep_until};
use tokio_rustls::TlsStream;

use super::fault::is_gone;
use crate::capture::{End, EndReport, EndState, Reason};
use crate::scenario::Step;
use crate::watch::{in_words, observe_session, of_io_error, tls_error};

/// Which end it is, and what it is to do after the handshake.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) side: End,
    pub(super) steps: &'a [Step],
    /// Until when it waits for the other end: the same for both, so that neither sees the other give up.
    pub(super) deadline: Instant,
}

impl Part<'_> {
    /// Plays the part: never longer than its patience, never a panic; what went wrong stands in the report.
    pub(super) async fn play<IO>(self, handshake: impl Future<Output = Result<TlsStream<IO>, (io::Error, IO)>>) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        match within(self.deadline, handshake).await {
            Some(Ok(stream)) => self.after_handshake(stream).await,
            Some(Err((error, io))) => {
                hang_up(io, self.deadline).await;
                failed(EndState::Failed, &error)
            }
            None => timed_out(EndState::Incomplete),
        }
    }

    /// In TLS 1.3 a client comes here before the server has judged it: the verdict is read in `converse`.
    async fn after_handshake<IO>(self, mut stream: TlsStream<IO>) -> EndReport
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        observe_session(stream.get_ref().1);
        match within(self.deadline, self.converse(&mut stream)).await {
            Some(Ok(())) => report(EndState::Established, None),
            Some(Err(error)) => {
                hang_up(into_io(stream), self.deadline).await;
                failed(EndState::Established, &error)
            }
            None => timed_out(EndState::Established),
        }
    }

    async fn converse<IO>(self, stream: &mut TlsStream<IO>) -> io::Result<()>
    where
        IO: AsyncRead + AsyncWrite + Unpin,
    {
        if let Err(error) = self.follow_steps(stream).await {
            if tls_error(&error).is_some() || is_gone(&error) {
                return Err(error);
            }
            // A write fails when the other end is gone: its reason is still to be read.
            return Err(read_to_end(stream).await.err().filter(is_telling).unwrap_or(error));
        }
        let closes_first = if self.steps.contains(&Step::ClientCloses) { End::Client } else { End::Server };
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

/// What an end does until `deadline`. The deadline comes first: when it is over nothing more is heard, also not that the
/// other end gives up in the same moment.
pub(super) async fn within<F: Future>(deadline: Instant, act: F) -> Option<F::Output> {
    tokio::select! {
        biased;
        () = sleep_until(deadline) => None,
        output = act => Some(output),
    }
}

/// Closes what cannot go on. Unread bytes would turn the FIN into a reset, and the alert could be lost: so it reads
/// until the other end closes too.
pub(super) async fn hang_up<IO>(mut io: IO, deadline: Instant)
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
    let _ = within(deadline, close).await;
}

/// The report of an end whose last word is this error.
pub(super) fn failed(state: EndState, error: &io::Error) -> EndReport {
    match is_gone(error) {
        // It disappeared in the middle, and so it reports no more than how far it was.
        true if state == EndState::Failed => report(EndState::Incomplete, None),
        true => report(state, None),
        false => report(state, Some((in_words(error), of_io_error(error)))),
    }
}

/// The report of an end that waited in vain.
pub(super) fn timed_out(state: EndState) -> EndReport {
    report(state, Some(("gave up: nothing came from the other end".to_owned(), Reason::TimedOut)))
}

/// A report of how far an end came, and why no further.
pub(super) fn report(state: EndState, why: Option<(String, Reason)>) -> EndReport {
    let (error, reason) = why.unzip();
    EndReport { state, error, reason, ..EndReport::default() }
}

/// Whether an error says more than that the other end is gone.
fn is_telling(error: &io::Error) -> bool {
    tls_error(error).is_some() || error.kind() == io::ErrorKind::ConnectionReset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let deadline = Instant::now() + std::time::Duration::from_millis(5);
        let part = Part { side: End::Client, steps: &[], deadline };
        let report = part.play(std::future::pending::<Result<TlsStream<tokio::io::DuplexStream>, _>>()).await;
        assert_eq!(report.state, EndState::Incomplete);
        assert_eq!(report.error.as_deref(), Some("gave up: nothing came from the other end"));
        assert_eq!(report.reason, Some(Reason::TimedOut));
    }
}
