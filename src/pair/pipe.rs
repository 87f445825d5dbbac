//! A connection in memory, for seeded runs: no scheduler, no port and no clock gets into it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};

use super::fault::Resettable;

/// One end of it.
#[derive(Debug)]
pub(super) struct Pipe {
    io: DuplexStream,
    /// Whether one of the ends reset the connection.
    reset: Arc<AtomicBool>,
}

/// Both ends.
pub(super) fn pipe() -> (Pipe, Pipe) {
    /// Larger than anything that is written at once: a pipe that fills up would cut writes in two.
    const SIZE: usize = 1 << 20;
    let (left, right) = tokio::io::duplex(SIZE);
    let reset = Arc::new(AtomicBool::new(false));
    (Pipe { io: left, reset: Arc::clone(&reset) }, Pipe { io: right, reset })
}

impl Resettable for Pipe {
    fn prepare_reset(&mut self) {
        self.reset.store(true, Ordering::Relaxed);
    }
}

impl AsyncRead for Pipe {
    /// As on Linux, what came before the reset is still read.
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let (before, room) = (buffer.filled().len(), buffer.remaining());
        ready!(Pin::new(&mut self.io).poll_read(cx, buffer))?;
        let at_end = room > 0 && buffer.filled().len() == before;
        if at_end && self.reset.load(Ordering::Relaxed) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buffer)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffers: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
