//! PKCS #12 (RFC 7292): what it is protected with, read without a password; what is in it, by p12-keystore.
//!
//! ```text
//! PFX ::= SEQUENCE { version 3, authSafe ContentInfo, macData SEQUENCE OPTIONAL }
//! AuthenticatedSafe ::= SEQUENCE OF ContentInfo   -- data, or encryptedData
//! SafeBag ::= SEQUENCE { bagId, bagValue [0], bagAttributes SET OPTIONAL }
//! ```

use p12_keystore::error::Error;
use p12_keystore::{
    Certificate, CertificateBag, EncryptionAlgorithm, KeyStore, KeyStoreEntry, Pkcs12Archive, PrivateKey, PrivateKeyBag, PrivateKeyChain,
};

use super::der::{self, Element, tag};
use super::encrypted_key::MAX_ROUNDS;
use super::error::CredentialError;
use super::scheme::Scheme;
use super::{Item, Kind, Passwords, Place};

/// How an archive is protected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// How its parts are encrypted, each way once.
    pub encryption: Vec<String>,
    /// The one of them that OpenSSL 3 reads with `-legacy` alone, if there is one.
    pub legacy: Option<String>,
    /// Whether a MAC protects it: without one a wrong password and damage look alike.
    pub has_mac: bool,
}

/// 1.2.840.113549.1.7.1, data.
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1];

/// 1.2.840.113549.1.7.6, encryptedData.
const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 6];

/// 1.2.840.113549.1.12.10.1.2, a private key that is encrypted by itself.
const SHROUDED_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 10, 1, 2];

/// Opens an archive with the first password that fits; the empty one is tried last.
pub(super) fn open(file: &str, der: &[u8], passwords: &Passwords) -> Result<(Archive, Vec<Item>), CredentialError> {
    let (archive, rounds) = Archive::of(der);
    if rounds > MAX_ROUNDS {
        return Err(archive.refused(file, &Error::InvalidParameters, !passwords.0.is_empty()));
    }
    let mut last = None;
    for password in passwords.0.iter().map(String::as_str).chain([""]) {
        match Pkcs12Archive::from_pkcs12(der, password).or_else(|error| with_other_key_password(der, password, passwords).ok_or(error)) {
            Ok(found) => return Ok((archive, items(found))),
            // Of all answers the one to the user's own password tells most.
            Err(error) => last = last.or(Some(error)),
        }
    }
    if passwords.0.iter().map(String::as_str).chain([""]).any(|password| opens_all_but_keys(der, password)) {
        return Err(other_key_password(file));
    }
    let error = last.unwrap_or(Error::InvalidData);
    Err(archive.refused(file, &error, !passwords.0.is_empty()))
}

/// A store whose keys are under another password than itself, as Java allows: both were given.
fn with_other_key_password(der: &[u8], store: &str, passwords: &Passwords) -> Option<Pkcs12Archive> {
    if !opens_all_but_keys(der, store) {
        return None;
    }
    let (others, keys): (Vec<_>, Vec<_>) = safes(der)?.into_iter().partition(|safe| schemes_of_keys(*safe).is_empty());
    let mut archive = Pkcs12Archive::from_pkcs12(&archive_of(&others), store).ok()?;
    let opened = |safe: &Element<'_>| {
        let alone = archive_of(&[*safe]);
        passwords.0.iter().find_map(|password| Pkcs12Archive::from_pkcs12(&alone, password).ok())
    };
    for found in keys.iter().map(opened).collect::<Option<Vec<_>>>()? {
        archive.keys.extend(found.keys);
    }
    Some(archive)
}

/// Whether the password is the store's, and it is the keys alone that it does not open.
fn opens_all_but_keys(der: &[u8], password: &str) -> bool {
    let is_mac_error = matches!(Pkcs12Archive::from_pkcs12(der, password), Ok(_) | Err(Error::MacError(_)));
    let safes = safes(der).unwrap_or_default();
    let others: Vec<_> = safes.iter().copied().filter(|safe| schemes_of_keys(*safe).is_empty()).collect();
    let has_encrypted = others.iter().any(|safe| is_encrypted(*safe));
    let is_of_store = has_encrypted || Archive::of(der).0.has_mac;
    !is_mac_error && is_of_store && others.len() < safes.len() && Pkcs12Archive::from_pkcs12(&archive_of(&others), password).is_ok()
}

fn other_key_password(file: &str) -> CredentialError {
    CredentialError::new(
        file,
        "the store's password is right, but the private key in it has another: JSSE, Kafka and Tomcat then say UnrecoverableKeyException",
        "give it too, with --key-password, or set it to the store's: keytool -importkeystore -srckeystore FILE -destkeystore NEW.p12 -deststoretype PKCS12",
    )
}

