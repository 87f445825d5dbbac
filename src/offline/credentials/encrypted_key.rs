//! Private keys under a password in the form of PKCS #8 (RFC 5958 3): PBES2, and the schemes before it.

use des::Des;
use md5::{Digest, Md5};
use p12_keystore::Pkcs12Archive;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::pkcs5::{EncryptionScheme, pbes2};
use sha1::Sha1;

use super::der::{self, Element, tag};
use super::error::CredentialError;
use super::scheme::Scheme;
use super::shape::{self, Shape};
use super::traditional::cbc_decrypt;
use super::{Item, Kind, Passwords, pkcs12};

/// More rounds of key derivation than this in one file are an attack on the reader. OpenSSL writes 2 048, Java 10 000.
pub(super) const MAX_ROUNDS: u64 = 10_000_000;

/// The most memory, in bytes, that scrypt may ask for.
const MAX_SCRYPT: u64 = 256 * 1024 * 1024;

/// 1.2.840.113549.1.5.3 and 1.5.10: DES with PBKDF1 over MD5 or SHA-1 (RFC 8018 6.1).
const WITH_MD5_AND_DES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 3];
const WITH_SHA1_AND_DES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 10];
/// 1.2.840.113549.1.12.1.3 and 1.12.1.6: of the schemes of PKCS #12 those that p12-keystore knows.
const WITH_SHA1_AND_3DES: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 3];
const WITH_SHA1_AND_RC2_40: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 6];

/// Opens an encrypted key, if there is a password for it, and takes its rounds off those that are `left` for the file.
/// A key that cannot be opened stays what it is.
pub(super) fn open(file: &str, item: &mut Item, passwords: &Passwords, left: &mut u64) -> Result<(), CredentialError> {
    let Kind::EncryptedKey { scheme } = &mut item.kind else { return Ok(()) };
    if !scheme.is_empty() {
        return Ok(());
    }
    let found = scheme_of(&item.der);
    *scheme = found.as_ref().map_or_else(|| "an encryption that is not known here".to_owned(), |found| found.name.clone());
    item.place.encryption = Some(scheme.clone());
    item.place.legacy_encryption = found.as_ref().is_some_and(|found| found.is_legacy);
    let rounds = found.map_or(0, |found| found.rounds);
    if passwords.0.is_empty() || rounds > *left || !can_be_opened(&item.der) {
        return Ok(());
    }
    *left -= rounds;
    match passwords.0.iter().find_map(|password| decrypt(&item.der, password)) {
        Some(key) => {
            item.der = key;
            item.kind = Kind::PrivateKey;
            item.place.decrypted = true;
            Ok(())
        }
        None => Err(CredentialError::wrong_password(file, scheme).at_line(item.place.line)),
    }
}

fn scheme_of(key: &[u8]) -> Option<Scheme> {
    Scheme::of(der::first(key, tag::SEQUENCE)?.inside().next()?)
}

fn can_be_opened(key: &[u8]) -> bool {
    match EncryptedPrivateKeyInfoRef::try_from(key) {
        Ok(info) => match &info.encryption_algorithm {
            EncryptionScheme::Pbes2(parameters) => is_bounded(parameters),
            _ => Pbes1::of(key).is_some_and(|scheme| scheme.is_known()),
        },
        Err(_) => Pbes1::of(key).is_some_and(|scheme| scheme.is_known()),
    }
}

fn is_bounded(parameters: &pbes2::Parameters) -> bool {
    match &parameters.kdf {
        Kdf::Pbkdf2(_) => true,
        Kdf::Scrypt(parameters) => {
            let memory = parameters.cost_parameter.checked_mul(u64::from(parameters.block_size)).and_then(|blocks| blocks.checked_mul(128));
            memory.is_some_and(|memory| memory <= MAX_SCRYPT) && parameters.parallelization <= 16
        }
        _ => false,
    }
}

/// A wrong password leaves garbage, whose padding may be right by chance: what comes out has to be a key.
fn decrypt(key: &[u8], password: &str) -> Option<Vec<u8>> {
    let decrypted = match Pbes1::of(key) {
        Some(scheme) if scheme.is_known() => scheme.decrypt(password)?,
        _ => EncryptedPrivateKeyInfoRef::try_from(key).ok()?.decrypt(password).ok()?.as_bytes().to_vec(),
    };
    let shape = shape::of(&decrypted).map(|found| found.shape);
    matches!(shape, Some(Shape::Item(Kind::PrivateKey))).then_some(decrypted)
}

/// A key under one of the schemes before PBES2: `SEQUENCE { SEQUENCE { oid, SEQUENCE { salt, rounds } }, OCTET STRING }`.
struct Pbes1<'a> {
    whole: Element<'a>,
    oid: &'a [u8],
    salt: &'a [u8],
    rounds: u64,
    data: &'a [u8],
}

impl<'a> Pbes1<'a> {
    fn of(key: &'a [u8]) -> Option<Self> {
        let whole = der::first(key, tag::SEQUENCE)?;
        let mut fields = whole.inside();
        let (algorithm, data) = (fields.next()?, fields.next()?.content);
        let mut of_algorithm = algorithm.inside();
        let oid = of_algorithm.next().filter(|oid| oid.tag == tag::OBJECT_IDENTIFIER)?.content;
        let parameters = of_algorithm.next()?;
        let salt = parameters.inside().next().filter(|salt| salt.tag == tag::OCTET_STRING)?.content;
        Some(Self { whole, oid, salt, rounds: Scheme::of(algorithm)?.rounds, data })
    }

    fn is_known(&self) -> bool {
        [WITH_MD5_AND_DES, WITH_SHA1_AND_DES, WITH_SHA1_AND_3DES, WITH_SHA1_AND_RC2_40].contains(&self.oid)
    }

    fn decrypt(&self, password: &str) -> Option<Vec<u8>> {
        match self.oid {
            WITH_MD5_AND_DES => self.with_des(&pbkdf1::<Md5>(password, self.salt, self.rounds)),
            WITH_SHA1_AND_DES => self.with_des(&pbkdf1::<Sha1>(password, self.salt, self.rounds)),
            // What PKCS #12 does inside of its files.
            _ => Pkcs12Archive::from_pkcs12(&pkcs12::around_key(self.whole.whole), password)
                .ok()?
                .keys
                .pop()
                .map(|bag| bag.key.as_der().to_vec()),
        }
    }

    /// The derived bytes are the key and the initialisation vector.
    fn with_des(&self, derived: &[u8]) -> Option<Vec<u8>> {
        cbc_decrypt::<Des>(derived.get(..8)?, derived.get(8..16)?, self.data)
    }
}

/// PBKDF1 (RFC 8018 5.1): the hash of password and salt, hashed again and again.
fn pbkdf1<Hash: Digest>(password: &str, salt: &[u8], rounds: u64) -> Vec<u8> {
    let first = Hash::new().chain_update(password).chain_update(salt).finalize();
    (1..rounds).fold(first, |hash, _| Hash::digest(hash)).to_vec()
}
