//! The sixteen colours in the codes that every terminal knows.
//!
//! crossterm writes `38;5;2` for green, which a terminal of sixteen colours takes for something else. Here it becomes `32`.

use std::io::{self, Write};

/// What crossterm writes before the number of a colour.
const LONG: &[u8] = b"\x1b[38;5;";

/// Passes on what is written, when it is flushed: whole codes.
#[derive(Debug)]
pub(super) struct Sixteen<W> {
    inner: W,
    waiting: Vec<u8>,
}

impl<W: Write> Sixteen<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, waiting: Vec::new() }
    }
}

impl<W: Write> Write for Sixteen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.inner.write_all(&shortened(&waiting))?;
        self.inner.flush()
    }
}

fn shortened(bytes: &[u8]) -> Vec<u8> {
    let mut short = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        match rest.strip_prefix(LONG) {
            Some([digit @ b'0'..=b'7', behind @ ..]) if !behind.first().is_some_and(u8::is_ascii_digit) => {
                short.extend([0x1b, b'[', b'3', *digit]);
                rest = behind;
            }
            _ => {
                short.push(*first);
                rest = &rest[1..];
            }
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_get_their_short_codes() {
        let mut written = Sixteen::new(Vec::new());
        written.write_all(b"38;5;2 \x1b[38;5;").unwrap();
        written.write_all(b"2;49mgreen\x1b[38;5;21mother").unwrap();
        written.flush().unwrap();
        assert_eq!(written.inner, b"38;5;2 \x1b[32;49mgreen\x1b[38;5;21mother");
    }
}
