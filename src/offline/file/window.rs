//! A window over a reader: as many bytes as a parser asks for, and no more memory than bytes that came.

use std::io::{self, Read};

use super::Stop;

/// How much is read at once, in bytes.
const STEP: usize = 256 << 10;

pub(super) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Where the bytes that were not consumed begin.
    start: usize,
    /// How many bytes were consumed.
    position: u64,
    ended: bool,
    /// Whether the reader itself says that more should have come: what was packed is cut short.
    cut: bool,
}

impl<R: Read> Window<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), start: 0, position: 0, ended: false, cut: false }
    }

    /// The next bytes: at least `wanted`, where the reader has so many.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.buffer.len() - self.start < wanted && !self.ended {
            self.fill()?;
        }
        Ok(&self.buffer[self.start..])
    }

    /// The bytes that are there.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    /// Goes on behind the next `length` bytes, which must be there.
    pub(super) fn consume(&mut self, length: usize) {
        self.start = (self.start + length).min(self.buffer.len());
        self.position += length as u64;
    }

    /// The `length` bytes that were consumed last: they stand until the next [`Self::peek`].
    pub(super) fn before(&self, length: usize) -> &[u8] {
        &self.buffer[self.start.saturating_sub(length)..self.start]
    }

    /// How many bytes were consumed so far.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Why there is nothing more, where nothing is left.
    pub(super) fn end(&self) -> Stop {
        if self.cut { Stop::Truncated } else { Stop::End }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        // A buffer that is nearly all in use is one large block: then read as much again, so that the work stays linear.
        let step = STEP.max(self.buffer.len());
        let read = self.reader.by_ref().take(step as u64).read_to_end(&mut self.buffer);
        match read {
            Ok(length) => self.ended = length < step,
            // What came before the error stands in the buffer: it is read first.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => (self.ended, self.cut) = (true, true),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
