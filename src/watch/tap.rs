//! The tap: a stream that records what goes through it, and does nothing else.
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

/// A stream, and the [`Recorder`] of the end that holds it: round any stream of tokio, under its TLS.
#[derive(Debug)]
pub struct Tap<IO> {
    io: IO,
    recorder: Arc<Recorder>,
}

impl<IO> Tap<IO> {
    /// Taps a stream. What the tap keeps, its recorder says.
    pub fn new(io: IO, recorder: &Arc<Recorder>) -> Self {
        Self { io, recorder: Arc::clone(recorder) }
    }

    /// Who notes what goes through.
    pub(crate) fn recorder(&self) -> &Recorder {
        &self.recorder
    }

    /// The stream underneath.
    pub fn get_ref(&self) -> &IO {
        &self.io
    }

    /// The stream underneath. What is read and written there is not recorded.
    pub fn get_mut(&mut self) -> &mut IO {
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
            Ok(()) if buffer.filled().len() > before => self.recorder.read(&buffer.filled()[before..]),
            Ok(()) if room > 0 => self.recorder.peer_closed(Close::Fin),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => self.recorder.peer_closed(Close::Reset),
            _ => {}
        }
        Poll::Ready(result)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::recorder::{MAX_KEPT, connection};
    use super::super::timeline::Timeline;
    use super::*;
    use crate::capture::{Connection, Direction, End, Gap};

    #[tokio::test]
    async fn records_what_was_written_and_how_it_ended() {
        let [client, server] = Recorder::of_both_ends_by(&Timeline::synthetic());
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

        let connection = connection(&[client, server]);
        assert_eq!(chunks(&connection), [(Direction::ClientToServer, 0, &b"abcd"[..]), (Direction::ServerToClient, 100, &b"xy"[..])]);
        assert_eq!(connection.closes, [Close::Fin, Close::Open]);
    }

    fn chunks(connection: &Connection) -> Vec<(Direction, u64, &[u8])> {
        connection.chunks.iter().map(|chunk| (chunk.direction, chunk.time_us, chunk.bytes.as_slice())).collect()
    }

    #[tokio::test]
    async fn one_end_hears_both_directions_in_order() {
        let recorder = Recorder::of_one_end(End::Server);
        let (mut peer, own) = tokio::io::duplex(64);
        let mut own = Tap::new(own, &recorder);
        peer.write_all(b"question").await.unwrap();
        let mut read = [0; 8];
        own.read_exact(&mut read).await.unwrap();
        own.write_all(b"answer").await.unwrap();
        drop(peer);
        assert_eq!(own.read(&mut read).await.unwrap(), 0);

        let connection = connection(&[recorder]);
        let heard: Vec<_> = connection.chunks.iter().map(|chunk| (chunk.direction, chunk.bytes.as_slice())).collect();
        assert_eq!(heard, [(Direction::ClientToServer, &b"question"[..]), (Direction::ServerToClient, &b"answer"[..])]);
        assert_eq!(connection.closes, [Close::Fin, Close::Open]);
        assert_eq!(connection.first_close.map(|close| close.by), Some(End::Client));
    }

    #[tokio::test]
    async fn what_is_said_without_end_is_counted_and_not_kept() {
        let recorder = Recorder::of_one_end(End::Client);
        let mut own = Tap::new(tokio::io::join(tokio::io::empty(), tokio::io::sink()), &recorder);
        for _ in 0..3 {
            own.write_all(&vec![7; MAX_KEPT / 2 + 1]).await.unwrap();
        }
        let connection = connection(&[recorder]);
        assert_eq!(connection.length(), MAX_KEPT);
        assert_eq!(connection.gaps, [Gap { chunk: 2, bytes: MAX_KEPT as u64 / 2 + 3 }]);
    }
}
