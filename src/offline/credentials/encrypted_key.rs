//! Private keys under a password: PKCS #8's form (RFC 5958 3), and OpenSSL's old one with headers in the PEM.

use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::pkcs5::{EncryptionScheme, pbes2};

use super::der::{self, tag};
use super::error::CredentialError;
use super::scheme::Scheme;
use super::shape::{self, Shape};
use super::{Item, Kind, Passwords};

/// More rounds of key derivation than this in one file are an attack on the reader. OpenSSL writes 2 048, Java 10 000.
pub(super) const MAX_ROUNDS: u64 = 10_000_000;

/// The most memory, in bytes, that scrypt may ask for.
const MAX_SCRYPT: u64 = 256 * 1024 * 1024;

/// The encryption that the headers of a PEM section name (RFC 1421 4.6.1.1); `None` if it is not encrypted.
pub(super) fn traditional(headers: &[&str]) -> Option<String> {
    let value = |name: &str| headers.iter().find_map(|header| header.strip_prefix(name)).map(str::trim);
    value("Proc-Type:").filter(|kind| kind.ends_with("ENCRYPTED"))?;
    let cipher = value("DEK-Info:").and_then(|info| info.split(',').next()).unwrap_or("an unnamed cipher");
    Some(format!("OpenSSL's old form, {cipher}"))
}

/// Opens an encrypted key, if there is a password for it, and takes its rounds off those that are `left` for the file.
/// A key that cannot be opened stays what it is.
pub(super) fn open(file: &str, item: &mut Item, passwords: &Passwords, left: &mut u64) -> Result<(), CredentialError> {
    let Kind::EncryptedKey { scheme } = &mut item.kind else { return Ok(()) };
    if !scheme.is_empty() {
        return Ok(());
    }
    let (name, rounds) =
        scheme_of(&item.der).map_or_else(|| ("an encryption that is not known here".into(), 0), |scheme| (scheme.name, scheme.rounds));
    *scheme = name;
    let Ok(info) = EncryptedPrivateKeyInfoRef::try_from(item.der.as_slice()) else { return Ok(()) };
    if passwords.0.is_empty() || !can_be_opened(&info.encryption_algorithm) || rounds > *left {
        return Ok(());
    }
    *left -= rounds;
    match passwords.0.iter().find_map(|password| decrypt(&info, password)) {
        Some(key) => {
            item.der = key;
            item.kind = Kind::PrivateKey;
            item.place.decrypted = true;
            Ok(())
        }
        None => Err(CredentialError::new(
            file,
            format!("the password does not open this private key ({scheme})"),
            "give the right one with --password or --password-file",
        )
        .at_line(item.place.line)),
    }
}

fn scheme_of(key: &[u8]) -> Option<Scheme> {
    Scheme::of(der::first(key, tag::SEQUENCE)?.inside().next()?)
}

fn can_be_opened(scheme: &EncryptionScheme) -> bool {
    let EncryptionScheme::Pbes2(pbes2::Parameters { kdf, .. }) = scheme else { return false };
    match kdf {
        Kdf::Pbkdf2(_) => true,
        Kdf::Scrypt(parameters) => {
            let memory = parameters.cost_parameter.checked_mul(u64::from(parameters.block_size)).and_then(|blocks| blocks.checked_mul(128));
            memory.is_some_and(|memory| memory <= MAX_SCRYPT) && parameters.parallelization <= 16
        }
        _ => false,
    }
}

/// A wrong password leaves garbage, whose padding may be right by chance: what comes out has to be a key.
fn decrypt(info: &EncryptedPrivateKeyInfoRef<'_>, password: &str) -> Option<Vec<u8>> {
    let key = info.decrypt(password).ok()?;
    let shape = shape::of(key.as_bytes()).map(|found| found.shape);
    matches!(shape, Some(Shape::Item(Kind::PrivateKey))).then(|| key.as_bytes().to_vec())
}
