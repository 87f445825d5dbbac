//! The content of records that were packed before they were encrypted: DEFLATE up to TLS 1.2 (RFC 3749).
//!
//! One stream goes through all records of a direction, so a record that was missed, or does not unpack, ends it: what follows
//! cannot be read, and nothing is concluded from it.

use flate2::{Decompress, FlushDecompress};

use crate::names::CompressionMethod;

/// The most that a record unpacks to, in bytes (RFC 5246 6.2.2).
const MAX_CONTENT: usize = 1 << 14;

/// What unpacks one direction.
pub(super) enum Inflater {
    Deflate(Decompress),
    /// Why nothing more is unpacked.
    Lost(&'static str),
}

impl Inflater {
    /// `None` where nothing is packed.
    pub(super) fn of(method: CompressionMethod) -> Option<Self> {
        match method {
            CompressionMethod::NULL => None,
            CompressionMethod::DEFLATE => Some(Self::Deflate(Decompress::new(true))),
            _ => Some(Self::Lost("it opens, and is packed in a way that is not known here")),
        }
    }

    /// A record was missed.
    pub(super) fn lose(&mut self) {
        *self = Self::Lost("it opens, and cannot be unpacked: a record before it was not captured");
    }

    /// The content of the next record.
    pub(super) fn inflate(&mut self, packed: &[u8]) -> Result<Vec<u8>, String> {
        let decompress = match self {
            Self::Deflate(decompress) => decompress,
            Self::Lost(why) => return Err((*why).to_owned()),
        };
        let mut content = Vec::with_capacity(MAX_CONTENT + 1);
        let unpacked = decompress.decompress_vec(packed, &mut content, FlushDecompress::Sync);
        if unpacked.is_err() || content.len() > MAX_CONTENT {
            *self = Self::Lost("it opens, and does not unpack");
            return Err("it opens, and does not unpack".into());
        }
        Ok(content)
    }
}

impl std::fmt::Debug for Inflater {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if matches!(self, Self::Deflate(_)) { "Deflate" } else { "Lost" })
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Compress, Compression, FlushCompress};

    use super::*;

    fn packed(contents: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut compress = Compress::new(Compression::default(), true);
        let pack = |content: &&[u8]| {
            let mut out = Vec::with_capacity(content.len() + 128);
            compress.compress_vec(content, &mut out, FlushCompress::Sync).unwrap();
            out
        };
        contents.iter().map(pack).collect()
    }

    #[test]
    fn one_stream_goes_through_all_records() {
        let mut inflater = Inflater::of(CompressionMethod::DEFLATE).unwrap();
        for (packed, content) in
            packed(&[b"GET / HTTP/1.1", b"GET / HTTP/1.1", b"\x01\0"]).iter().zip(["GET / HTTP/1.1", "GET / HTTP/1.1", "\x01\0"])
        {
            assert_eq!(inflater.inflate(packed).unwrap(), content.as_bytes());
        }
    }

    #[test]
    fn a_record_that_is_missing_ends_it_and_nothing_grows_beyond_a_record() {
        let records = packed(&[b"one", b"two"]);
        let mut inflater = Inflater::of(CompressionMethod::DEFLATE).unwrap();
        inflater.inflate(&records[0]).unwrap();
        inflater.lose();
        assert!(inflater.inflate(&records[1]).unwrap_err().contains("not captured"));
        let bomb = packed(&[&vec![0; 1 << 20]]);
        let mut inflater = Inflater::of(CompressionMethod::DEFLATE).unwrap();
        assert!(inflater.inflate(&bomb[0]).is_err() && inflater.inflate(&records[0]).is_err());
    }
}
