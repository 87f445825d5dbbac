//! What goes wrong on the wire, at a chosen byte of a chosen record.
//!
//! The fault sits between an end's TLS stack and its tap: what is recorded is what went out. Records are counted, and
//! nothing of them is understood: five bytes of header, of which the last two are the length (RFC 8446 5.1).

use std::collections::VecDeque;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use toml::Spanned;

use super::TlsVersion;
use crate::capture::Direction;

/// A fault of a scenario, on its last connection.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultSpec {
    /// In whose direction.
    pub direction: Direction,
    /// In which record of that direction, from 1.
    pub record: Spanned<usize>,
    /// At which byte of it, from 0; the header has five.
    #[serde(default)]
    pub byte: usize,
    /// What happens.
    #[serde(rename = "do")]
    pub action: FaultAction,
    /// Which bits of the byte are flipped; by default the lowest.
    pub bits: Option<Spanned<u8>>,
    /// Only in runs of this version.
    pub tls: Option<Spanned<TlsVersion>>,
}

/// What happens at the chosen byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultAction {
    /// The sender closes the connection (TCP FIN) instead of sending it.
    Cut,
    /// The sender resets the connection (TCP RST) instead of sending it.
    Reset,
    /// Neither it nor anything after it goes out, and the connection stays open.
    Stall,
    /// A bit of it is flipped.
    Flip,
}

/// A stream that can be reset.
pub(super) trait Resettable {
    /// The other end is to see a reset, once this is dropped.
    fn prepare_reset(&mut self);
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
    error.get_ref().is_some_and(|inner| inner.is::<Gone>())
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
