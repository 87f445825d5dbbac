//! The AEADs (RFC 5116): AES-GCM and ChaCha20-Poly1305 by aws-lc-rs, AES-CCM by RustCrypto.

use aws_lc_rs::aead::{self, LessSafeKey, UnboundKey};

use super::ccm::Ccm;
use super::{Lacking, OpenError};
use crate::crypt::Secret;
use crate::crypt::suite::Cipher;

/// An AEAD and its key.
pub(super) struct Aead {
    key: Key,
    tag_length: usize,
}

enum Key {
    AwsLc(Box<LessSafeKey>),
    Ccm(Box<Ccm>),
}

impl Aead {
    pub(super) fn new(cipher: Cipher, key: &Secret) -> Result<Self, Lacking> {
        let lacking = || Lacking(format!("{cipher} with a key of {} bytes", key.len()));
        let tag_length = cipher.tag_length().ok_or_else(lacking)?;
        let algorithm = match cipher {
            Cipher::Aes128Gcm => &aead::AES_128_GCM,
            Cipher::Aes256Gcm => &aead::AES_256_GCM,
            Cipher::ChaCha20Poly1305 => &aead::CHACHA20_POLY1305,
            _ => {
                let key = Ccm::new(cipher, key.expose()).ok_or_else(lacking)?;
                return Ok(Self { key: Key::Ccm(Box::new(key)), tag_length });
            }
        };
        let key = UnboundKey::new(algorithm, key.expose()).map_err(|_| lacking())?;
        Ok(Self { key: Key::AwsLc(Box::new(LessSafeKey::new(key))), tag_length })
    }

    pub(super) fn tag_length(&self) -> usize {
        self.tag_length
    }

    /// Opens `sealed`, which ends with the tag.
    pub(super) fn open(&self, nonce: [u8; 12], additional_data: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let length = sealed.len().checked_sub(self.tag_length).ok_or(OpenError::TooShort)?;
        let (ciphertext, tag) = sealed.split_at(length);
        match &self.key {
            Key::Ccm(key) => key.open(nonce, additional_data, ciphertext, tag).ok_or(OpenError::BadTag),
            Key::AwsLc(key) => {
                let mut plaintext = vec![0; length];
                let nonce = aead::Nonce::assume_unique_for_key(nonce);
                key.open_separate_gather(nonce, aead::Aad::from(additional_data), ciphertext, tag, &mut plaintext)
                    .map_err(|_| OpenError::BadTag)?;
                Ok(plaintext)
            }
        }
    }
}
