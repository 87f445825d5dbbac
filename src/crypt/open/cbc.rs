//! A record under a block cipher in CBC mode, by RustCrypto (RFC 5246 6.2.3.2, RFC 2246 6.2.3.2, RFC 7366).
//!
//! ```text
//! struct {
//!     opaque IV[block_length];                // from TLS 1.1 on; before, the last block of the record before it
//!     opaque content[TLSCompressed.length];   // from here on encrypted
//!     opaque MAC[mac_length];                 // encrypt_then_mac: behind all else, not encrypted
//!     uint8 padding[padding_length];
//!     uint8 padding_length;
//! } GenericBlockCipher;
//! ```
//!
//! Nobody measures how long a reader of captures takes, so nothing here runs in constant time.

use aes::cipher::{Array, BlockModeDecrypt, KeyIvInit};

use super::{Lacking, OpenError, Opened, additional_data};
use crate::crypt::prf::DirectionKeys;
use crate::crypt::suite::Cipher;
use crate::crypt::{Hash, Secret, Suite, ssl3};
use crate::names::{ContentType, ProtocolVersion};

pub(super) struct Protection {
    decrypt: Decrypt,
    block: usize,
    key: Secret,
    mac: Hash,
    mac_key: Secret,
    encrypt_then_mac: bool,
    /// SSL 3.0 has a MAC of its own, and says nothing about the bytes of the padding (RFC 6101 5.2.3.2).
    is_ssl3: bool,
    /// The next record's IV in SSL 3.0 and TLS 1.0; `None` where each record has its own.
    implicit_iv: Option<Vec<u8>>,
}

/// Decrypts whole blocks in place with a key and an IV; `None` where a length is wrong.
type Decrypt = fn(&[u8], &[u8], &mut [u8]) -> Option<()>;

impl Protection {
    pub(super) fn new(version: ProtocolVersion, suite: &Suite, keys: &DirectionKeys, encrypt_then_mac: bool) -> Result<Self, Lacking> {
        let lacking = || Lacking(format!("{} with a key of {} bytes", suite.id, keys.key.len()));
        let decrypt: Decrypt = match suite.cipher {
            Cipher::Aes128Cbc => decrypt::<cbc::Decryptor<aes::Aes128>>,
            Cipher::Aes256Cbc => decrypt::<cbc::Decryptor<aes::Aes256>>,
            Cipher::Camellia128Cbc => decrypt::<cbc::Decryptor<camellia::Camellia128>>,
            Cipher::Camellia256Cbc => decrypt::<cbc::Decryptor<camellia::Camellia256>>,
            Cipher::TripleDesCbc => decrypt::<cbc::Decryptor<des::TdesEde3>>,
            _ => return Err(lacking()),
        };
        let block = suite.cipher.block_length().ok_or_else(lacking)?;
        let implicit_iv = (version <= ProtocolVersion::TLS_1_0).then(|| keys.iv.expose().to_vec());
        // Tried once, so that a key of the wrong length is told here and not at every record.
        decrypt(keys.key.expose(), implicit_iv.as_deref().unwrap_or(&vec![0; block]), &mut []).ok_or_else(lacking)?;
        let mac = suite.mac.ok_or_else(lacking)?;
        let is_ssl3 = version == ProtocolVersion::SSL_3_0;
        Ok(Self { decrypt, block, key: keys.key.clone(), mac, mac_key: keys.mac_key.clone(), encrypt_then_mac, is_ssl3, implicit_iv })
    }

    pub(super) fn open(&mut self, sequence: u64, header: [u8; 5], fragment: &[u8]) -> Result<Opened, OpenError> {
        let sealed = if self.encrypt_then_mac { self.check_outer_mac(sequence, header, fragment)? } else { fragment };
        let (iv, ciphertext) = self.split_iv(sealed)?;
        if ciphertext.is_empty() || ciphertext.len() % self.block != 0 {
            return Err(if ciphertext.is_empty() { OpenError::TooShort } else { OpenError::NotBlocks });
        }
        let mut plaintext = ciphertext.to_vec();
        (self.decrypt)(self.key.expose(), iv, &mut plaintext).ok_or(OpenError::NotBlocks)?;
        let padding = remove_padding(&mut plaintext, self.is_ssl3)?;
        if !self.encrypt_then_mac {
            self.check_inner_mac(sequence, header, &mut plaintext)?;
        }
        let starts_at = sealed.len() - ciphertext.len();
        let last_block = ciphertext[ciphertext.len() - self.block..].to_vec();
        self.implicit_iv = self.implicit_iv.take().map(|_| last_block);
        Ok(Opened { content_type: ContentType(header[0]), plaintext, starts_at, padding })
    }

    /// Encrypt-then-MAC: the MAC covers IV and ciphertext (RFC 7366 3). Returns these.
    fn check_outer_mac<'a>(&self, sequence: u64, header: [u8; 5], fragment: &'a [u8]) -> Result<&'a [u8], OpenError> {
        let length = fragment.len().checked_sub(self.mac.length()).ok_or(OpenError::TooShort)?;
        let (sealed, mac) = fragment.split_at(length);
        self.check_mac(sequence, header, sealed, mac)?;
        Ok(sealed)
    }

    /// MAC-then-encrypt: takes the MAC off the end of the plaintext.
    fn check_inner_mac(&self, sequence: u64, header: [u8; 5], plaintext: &mut Vec<u8>) -> Result<(), OpenError> {
        let length = plaintext.len().checked_sub(self.mac.length()).ok_or(OpenError::BadMac)?;
        let mac = plaintext.split_off(length);
        self.check_mac(sequence, header, plaintext, &mac)
    }

    fn check_mac(&self, sequence: u64, header: [u8; 5], content: &[u8], mac: &[u8]) -> Result<(), OpenError> {
        let expected = if self.is_ssl3 {
            ssl3::mac(self.mac, self.mac_key.expose(), sequence, header[0], content)
        } else {
            self.mac.hmac(self.mac_key.expose(), &[&additional_data(sequence, header, content.len()), content])
        };
        if expected == mac { Ok(()) } else { Err(OpenError::BadMac) }
    }

    fn split_iv<'a>(&'a self, sealed: &'a [u8]) -> Result<(&'a [u8], &'a [u8]), OpenError> {
        match &self.implicit_iv {
            Some(iv) => Ok((iv, sealed)),
            None => sealed.split_at_checked(self.block).ok_or(OpenError::TooShort),
        }
    }
}

/// Removes the padding: its last byte is its length without that byte, and (but in SSL 3.0) every byte has that value. Returns its
/// length with that byte.
fn remove_padding(plaintext: &mut Vec<u8>, is_ssl3: bool) -> Result<usize, OpenError> {
    let value = *plaintext.last().ok_or(OpenError::TooShort)?;
    let padding = usize::from(value) + 1;
    let length = plaintext.len().checked_sub(padding).ok_or(OpenError::BadPadding)?;
    if !is_ssl3 && plaintext[length..].iter().any(|byte| *byte != value) {
        return Err(OpenError::BadPadding);
    }
    plaintext.truncate(length);
    Ok(padding)
}

fn decrypt<D: BlockModeDecrypt + KeyIvInit>(key: &[u8], iv: &[u8], bytes: &mut [u8]) -> Option<()> {
    let mut decryptor = D::new_from_slices(key, iv).ok()?;
    let (blocks, rest) = Array::slice_as_chunks_mut(bytes);
    decryptor.decrypt_blocks(blocks);
    rest.is_empty().then_some(())
}
