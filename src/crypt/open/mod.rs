//! Opening records: one [`Opener`] for each direction and epoch (RFC 8446 5.2, RFC 5246 6.2.3).
//!
//! `tls13` and `tls12` know what a record looks like, `aead` and `ccm` the AEADs, `cbc` and `stream` the older ciphers.

mod aead;
mod cbc;
mod ccm;
mod stream;
mod tls12;
mod tls13;

use thiserror::Error;

use super::prf::DirectionKeys;
use super::{Secret, Suite};
use crate::names::{ContentType, ProtocolVersion};

/// The algorithm or the form that no opener exists for, in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("no opener for {0}")]
pub struct Lacking(pub String);

/// Why a record did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The fragment is shorter than what its cipher adds.
    #[error("the record is too short for its cipher")]
    TooShort,
    /// The fragment is no whole number of blocks.
    #[error("the record is no whole number of cipher blocks")]
    NotBlocks,
    /// The tag does not fit: another key, another sequence number, or damaged bytes. No one can tell which.
    #[error("the record's authentication tag does not fit: another key, a record missing before it, or damaged bytes")]
    BadTag,
    /// The padding of a block cipher is not as it must be: another key, or damaged bytes.
    #[error("the record's padding is not as it must be: another key, or damaged bytes")]
    BadPadding,
    /// The MAC does not fit: another key, another sequence number, or damaged bytes.
    #[error("the record's MAC does not fit: another key, a record missing before it, or damaged bytes")]
    BadMac,
    /// The tag fits, and there is nothing but zeros inside: no content type (RFC 8446 5.4).
    #[error("the record opens, and holds nothing but padding")]
    NoContent,
}

/// What a record holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The content's type: of TLS 1.3 the inner one, else the header's.
    pub content_type: ContentType,
    /// The content.
    pub plaintext: Vec<u8>,
    /// Offset in the fragment of the content's first byte: content byte `i` was fragment byte `starts_at + i`. (Of a
    /// cipher in CBC mode that is the place in its block; the other bytes of the block are mixed in.)
    pub starts_at: usize,
    /// Length of the padding in bytes: the zeros of TLS 1.3, a block cipher's padding with its length byte.
    pub padding: usize,
}

/// Opens the records of one direction under one set of keys, in their order.
pub struct Opener {
    protection: Protection,
    sequence: u64,
}

/// One form of protection. On failure none of them changes.
enum Protection {
    Tls13(tls13::Protection),
    Tls12(tls12::Protection),
    Cbc(cbc::Protection),
    Stream(stream::Protection),
}

impl Opener {
    /// An opener under a traffic secret of TLS 1.3 (RFC 8446 7.3).
    pub fn tls13(suite: &Suite, traffic_secret: &Secret) -> Result<Self, Lacking> {
        tls13::Protection::new(suite, traffic_secret).map(Protection::Tls13).map(Self::new)
    }

    /// An opener under one direction's part of a key block, for SSL 3.0 to TLS 1.2 (RFC 5246 6.3). `encrypt_then_mac`:
    /// whether both hellos have that extension (RFC 7366); only block ciphers heed it.
    pub fn tls12(version: ProtocolVersion, suite: &Suite, keys: &DirectionKeys, encrypt_then_mac: bool) -> Result<Self, Lacking> {
        if !(ProtocolVersion::SSL_3_0..=ProtocolVersion::TLS_1_2).contains(&version) {
            return Err(Lacking(version.to_string()));
        }
        let protection = if suite.cipher.is_aead() {
            Protection::Tls12(tls12::Protection::new(suite, keys)?)
        } else if suite.cipher.block_length().is_some() {
            Protection::Cbc(cbc::Protection::new(version, suite, keys, encrypt_then_mac)?)
        } else {
            Protection::Stream(stream::Protection::new(version, suite, keys)?)
        };
        Ok(Self::new(protection))
    }

    /// An opener without keys, of a suite that encrypts nothing: the MAC is taken off, and not checked.
    #[must_use]
    pub fn bare(suite: &Suite) -> Option<Self> {
        stream::Protection::bare(suite).map(Protection::Stream).map(Self::new)
    }

    fn new(protection: Protection) -> Self {
        Self { protection, sequence: 0 }
    }

    /// How many records were opened: the sequence number of the next one.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Opens a record before which `missing` records were not seen. One that does not open leaves the opener as it was.
    pub fn open_ahead(&mut self, missing: u64, header: [u8; 5], fragment: &[u8]) -> Result<Opened, OpenError> {
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(missing);
        let opened = self.open(header, fragment);
        if opened.is_err() {
            self.sequence = sequence;
        }
        opened
    }

    /// Opens the next record. A record that does not open leaves the opener as it was.
    pub fn open(&mut self, header: [u8; 5], fragment: &[u8]) -> Result<Opened, OpenError> {
        let opened = match &mut self.protection {
            Protection::Tls13(protection) => protection.open(self.sequence, header, fragment),
            Protection::Tls12(protection) => protection.open(self.sequence, header, fragment),
            Protection::Cbc(protection) => protection.open(self.sequence, header, fragment),
            Protection::Stream(protection) => protection.open(self.sequence, header, fragment),
        }?;
        self.sequence = self.sequence.wrapping_add(1);
        Ok(opened)
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Opener(next record {})", self.sequence)
    }
}

/// What the MAC and the AEAD of TLS 1.2 cover beside the content: sequence number, type, version and the content's
/// length (RFC 5246 6.2.3.1, 6.2.3.3).
fn additional_data(sequence: u64, header: [u8; 5], length: usize) -> [u8; 13] {
    let mut data = [0; 13];
    data[..8].copy_from_slice(&sequence.to_be_bytes());
    data[8..11].copy_from_slice(&header[..3]);
    data[11..].copy_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
    data
}

/// The nonce: the IV, exclusive-or the sequence number at its end (RFC 8446 5.3, RFC 7905 2).
fn nonce(mut iv: [u8; 12], sequence: u64) -> [u8; 12] {
    iv[4..].iter_mut().zip(sequence.to_be_bytes()).for_each(|(byte, number)| *byte ^= number);
    iv
}

#[cfg(test)]
mod tests;
