//! What goes wrong on the wire, at a chosen byte of a chosen record.
//!
//! The fault sits between an end's TLS stack and its tap: what is recorded is what went out. Records are counted, and
//! nothing of them is understood: five bytes of header, of which the last two are the length (RFC 8446 5.1).

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::capture::Direction;
use crate::scenario::{FaultAction, FaultSpec};
use crate::watch::{Tap, TlsVersion};

/// A stream that can be reset.
pub(super) trait Resettable {
    /// The other end is to see a reset, once this is dropped.
    fn prepare_reset(&mut self);
}

impl<IO: Resettable> Resettable for Tap<IO> {
    fn prepare_reset(&mut self) {
        self.recorder().reset();
        self.get_mut().prepare_reset();
    }
}

/// A stream whose writes suffer the faults of one direction.
#[derive(Debug)]
pub(super) struct Faulty<IO> {
    io: IO,
    faults: Vec<Fault>,
    position: Position,
    /// What has been changed and is still to be written.
    pending: VecDeque<u8>,
    state: State,
}

#[derive(Clone, Copy, Debug)]
struct Fault {
    record: usize,
    byte: usize,
    action: FaultAction,
    bits: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Bytes go out.
    Open,
    /// Bytes vanish.
    Stalled,
    /// This end is gone; how, says the action.
    Gone(FaultAction),
}

/// Where the next byte stands.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    /// Records that are complete.
    records: usize,
    /// The place in the current record.
    byte: usize,
    /// The length of its content, as far as its header is there.
    length: usize,
}

impl Position {
    const HEADER: usize = 5;

    fn advance(&mut self, byte: u8) {
        if (3..Self::HEADER).contains(&self.byte) {
            self.length = self.length << 8 | usize::from(byte);
        }
        self.byte += 1;
        if self.byte >= Self::HEADER && self.byte == Self::HEADER + self.length {
            *self = Self { records: self.records + 1, ..Self::default() };
        }
    }
}

impl<IO> Faulty<IO> {
    /// The stream of the end that writes in `direction`, in a run of that version.
    pub(super) fn new(io: IO, specs: &[FaultSpec], direction: Direction, version: Option<TlsVersion>) -> Self {
        let applies =
            |spec: &&FaultSpec| spec.direction == direction && spec.tls.as_ref().is_none_or(|tls| Some(*tls.get_ref()) == version);
        let fault = |spec: &FaultSpec| Fault {
            record: *spec.record.get_ref(),
            byte: spec.byte,
            action: spec.action,
            bits: spec.bits.as_ref().map_or(1, |bits| *bits.get_ref()),
        };
        let faults = specs.iter().filter(applies).map(fault).collect();
        Self { io, faults, position: Position::default(), pending: VecDeque::new(), state: State::Open }
    }

    /// Puts bytes into `pending`, up to the fault that ends this.
    fn suffer(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            let mut sent = byte;
            for fault in self.here() {
                match fault.action {
                    FaultAction::Flip => sent ^= fault.bits,
                    FaultAction::Stall => self.state = State::Stalled,
                    FaultAction::Cut | FaultAction::Reset => self.state = State::Gone(fault.action),
                }
            }
            if self.state != State::Open {
                return;
            }
            // The position follows what the sender meant: a flipped length changes what the receiver makes of it.
            self.position.advance(byte);
            self.pending.push_back(sent);
        }
    }

    fn here(&self) -> Vec<Fault> {
        let at = self.position;
        self.faults.iter().filter(|fault| fault.record == at.records + 1 && fault.byte == at.byte).copied().collect()
    }
}

impl<IO: AsyncWrite + Resettable + Unpin> Faulty<IO> {
    /// Writes what is pending, and lets happen what comes behind it.
    fn poll_pending(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.pending.is_empty() {
            let written = ready!(Pin::new(&mut self.io).poll_write(cx, self.pending.make_contiguous()))?;
            self.pending.drain(..written);
        }
        match self.state {
            State::Gone(action) => {
                if action == FaultAction::Reset {
                    self.io.prepare_reset();
                }
                Poll::Ready(Err(gone()))
            }
            State::Open | State::Stalled => Poll::Ready(Ok(())),
        }
    }

