//! What is to be judged: certificates, a key, what the other end trusts, and when.

use crate::capture::End;

/// Everything that is given.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Whose certificate it is.
    pub role: End,
    /// The certificates that would be sent, in the order of their file; at least one.
    pub chain: Vec<Given>,
    /// The private key.
    pub key: GivenKey,
    /// What the judge trusts; `None` where nobody said.
    pub trust: Option<Vec<Given>>,
    /// Revocation lists that the judge has.
    pub crls: Vec<Given>,
    /// The host name or address that a client wants to see in a server's certificate.
    pub host: Option<String>,
    /// The judge's clock: seconds since 1970-01-01 00:00 UTC.
    pub at_s: i64,
    /// What is to be said of the files themselves.
    pub files: Vec<FileNote>,
}

/// A certificate or a list, and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// Its DER.
    pub der: Vec<u8>,
    /// The name of its file.
    pub file: String,
    /// The place in words: `client.pem, line 12`.
    pub place: String,
}

/// A private key.
#[derive(Clone, Default)]
pub enum GivenKey {
    /// None was given.
    #[default]
    None,
    /// One that can be read.
    Plain(Given),
    /// One whose password is not known.
    Encrypted {
        /// The name of its file.
        file: String,
        /// How it is encrypted.
        scheme: String,
    },
}

/// Never the key itself.
impl std::fmt::Debug for GivenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Plain(_) => "Plain(..)",
            Self::Encrypted { .. } => "Encrypted",
        })
    }
}

/// Something about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileNote {
    /// The name of the file.
    pub file: String,
    /// What it is there for.
    pub used: FileUse,
    /// What it is.
    pub kind: FileNoteKind,
}

/// What a file is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileUse {
    /// Its end proves itself with it.
    Own,
    /// The other end trusts what is in it.
    Trust,
}

/// What can be said of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileNoteKind {
    /// PKCS #12.
    Pkcs12 {
        /// The encryption in it that only OpenSSL's legacy provider reads.
        legacy: Option<String>,
    },
    /// Bare DER.
    Der,
    /// PKCS #7.
    Pkcs7,
    /// A form that not everybody reads.
    Form {
        /// Its name in `forms.toml`.
        name: &'static str,
        /// The line, from 1, where it was met first.
        line: Option<usize>,
    },
    /// More private keys than one: how many.
    SeveralKeys(usize),
    /// A keystore without a private key, and none was given beside it.
    WithoutKey,
    /// Bytes behind the end.
    TrailingBytes(usize),
    /// A private key that others can read: the file's mode.
    ReadableByOthers(u32),
}
