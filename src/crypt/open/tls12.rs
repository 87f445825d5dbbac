//! A record of TLS 1.2 under an AEAD (RFC 5246 6.2.3.3).
//!
//! ```text
//! struct {
//!     opaque nonce_explicit[8];               // AES-GCM (RFC 5288), AES-CCM (RFC 6655); not ChaCha20 (RFC 7905)
//!     opaque content[TLSPlaintext.length];    // sealed, and the tag behind it
//! } GenericAEADCipher;
//! ```

use super::aead::Aead;
use super::{Lacking, OpenError, Opened, additional_data, nonce};
use crate::crypt::Suite;
use crate::crypt::prf::DirectionKeys;
use crate::names::ContentType;

pub(super) struct Protection {
    aead: Aead,
    iv: Iv,
}

enum Iv {
    /// Four bytes from the key block; eight follow in each record.
    Salt([u8; 4]),
    /// Twelve bytes from the key block, exclusive-or the sequence number.
    Whole([u8; 12]),
}

impl Protection {
    pub(super) fn new(suite: &Suite, keys: &DirectionKeys) -> Result<Self, Lacking> {
        let iv = keys.iv.expose();
        let iv = match suite.cipher.explicit_nonce_length() {
            0 => iv.try_into().map(Iv::Whole),
            _ => iv.try_into().map(Iv::Salt),
        };
        let iv = iv.map_err(|_| Lacking(format!("{} with an IV of {} bytes", suite.id, keys.iv.len())))?;
        Ok(Self { aead: Aead::new(suite.cipher, &keys.key)?, iv })
    }

    pub(super) fn open(&self, sequence: u64, header: [u8; 5], fragment: &[u8]) -> Result<Opened, OpenError> {
        let (nonce, sealed) = self.nonce(sequence, fragment)?;
        let length = sealed.len().checked_sub(self.aead.tag_length()).ok_or(OpenError::TooShort)?;
        let plaintext = self.aead.open(nonce, &additional_data(sequence, header, length), sealed)?;
        Ok(Opened { content_type: ContentType(header[0]), plaintext, starts_at: fragment.len() - sealed.len(), padding: 0 })
    }

    /// The nonce, and what is left of the fragment behind its explicit part.
    fn nonce<'a>(&self, sequence: u64, fragment: &'a [u8]) -> Result<([u8; 12], &'a [u8]), OpenError> {
        match self.iv {
            Iv::Whole(iv) => Ok((nonce(iv, sequence), fragment)),
            Iv::Salt(salt) => {
                let (explicit, sealed) = fragment.split_first_chunk::<8>().ok_or(OpenError::TooShort)?;
                let mut nonce = [0; 12];
                nonce[..4].copy_from_slice(&salt);
                nonce[4..].copy_from_slice(explicit);
                Ok((nonce, sealed))
            }
        }
    }
}
