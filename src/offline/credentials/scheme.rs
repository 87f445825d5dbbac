//! How keys and archives are encrypted under a password (PKCS #5: RFC 8018; PKCS #12: RFC 7292 appendix C).

use super::der::{self, Element, tag};

/// An encryption under a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scheme {
    /// In a word, such as `AES-256-CBC` or `RC2-40-CBC`.
    pub(super) name: String,
    /// Whether OpenSSL 3 has it in its legacy provider alone, or it is broken.
    pub(super) is_legacy: bool,
    /// How many rounds of key derivation it asks for; 0 where that is not known here.
    pub(super) rounds: u64,
}

/// Encryption schemes that are one identifier: 1.2.840.113549.1.12.1.x and 1.2.840.113549.1.5.x.
const ONE_PIECE: &[(&[u8], &str, bool)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 1], "RC4-128", true),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 2], "RC4-40", true),
    // In OpenSSL 3's default provider still, but not in FIPS mode, nor in the libraries of some languages.
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 3], "3DES-CBC", false),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 4], "2-key 3DES-CBC", false),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 5], "RC2-128-CBC", true),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1, 6], "RC2-40-CBC", true),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 3], "DES-CBC with MD5", true),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 6], "RC2-64-CBC with MD5", true),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 10], "DES-CBC with SHA-1", true),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 11], "RC2-64-CBC with SHA-1", true),
];

/// PBES2 names a key derivation and a cipher.
const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];

const CIPHERS: &[(&[u8], &str, bool)] = &[
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2], "AES-128-CBC", false),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 22], "AES-192-CBC", false),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42], "AES-256-CBC", false),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 6], "AES-128-GCM", false),
    (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 46], "AES-256-GCM", false),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 7], "3DES-CBC", false),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 3, 2], "RC2-CBC", true),
    (&[0x2b, 0x0e, 3, 2, 7], "DES-CBC", true),
];

impl Scheme {
    /// The scheme of an AlgorithmIdentifier, a SEQUENCE of identifier and parameters.
    pub(super) fn of(identifier: Element<'_>) -> Option<Self> {
        let mut fields = identifier.inside();
        let oid = fields.next().filter(|field| field.tag == tag::OBJECT_IDENTIFIER)?;
        if oid.content != PBES2 {
            return Some(Self { rounds: fields.next().map_or(0, rounds), ..Self::named(oid.content, ONE_PIECE) });
        }
        let mut parameters = fields.next()?.inside();
        let derivation = parameters.next()?.inside().nth(1);
        let cipher = der::first(parameters.next()?.content, tag::OBJECT_IDENTIFIER)?.content;
        Some(Self { rounds: derivation.map_or(0, rounds), ..Self::named(cipher, CIPHERS) })
    }

    fn named(oid: &[u8], known: &[(&[u8], &str, bool)]) -> Self {
        match known.iter().find(|(known, _, _)| *known == oid) {
            Some((_, name, is_legacy)) => Self { name: (*name).to_owned(), is_legacy: *is_legacy, rounds: 0 },
            None => Self { name: "an encryption that is not known here".to_owned(), is_legacy: false, rounds: 0 },
        }
    }
}

/// `SEQUENCE { salt OCTET STRING, iterationCount INTEGER, … }`: the count (RFC 8018 A.2, A.3).
fn rounds(parameters: Element<'_>) -> u64 {
    let count = parameters.inside().nth(1).filter(|count| count.tag == tag::INTEGER);
    count.map_or(0, |count| count.content.iter().fold(0, |sum: u64, &byte| sum.saturating_mul(256).saturating_add(byte.into())))
}
