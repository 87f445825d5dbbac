//! A record of TLS 1.3 (RFC 8446 5.2): content, its true type, and zeros, sealed as one; the header is authenticated.
//!
//! ```text
//! struct {
//!     opaque content[TLSPlaintext.length];
//!     ContentType type;
//!     uint8 zeros[length_of_padding];
//! } TLSInnerPlaintext;
//! ```

use super::aead::Aead;
use super::{Lacking, OpenError, Opened, nonce};
use crate::crypt::key_schedule::traffic_key_and_iv;
use crate::crypt::{Secret, Suite};
use crate::names::ContentType;

pub(super) struct Protection {
    aead: Aead,
    iv: [u8; 12],
}

impl Protection {
    pub(super) fn new(suite: &Suite, traffic_secret: &Secret) -> Result<Self, Lacking> {
        let lacking = || Lacking(suite.id.to_string());
        let length = suite.cipher.key_length().ok_or_else(lacking)?;
        let (key, iv) = traffic_key_and_iv(suite.hash, traffic_secret, length);
        Ok(Self { aead: Aead::new(suite.cipher, &key)?, iv: iv.expose().try_into().map_err(|_| lacking())? })
    }

    pub(super) fn open(&self, sequence: u64, header: [u8; 5], fragment: &[u8]) -> Result<Opened, OpenError> {
        let mut plaintext = self.aead.open(nonce(self.iv, sequence), &header, fragment)?;
        let last = plaintext.iter().rposition(|byte| *byte != 0).ok_or(OpenError::NoContent)?;
        let padding = plaintext.len() - last - 1;
        let content_type = ContentType(plaintext[last]);
        plaintext.truncate(last);
        Ok(Opened { content_type, plaintext, starts_at: 0, padding })
    }
}
