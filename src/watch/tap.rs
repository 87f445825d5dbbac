//! The tap: a stream that records what its end writes, and does nothing else.
//!
//! It prints nothing and decodes nothing. The time of a chunk is taken *before* the write: taken after it, a
//! ServerHello can stand before the ClientHello that caused it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::recorder::Recorder;
use crate::capture::Close;

/// A stream, and the recorder of the end that holds it.
#[derive(Debug)]
pub(crate) struct Tap<IO> {
    io: IO,
    recorder: Arc<Recorder>,
}

impl<IO> Tap<IO> {
    pub(crate) fn new(io: IO, recorder: &Arc<Recorder>) -> Self {
        Self { io, recorder: Arc::clone(recorder) }
    }

    /// Who notes what goes through.
    pub(crate) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// The stream underneath.
    pub(crate) fn get_mut(&mut self) -> &mut IO {
        &mut self.io
    }

    /// Notes the bytes that a write took.
    fn wrote(&self, time: Duration, result: &io::Result<usize>, buffers: &[IoSlice<'_>]) {
        if let Ok(written) = *result {
            self.recorder.wrote(time, first_bytes(buffers, written));
        }
    }
}

/// The first `count` bytes of the buffers.
fn first_bytes(buffers: &[IoSlice<'_>], count: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(count);
    for buffer in buffers {
        let rest = count.saturating_sub(bytes.len());
        bytes.extend_from_slice(buffer.get(..rest).unwrap_or(buffer));
    }
    bytes
}

impl<IO: AsyncWrite + Unpin> AsyncWrite for Tap<IO> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let time = self.recorder.before_write();
        let result = ready!(Pin::new(&mut self.io).poll_write(cx, buffer));
        self.wrote(time, &result, &[IoSlice::new(buffer)]);
        Poll::Ready(result)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffers: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let time = self.recorder.before_write();
        let result = ready!(Pin::new(&mut self.io).poll_write_vectored(cx, buffers));
        self.wrote(time, &result, buffers);
        Poll::Ready(result)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = ready!(Pin::new(&mut self.io).poll_shutdown(cx));
        if result.is_ok() {
            self.recorder.closed();
        }
        Poll::Ready(result)
    }
}

impl<IO: AsyncRead + Unpin> AsyncRead for Tap<IO> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (before, room) = (buffer.filled().len(), buffer.remaining());
        let result = ready!(Pin::new(&mut self.io).poll_read(cx, buffer));
        match &result {
            Ok(()) if room > 0 && buffer.filled().len() == before => self.recorder.peer_closed(Close::Fin),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => self.recorder.peer_closed(Close::Reset),
            _ => {}
        }
        Poll::Ready(result)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::recorder::{Timeline, collect};
    use super::*;
    use crate::capture::{Connection, Direction, End};

    #[tokio::test]
    async fn records_what_was_written_and_how_it_ended() {
        let timeline = Timeline::synthetic();
        let [client, server] = [End::Client, End::Server].map(|side| Recorder::new(side, Arc::clone(&timeline)));
        let (left, right) = tokio::io::duplex(4);
        let (mut left, mut right) = (Tap::new(left, &client), Tap::new(right, &server));
        // The pipe takes four bytes at a time: the tap must record those, not what was offered.
        let slices = [IoSlice::new(b"ab"), IoSlice::new(b"cdef")];
        assert_eq!(left.write_vectored(&slices).await.unwrap(), 4);
        let mut read = [0; 4];
        right.read_exact(&mut read).await.unwrap();
        right.write_all(b"xy").await.unwrap();
        left.shutdown().await.unwrap();
        assert_eq!(right.read(&mut read).await.unwrap(), 0);

        let mut connection = Connection::default();
        collect(&client, &server, &mut connection);
        let chunks: Vec<_> = connection.chunks.iter().map(|chunk| (chunk.direction, chunk.time_us, chunk.bytes.as_slice())).collect();
        assert_eq!(chunks, [(Direction::ClientToServer, 0, &b"abcd"[..]), (Direction::ServerToClient, 100, &b"xy"[..])]);
        assert_eq!(connection.closes, [Close::Fin, Close::Open]);
    }
}
