//! Unpacks a file that gzip packed (RFC 1952), within bounds: a few kilobytes can unpack to gigabytes of nothing.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

/// What may be unpacked from any file, in bytes: 64 MiB.
const ALWAYS_ALLOWED: u64 = 64 << 20;
/// What may be unpacked beyond that, for each packed byte. Captures shrink to a half or a twentieth; a bomb to a thousandth.
const ALLOWED_RATIO: u64 = 100;

pub(super) fn is_gzip(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b])
}

/// A reader of what is, or was before it was packed, a plain file.
pub(super) enum Plain<R: Read> {
    Direct(Started<R>),
    Packed(Box<Unpacked<R>>),
}

/// A reader whose first bytes were looked at already.
type Started<R> = io::Chain<Cursor<Vec<u8>>, R>;

pub(super) struct Unpacked<R: Read> {
    decoder: MultiGzDecoder<Counted<BufReader<Started<R>>>>,
    unpacked: u64,
}

impl<R: Read> Plain<R> {
    pub(super) fn new(mut reader: R) -> io::Result<Self> {
        let mut start = Vec::new();
        reader.by_ref().take(2).read_to_end(&mut start)?;
        let packed = is_gzip(&start);
        let started = Cursor::new(start).chain(reader);
        if !packed {
            return Ok(Self::Direct(started));
        }
        let decoder = MultiGzDecoder::new(Counted { reader: BufReader::new(started), consumed: 0 });
        Ok(Self::Packed(Box::new(Unpacked { decoder, unpacked: 0 })))
    }
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Direct(reader) => reader.read(buffer),
            Self::Packed(unpacked) => unpacked.read(buffer),
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.decoder.read(buffer)?;
        self.unpacked += length as u64;
        let allowed = ALWAYS_ALLOWED + self.decoder.get_ref().consumed * ALLOWED_RATIO;
        if self.unpacked > allowed {
            return Err(io::Error::other(format!("it unpacks to more than {ALLOWED_RATIO} times its size")));
        }
        Ok(length)
    }
}

/// Counts the packed bytes.
struct Counted<R> {
    reader: R,
    consumed: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.consumed += length as u64;
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        self.consumed += length as u64;
        self.reader.consume(length);
    }
}
