//! Files of certificates, keys and revocation lists: PEM, DER, PKCS #7 and PKCS #12, told apart by what is in them,
//! never by their names.
//!
//! What is found stays DER: its meaning is for others to read. A file that holds something else is an error that says
//! what it is, where, and what to do.

mod der;
mod encrypted_key;
mod error;
mod form;
mod label;
mod lines;
mod look_alike;
mod pem;
mod pkcs12;
mod pkcs7;
mod scheme;
mod shape;
#[cfg(test)]
mod tests;
mod traditional;

use std::fmt;
use std::fs::File as Disk;
use std::io::Read;
use std::path::Path;

pub use error::{CredentialError, shell_word};
pub use form::Form;
pub use pem::encode as encode_pem;
pub use pkcs12::{Archive, write_keystore, write_legacy_keystore, write_truststore};

/// The largest file that is read, in bytes: the whole of the Web's authorities take a quarter of a mebibyte.
pub const MAX_FILE: usize = 16 * 1024 * 1024;

/// A file and what it holds.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, as the user wrote it.
    pub name: String,
    /// How it is written.
    pub container: Container,
    /// What it holds, in order.
    pub items: Vec<Item>,
    /// What is unusual about it.
    pub oddities: Vec<Oddity>,
}

/// How a file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Container {
    /// Text between lines of `-----BEGIN …-----`.
    Pem,
    /// One bare element.
    Der,
    /// PKCS #7: certificates without keys.
    Pkcs7,
    /// PKCS #12: certificates and keys under a password.
    Pkcs12(Archive),
}

/// One thing in a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its DER. Of a private key this is the secret itself.
    pub der: Vec<u8>,
    /// Where it stands.
    pub place: Place,
}

/// What a thing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An X.509 certificate.
    Certificate,
    /// A private key that anybody can read.
    PrivateKey,
    /// A private key that is encrypted, and its password is not known.
    EncryptedKey {
        /// How it is encrypted, in a word.
        scheme: String,
    },
    /// A public key.
    PublicKey,
    /// A certificate signing request: what a CA is asked to sign.
    CertificateRequest,
    /// A certificate revocation list.
    RevocationList,
    /// Something else that PEM or PKCS #12 can hold: its label.
    Other(String),
}

/// Where in its file a thing stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The line of its BEGIN, from 1; only text has lines.
    pub line: Option<usize>,
    /// Its friendly name in a PKCS #12 file.
    pub friendly_name: Option<String>,
    /// Whether Java's attribute in a PKCS #12 file marks it as trusted.
    pub java_trusts: bool,
    /// Which key of a PKCS #12 file it is, or belongs to.
    pub local_key_id: Option<Vec<u8>>,
    /// How it is or was encrypted, in a word, where it stands for itself.
    pub encryption: Option<String>,
    /// Whether OpenSSL 3 has that encryption in its legacy provider alone.
    pub legacy_encryption: bool,
    /// Whether it was encrypted, and a password opened it.
    pub decrypted: bool,
}

/// What is unusual about a file that can be read all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// A form that not everybody reads.
    Form {
        /// Which one.
        form: Form,
        /// The line, from 1, where it was met first; only text has lines.
        line: Option<usize>,
    },
    /// More than one private key: which one a program takes is for it to say.
    SeveralKeys {
        /// How many.
        count: usize,
    },
    /// Bytes behind the end of the DER.
    TrailingBytes {
        /// How many.
        count: usize,
    },
    /// Others than its owner can read a file that holds a private key.
    ReadableByOthers {
        /// The file's mode, its last nine bits.
        mode: u32,
    },
}

/// Passwords to try, in order; an empty one is tried last.
#[derive(Clone, Default)]
pub struct Passwords(pub Vec<String>);

impl File {
    /// Reads a file. Of a larger one than [`MAX_FILE`] nothing is kept.
    pub fn read(path: &Path, passwords: &Passwords) -> Result<Self, CredentialError> {
        let name = path.display().to_string();
        let fails = |error: &std::io::Error| CredentialError::unreadable(&name, error);
        let disk = Disk::open(path).map_err(|error| fails(&error))?;
        let metadata = disk.metadata().map_err(|error| fails(&error))?;
        if metadata.is_dir() {
            return Err(CredentialError::new(&name, "this is a directory", "name the file in it"));
        }
        let mut bytes = Vec::new();
        let limit = u64::try_from(MAX_FILE).unwrap_or(u64::MAX).saturating_add(1);
        disk.take(limit).read_to_end(&mut bytes).map_err(|error| fails(&error))?;
        let mut file = Self::of_bytes(&name, &bytes, passwords)?;
        file.note_mode(mode(&metadata));
        Ok(file)
    }