    fn poll_write_suffering(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_pending(cx))?;
        if self.state == State::Open {
            self.suffer(bytes);
        }
        // Taken is taken: what the stream underneath does not take at once goes with the next write or flush.
        match self.poll_pending(cx) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            _ => Poll::Ready(Ok(bytes.len())),
        }
    }
}

/// What an end's TLS stack gets to hear when the scenario makes the end disappear.
fn gone() -> io::Error {
    io::Error::other(Gone)
}

/// Whether an end disappeared because the scenario wanted it.
pub(super) fn is_gone(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Gone>)
}

#[derive(Debug, thiserror::Error)]
#[error("the scenario makes this end disappear here")]
struct Gone;

impl<IO: AsyncWrite + Resettable + Unpin> AsyncWrite for Faulty<IO> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        if self.faults.is_empty() {
            return Pin::new(&mut self.io).poll_write(cx, buffer);
        }
        self.poll_write_suffering(cx, buffer)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffers: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        if self.faults.is_empty() {
            return Pin::new(&mut self.io).poll_write_vectored(cx, buffers);
        }
        self.poll_write_suffering(cx, &buffers.iter().flat_map(|buffer| buffer.iter().copied()).collect::<Vec<_>>())
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_pending(cx))?;
        Pin::new(&mut self.io).poll_flush(cx)
    }

    /// An end that is gone closes in this way; one that was to reset is dropped as it is.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.state {
            State::Gone(FaultAction::Reset) => Poll::Ready(Err(gone())),
            // Who fell silent does not close either: the connection stays as it is until patience ends.
            State::Stalled => Poll::Ready(Ok(())),
            State::Gone(_) | State::Open => Pin::new(&mut self.io).poll_shutdown(cx),
        }
    }
}

impl<IO: AsyncRead + Unpin> AsyncRead for Faulty<IO> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buffer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::super::pipe::pipe;
    use super::*;

    /// Two records of two and one bytes.
    const RECORDS: [u8; 13] = [22, 3, 3, 0, 2, 0xaa, 0xbb, 22, 3, 3, 0, 1, 0xcc];

    /// What arrives of two records that are written in pieces of three bytes, and how the stream ends.
    async fn arrives(fault: &str) -> (Vec<u8>, Option<io::ErrorKind>) {
        let spec: FaultSpec = toml::from_str(&format!("direction = 'client_to_server'\n{fault}")).unwrap();
        let (left, mut right) = pipe();
        let mut left = Faulty::new(left, &[spec], Direction::ClientToServer, Some(TlsVersion::Tls13));
        for piece in RECORDS.chunks(3) {
            if left.write_all(piece).await.is_err() {
                break;
            }
        }
        let _ = left.shutdown().await;
        drop(left);
        let mut arrived = Vec::new();
        let end = right.read_to_end(&mut arrived).await.err().map(|error| error.kind());
        (arrived, end)
    }

    #[tokio::test]
    async fn a_fault_happens_at_its_byte_and_nowhere_else() {
        assert_eq!(arrives("record = 3\ndo = 'cut'").await, (RECORDS.to_vec(), None));
        assert_eq!(arrives("record = 2\ndo = 'cut'").await, (RECORDS[..7].to_vec(), None));
        assert_eq!(arrives("record = 2\nbyte = 4\ndo = 'reset'").await, (RECORDS[..11].to_vec(), Some(io::ErrorKind::ConnectionReset)));
        assert_eq!(arrives("record = 1\nbyte = 6\ndo = 'stall'").await, (RECORDS[..6].to_vec(), None));
        let mut flipped = RECORDS;
        flipped[12] = 0x4c;
        assert_eq!(arrives("record = 2\nbyte = 5\ndo = 'flip'\nbits = 0x80").await, (flipped.to_vec(), None));
        // A length that is changed on the way does not move what comes after it.
        flipped = RECORDS;
        flipped[4] = 3;
        assert_eq!(arrives("record = 1\nbyte = 4\ndo = 'flip'").await, (flipped.to_vec(), None));
        assert_eq!(arrives("record = 1\ndo = 'cut'\ntls = '1.2'").await, (RECORDS.to_vec(), None));
    }
}
