//! AES in counter mode with CBC-MAC (RFC 6655), by RustCrypto: aws-lc-rs does not offer it.

use aes::{Aes128, Aes256};
use ccm::KeyInit;
use ccm::aead::inout::InOutBuf;
use ccm::aead::{AeadInOut, Nonce};
use ccm::consts::{U8, U12, U16};

use crate::crypt::suite::Cipher;

/// One of the four ciphers of TLS, keyed.
pub(super) enum Ccm {
    Aes128(ccm::Ccm<Aes128, U16, U12>),
    Aes256(ccm::Ccm<Aes256, U16, U12>),
    Aes128Tag8(ccm::Ccm<Aes128, U8, U12>),
    Aes256Tag8(ccm::Ccm<Aes256, U8, U12>),
}

impl Ccm {
    pub(super) fn new(cipher: Cipher, key: &[u8]) -> Option<Self> {
        match cipher {
            Cipher::Aes128Ccm => KeyInit::new_from_slice(key).ok().map(Self::Aes128),
            Cipher::Aes256Ccm => KeyInit::new_from_slice(key).ok().map(Self::Aes256),
            Cipher::Aes128Ccm8 => KeyInit::new_from_slice(key).ok().map(Self::Aes128Tag8),
            Cipher::Aes256Ccm8 => KeyInit::new_from_slice(key).ok().map(Self::Aes256Tag8),
            _ => None,
        }
    }

    pub(super) fn open(&self, nonce: [u8; 12], additional_data: &[u8], ciphertext: &[u8], tag: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Aes128(key) => open(key, nonce, additional_data, ciphertext, tag),
            Self::Aes256(key) => open(key, nonce, additional_data, ciphertext, tag),
            Self::Aes128Tag8(key) => open(key, nonce, additional_data, ciphertext, tag),
            Self::Aes256Tag8(key) => open(key, nonce, additional_data, ciphertext, tag),
        }
    }
}

fn open<A: AeadInOut>(key: &A, nonce: [u8; 12], additional_data: &[u8], ciphertext: &[u8], tag: &[u8]) -> Option<Vec<u8>> {
    let nonce = Nonce::<A>::try_from(nonce.as_slice()).ok()?;
    let tag = tag.try_into().ok()?;
    let mut plaintext = ciphertext.to_vec();
    key.decrypt_inout_detached(&nonce, additional_data, InOutBuf::from(plaintext.as_mut_slice()), &tag).ok()?;
    Some(plaintext)
}