/// An archive round some of its parts, without a MAC.
fn archive_of(safes: &[Element<'_>]) -> Vec<u8> {
    let safes: Vec<u8> = safes.iter().flat_map(|safe| safe.whole.iter().copied()).collect();
    let auth_safe = content_info(&der::encode(tag::SEQUENCE, &[&safes]));
    der::encode(tag::SEQUENCE, &[&[tag::INTEGER, 1, 3], &auth_safe])
}

/// An archive round one encrypted key: what is known of PKCS #12's encryption opens it then.
pub(super) fn around_key(key: &[u8]) -> Vec<u8> {
    let bag_id = der::encode(tag::OBJECT_IDENTIFIER, &[SHROUDED_KEY]);
    let bag = der::encode(tag::SEQUENCE, &[&bag_id, &der::encode(tag::CONTEXT_0, &[key])]);
    let safe = content_info(&der::encode(tag::SEQUENCE, &[&bag]));
    archive_of(&der::elements(&safe).collect::<Vec<_>>())
}

/// A ContentInfo of the type data.
fn content_info(octets: &[u8]) -> Vec<u8> {
    let content_type = der::encode(tag::OBJECT_IDENTIFIER, &[DATA]);
    der::encode(tag::SEQUENCE, &[&content_type, &der::encode(tag::CONTEXT_0, &[&der::encode(tag::OCTET_STRING, &[octets])])])
}

/// A key and its certificates, the key's own first, as PKCS #12 with AES-256 under a password.
pub fn write_keystore(name: &str, password: &str, key_pkcs8: &[u8], chain: &[&[u8]]) -> Result<Vec<u8>, String> {
    write(password, [(name, keystore_entry(name, key_pkcs8, chain)?)], EncryptionAlgorithm::PbeWithHmacSha256AndAes256)
}

/// The same encrypted with RC2-40, as old tools did: to show what OpenSSL 3 makes of it.
pub fn write_legacy_keystore(name: &str, password: &str, key_pkcs8: &[u8], chain: &[&[u8]]) -> Result<Vec<u8>, String> {
    // The crate calls it RC4; the identifier that it writes is RC2's.
    write(password, [(name, keystore_entry(name, key_pkcs8, chain)?)], EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc)
}

fn keystore_entry(name: &str, key_pkcs8: &[u8], chain: &[&[u8]]) -> Result<KeyStoreEntry, String> {
    let key = PrivateKey::from_der(key_pkcs8).map_err(|error| error.to_string())?;
    let certificates =
        chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
    Ok(KeyStoreEntry::PrivateKeyChain(PrivateKeyChain::new(name, key, certificates)))
}

/// Certificates to trust as PKCS #12, with the attribute without which Java sees none of them.
pub fn write_truststore<'a>(password: &str, trusted: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>, String> {
    let entry = |(name, der)| Ok((name, KeyStoreEntry::Certificate(Certificate::from_der(der)?)));
    let entries: Result<Vec<_>, Error> = trusted.into_iter().map(entry).collect();
    write(password, entries.map_err(|error| error.to_string())?, EncryptionAlgorithm::PbeWithHmacSha256AndAes256)
}

fn write<'a>(
    password: &str,
    entries: impl IntoIterator<Item = (&'a str, KeyStoreEntry)>,
    encryption: EncryptionAlgorithm,
) -> Result<Vec<u8>, String> {
    let mut store = KeyStore::new();
    for (name, entry) in entries {
        store.add_entry(name, entry);
    }
    store.writer(password).encryption_algorithm(encryption).write().map_err(|error| error.to_string())
}

impl Archive {
    /// What can be seen without the password; and how many rounds of key derivation all parts ask for.
    fn of(der: &[u8]) -> (Self, u64) {
        let schemes: Vec<Scheme> = safes(der).unwrap_or_default().into_iter().flat_map(schemes).collect();
        let mut encryption: Vec<String> = schemes.iter().map(|scheme| scheme.name.clone()).collect();
        encryption.dedup();
        let rounds = schemes.iter().fold(0, |sum: u64, scheme| sum.saturating_add(scheme.rounds));
        let legacy = schemes.into_iter().find(|scheme| scheme.is_legacy).map(|scheme| scheme.name);
        let has_mac = der::first(der, tag::SEQUENCE).is_some_and(|pfx| pfx.inside().count() > 2);
        (Self { encryption, legacy, has_mac }, rounds)
    }