    /// Reads the content of a file.
    pub fn of_bytes(name: &str, bytes: &[u8], passwords: &Passwords) -> Result<Self, CredentialError> {
        if bytes.len() > MAX_FILE {
            let says = format!("this file is larger than {} MiB, the most that is read", MAX_FILE / (1024 * 1024));
            return Err(CredentialError::new(name, says, "certificates and keys take kilobytes: is it the right file?"));
        }
        let mut file = Self::of_text(name, bytes, passwords)?.map_or_else(|| Self::of_der(name, bytes, passwords), Ok)?;
        let mut rounds = encrypted_key::MAX_ROUNDS;
        for item in &mut file.items {
            encrypted_key::open(name, item, passwords, &mut rounds)?;
        }
        file.note_keys();
        Ok(file)
    }

    /// PEM, also where it was encoded once more.
    fn of_text(name: &str, bytes: &[u8], passwords: &Passwords) -> Result<Option<Self>, CredentialError> {
        let (text, encoding) = look_alike::plain_text(bytes);
        let (scanned, is_twice) = match pem::scan(name, &text, passwords)? {
            Some(scanned) => (scanned, false),
            None => match look_alike::pem_in_base64(&text).map(|text| pem::scan(name, &text, passwords)).transpose()?.flatten() {
                Some(scanned) => (scanned, true),
                None => return Ok(None),
            },
        };
        let twice = is_twice.then_some((Form::Base64Twice, 1));
        let forms = encoding.map(|form| (form, 1)).into_iter().chain(twice).chain(scanned.forms);
        let mut file = Self::new(name, Container::Pem, scanned.items);
        file.oddities.extend(forms.map(|(form, line)| Oddity::Form { form, line: Some(line) }));
        Ok(Some(file))
    }

    /// Everything of one kind.
    pub fn certificates(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.kind == Kind::Certificate)
    }

    /// Private keys, encrypted ones included.
    pub fn keys(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.kind.is_key())
    }

    /// Revocation lists.
    pub fn revocation_lists(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.kind == Kind::RevocationList)
    }

    fn new(name: &str, container: Container, items: Vec<Item>) -> Self {
        Self { name: name.to_owned(), container, items, oddities: Vec::new() }
    }

    fn of_der(name: &str, bytes: &[u8], passwords: &Passwords) -> Result<Self, CredentialError> {
        let Some(found) = shape::of(bytes) else { return Err(look_alike::error(name, bytes)) };
        let mut file = match found.shape {
            shape::Shape::Item(kind) => Self::new(name, Container::Der, vec![Item::new(kind, found.whole, Place::default())]),
            shape::Shape::Pkcs7 => Self::new(name, Container::Pkcs7, pkcs7::items(name, found.whole)?),
            shape::Shape::Pkcs12 => {
                let (archive, items) = pkcs12::open(name, found.whole, passwords)?;
                Self::new(name, Container::Pkcs12(archive), items)
            }
        };
        let count = bytes.len() - found.whole.len();
        if count > 0 {
            file.oddities.push(Oddity::TrailingBytes { count });
        }
        Ok(file)
    }

    /// What is unusual about the keys in it.
    fn note_keys(&mut self) {
        let of = |item: &Item| match (&self.container, &item.kind, &item.place.encryption) {
            (Container::Der, Kind::PrivateKey, None) => Some(Form::DerKey),
            (Container::Pem | Container::Der, ..) if item.place.legacy_encryption => Some(Form::LegacyKeyEncryption),
            (Container::Pem, _, Some(scheme)) if scheme.starts_with("OpenSSL") => Some(Form::TraditionalKeyEncryption),
            _ => None,
        };
        let forms: Vec<Oddity> =
            self.keys().filter_map(|item| Some(Oddity::Form { form: of(item)?, line: item.place.line })).take(1).collect();
        self.oddities.extend(forms);
        let count = self.keys().count();
        if count > 1 {
            self.oddities.push(Oddity::SeveralKeys { count });
        }
    }

    fn note_mode(&mut self, mode: Option<u32>) {
        const OTHERS: u32 = 0o077;
        if let Some(mode) = mode.filter(|mode| mode & OTHERS != 0 && self.keys().next().is_some()) {
            self.oddities.push(Oddity::ReadableByOthers { mode: mode & 0o777 });
        }
    }
}

impl Item {
    fn new(kind: Kind, der: &[u8], place: Place) -> Self {
        Self { kind, der: der.to_vec(), place }
    }
}

impl Kind {
    /// Whether it is a private key, encrypted or not.
    #[must_use]
    pub fn is_key(&self) -> bool {
        matches!(self, Self::PrivateKey | Self::EncryptedKey { .. })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.pad("a certificate"),
            Self::PrivateKey => f.pad("a private key"),
            Self::EncryptedKey { .. } => f.pad("an encrypted private key"),
            Self::PublicKey => f.pad("a public key"),
            Self::CertificateRequest => f.pad("a certificate signing request"),
            Self::RevocationList => f.pad("a certificate revocation list"),
            Self::Other(label) => write!(f, "{label:?}"),
        }
    }
}

/// Never the DER: it may be a secret.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item").field("kind", &self.kind).field("length", &self.der.len()).field("place", &self.place).finish()
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passwords", self.0.len())
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no modes")]
fn mode(metadata: &std::fs::Metadata) -> Option<u32> {
    Some(std::os::unix::fs::MetadataExt::mode(metadata))
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> Option<u32> {
    None
}
