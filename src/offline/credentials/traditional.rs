//! OpenSSL's old form of an encrypted key: headers in the PEM (RFC 1421 4.6.1), one round of MD5 for a key derivation.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use cbc::{Decryptor, cipher};
use des::{Des, TdesEde3};
use md5::{Digest, Md5};

use super::error::CredentialError;
use super::shape::{self, Shape};
use super::{Item, Kind, Passwords, Place};

/// The salt is the first eight bytes of the initialisation vector.
const SALT: usize = 8;

/// How a key is encrypted, as its headers say.
pub(super) struct Traditional {
    cipher: String,
    iv: Vec<u8>,
}

impl Traditional {
    /// The encryption that the headers of a PEM section name; `None` if it is not encrypted.
    pub(super) fn of(headers: &[&str]) -> Option<Self> {
        let value = |name: &str| headers.iter().find_map(|header| header.strip_prefix(name)).map(str::trim);
        value("Proc-Type:").filter(|kind| kind.ends_with("ENCRYPTED"))?;
        let (cipher, iv) = value("DEK-Info:").and_then(|info| info.split_once(',')).unwrap_or_default();
        let iv = data_encoding::HEXUPPER_PERMISSIVE.decode(iv.trim().as_bytes()).unwrap_or_default();
        Some(Self { cipher: cipher.trim().to_owned(), iv })
    }

    /// The key, opened if there is a password for it and the cipher is known.
    pub(super) fn open(&self, file: &str, der: Vec<u8>, place: Place, passwords: &Passwords) -> Result<Item, CredentialError> {
        let place = Place { encryption: Some(self.scheme()), legacy_encryption: self.is_legacy(), ..place };
        if passwords.0.is_empty() || !self.is_known() {
            return Ok(Item { kind: Kind::EncryptedKey { scheme: self.scheme() }, der, place });
        }
        match passwords.0.iter().find_map(|password| self.decrypt(&der, password.as_bytes())) {
            Some(key) => Ok(Item { kind: Kind::PrivateKey, der: key, place: Place { decrypted: true, ..place } }),
            None => Err(CredentialError::wrong_password(file, &self.scheme()).at_line(place.line)),
        }
    }

    /// Whether OpenSSL 3 has the cipher in its legacy provider alone.
    fn is_legacy(&self) -> bool {
        self.cipher == "DES-CBC" || self.cipher.starts_with("RC")
    }

    fn scheme(&self) -> String {
        let known = if self.is_known() { self.cipher.as_str() } else { "a cipher that is not known here" };
        format!("OpenSSL's old form, {known}")
    }

    fn is_known(&self) -> bool {
        ["AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC", "DES-CBC"].contains(&self.cipher.as_str())
    }

    /// A wrong password leaves garbage, whose padding may be right by chance: what comes out has to be a key.
    fn decrypt(&self, der: &[u8], password: &[u8]) -> Option<Vec<u8>> {
        let key = match self.cipher.as_str() {
            "AES-128-CBC" => self.with::<Aes128>(der, password, 16),
            "AES-192-CBC" => self.with::<Aes192>(der, password, 24),
            "AES-256-CBC" => self.with::<Aes256>(der, password, 32),
            "DES-EDE3-CBC" => self.with::<TdesEde3>(der, password, 24),
            "DES-CBC" => self.with::<Des>(der, password, 8),
            _ => None,
        }?;
        let shape = shape::of(&key).map(|found| found.shape);
        matches!(shape, Some(Shape::Item(Kind::PrivateKey))).then_some(key)
    }

    fn with<Cipher: BlockCipherDecrypt + KeyInit>(&self, der: &[u8], password: &[u8], key_length: usize) -> Option<Vec<u8>>
    where
        Decryptor<Cipher>: KeyIvInit + BlockModeDecrypt,
    {
        let key = derive(password, self.iv.get(..SALT)?, key_length);
        cbc_decrypt::<Cipher>(&key, &self.iv, der)
    }
}

/// CBC with the padding of PKCS #7; `None` where a length or the padding is wrong.
pub(super) fn cbc_decrypt<Cipher: BlockCipherDecrypt + KeyInit>(key: &[u8], iv: &[u8], data: &[u8]) -> Option<Vec<u8>>
where
    Decryptor<Cipher>: KeyIvInit + BlockModeDecrypt,
{
    let mut buffer = data.to_vec();
    let decryptor = <Decryptor<Cipher> as cipher::KeyIvInit>::new_from_slices(key, iv).ok()?;
    decryptor.decrypt_padded::<Pkcs7>(&mut buffer).ok().map(<[u8]>::to_vec)
}

/// OpenSSL's `EVP_BytesToKey` with MD5 and one round: MD5 over what came before, the password and the salt.
fn derive(password: &[u8], salt: &[u8], length: usize) -> Vec<u8> {
    let mut key: Vec<u8> = Vec::new();
    let mut last: Vec<u8> = Vec::new();
    while key.len() < length {
        last = Md5::new().chain_update(&last).chain_update(password).chain_update(salt).finalize().to_vec();
        key.extend(&last);
    }
    key.truncate(length);
    key
}