    fn refused(&self, file: &str, error: &Error, password_given: bool) -> CredentialError {
        let encryption = self.encryption.join(" and ");
        let (says, remedy): (String, &str) = match error {
            Error::MacError(_) if password_given => (
                "the password is wrong: the file's MAC does not verify with it".into(),
                "give the right one with --password or --password-file",
            ),
            Error::MacError(_) => ("this PKCS #12 file needs a password".into(), "give it with --password or --password-file"),
            Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => (
                format!("this PKCS #12 file is protected in a way that is not read here ({encryption}); the password was not judged"),
                "convert it: openssl pkcs12 -legacy -in FILE -nodes | openssl pkcs12 -export -out NEW.p12",
            ),
            Error::InvalidParameters => (
                "it asks for millions of rounds of key derivation: no tool writes such a file".into(),
                "get the file again from where it was made",
            ),
            _ if self.has_mac => (format!("this PKCS #12 file is damaged, or its form is not known here: {error}"), "copy the file again"),
            _ => (
                format!("this PKCS #12 file has no MAC and cannot be opened ({encryption}): a wrong password and damage look alike then"),
                "check the password; make the file again without -nomac",
            ),
        };
        CredentialError::new(file, says, remedy)
    }
}

/// The ContentInfos of the AuthenticatedSafe.
fn safes(der: &[u8]) -> Option<Vec<Element<'_>>> {
    let content = der::first(der, tag::SEQUENCE)?.inside().nth(1)?;
    let octets = octets(content)?;
    Some(der::first(octets, tag::SEQUENCE)?.inside().collect())
}

/// The octets of a ContentInfo of the type data.
fn octets(content_info: Element<'_>) -> Option<&[u8]> {
    let content = content_info.inside().nth(1).filter(|content| content.tag == tag::CONTEXT_0)?;
    der::first(content.content, tag::OCTET_STRING).map(|octets| octets.content)
}

fn schemes(safe: Element<'_>) -> Vec<Scheme> {
    if is_encrypted(safe) { encrypted_data(safe).into_iter().collect() } else { schemes_of_keys(safe) }
}

fn is_encrypted(safe: Element<'_>) -> bool {
    safe.inside().next().is_some_and(|oid| oid.content == ENCRYPTED_DATA)
}

/// `[0] { SEQUENCE { version, SEQUENCE { contentType, algorithm, content } } }`
fn encrypted_data(safe: Element<'_>) -> Option<Scheme> {
    let data = der::first(safe.inside().nth(1)?.content, tag::SEQUENCE)?;
    Scheme::of(data.inside().nth(1)?.inside().nth(1)?)
}

fn schemes_of_keys(safe: Element<'_>) -> Vec<Scheme> {
    keys_in(safe).filter_map(|info| Scheme::of(info.inside().next()?)).collect()
}

/// The encrypted keys of a part, each in the form of PKCS #8.
fn keys_in(safe: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    let bags = octets(safe).and_then(|octets| der::first(octets, tag::SEQUENCE));
    bags.into_iter().flat_map(Element::inside).filter_map(shrouded_key)
}

fn shrouded_key(bag: Element<'_>) -> Option<Element<'_>> {
    bag.inside().next().filter(|oid| oid.content == SHROUDED_KEY)?;
    der::first(bag.inside().nth(1)?.content, tag::SEQUENCE)
}

/// The encrypted keys of an archive.
#[cfg(test)]
pub(super) fn shrouded_keys(der: &[u8]) -> Vec<&[u8]> {
    safes(der).unwrap_or_default().into_iter().filter(|safe| !is_encrypted(*safe)).flat_map(keys_in).map(|key| key.whole).collect()
}

/// The certificate of the first key comes first, as it has to be sent.
fn items(archive: Pkcs12Archive) -> Vec<Item> {
    let own = archive.keys.first().and_then(|key| key.local_key_id.as_ref()).map(|id| id.0.clone());
    let is_own = |bag: &CertificateBag| own.is_some() && bag.local_key_id == own;
    let (first, rest): (Vec<_>, Vec<_>) = archive.certs.into_iter().partition(is_own);
    let certificates = first.into_iter().chain(rest).map(certificate);
    certificates.chain(archive.keys.into_iter().map(key)).collect()
}

fn certificate(bag: CertificateBag) -> Item {
    let place = Place { friendly_name: bag.friendly_name, java_trusts: bag.trusted, local_key_id: bag.local_key_id, ..Place::default() };
    Item::new(Kind::Certificate, bag.cert.as_der(), place)
}

fn key(bag: PrivateKeyBag) -> Item {
    let local_key_id = bag.local_key_id.map(|id| id.0);
    let place = Place { friendly_name: bag.friendly_name, local_key_id, decrypted: true, ..Place::default() };
    Item::new(Kind::PrivateKey, bag.key.as_der(), place)
}
