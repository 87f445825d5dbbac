//! From files to what can be judged: which file holds what, and what to say if it holds something else.

use std::path::Path;

use anyhow::{anyhow, bail};

use crate::diagnose::preflight::{FileNote, FileNoteKind, FileUse, Given, GivenKey, StackSays, file_form, stacks_on};
use crate::offline::credentials::{Container, CredentialError, File, Item, Kind, Oddity, Passwords, shell_word};

/// This machine's clock, in seconds since 1970-01-01 00:00 UTC.
pub(super) fn now_s() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// A time as users write it.
pub(in crate::cli) fn time(text: &str) -> Result<i64, String> {
    let date = |text: &str| text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let moment = text.parse::<i64>().ok().or_else(|| text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second));
    let moment = moment.or_else(|| date(text).map(|date| date.timestamp().as_second()));
    moment.ok_or_else(|| format!("`{text}` is no time: write 2026-11-21, 2026-11-21T10:00:00Z, or seconds since 1970"))
}

/// What a file is and holds, in one line.
pub(super) fn summary(file: &File) -> String {
    let container = match &file.container {
        Container::Pem => "PEM".to_owned(),
        Container::Der => "DER".to_owned(),
        Container::Pkcs7 => "PKCS #7".to_owned(),
        Container::Pkcs12(archive) if archive.encryption.is_empty() => "PKCS #12, not encrypted".to_owned(),
        Container::Pkcs12(archive) => format!("PKCS #12, encrypted with {}", archive.encryption.join(" and ")),
    };
    let kinds = [
        ("certificate", file.certificates().count()),
        ("private key", file.keys().count()),
        ("revocation list", file.revocation_lists().count()),
        ("signing request", file.items.iter().filter(|item| item.kind == Kind::CertificateRequest).count()),
        ("public key", file.items.iter().filter(|item| item.kind == Kind::PublicKey).count()),
    ];
    let counted: Vec<String> = kinds
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if counted.is_empty() { format!("{container}, nothing that TLS needs") } else { format!("{container}, {}", counted.join(", ")) }
}

/// What is unusual about a file.
pub(super) fn remarks(file: &File) -> Vec<String> {
    let mut remarks: Vec<String> = file.oddities.iter().map(oddity).collect();
    if let Container::Pkcs12(archive) = &file.container {
        remarks.extend(
            archive.legacy.as_ref().map(|legacy| format!("{legacy} is read by OpenSSL 3, curl and Node with -legacy alone, or not at all")),
        );
        if !archive.has_mac {
            remarks.push("there is no MAC: a wrong password and damage would look alike".to_owned());
        }
        if is_empty_for_java(file) {
            remarks.push("Java sees no trusted certificate in it: the attribute is missing that marks one".to_owned());
        }
    }
    remarks
}

/// Where a thing stands: its file, and the place in it.
pub(super) fn place(file: &File, index: usize) -> String {
    format!("{}, {}", file.name, place_in(file, index))
}

/// Where a thing stands in its file.
pub(super) fn place_in(file: &File, index: usize) -> String {
    let Some(item) = file.items.get(index) else { return String::new() };
    match (&item.place.line, &item.place.friendly_name) {
        (Some(line), _) => format!("line {line}"),
        (None, Some(name)) => format!("{} {} \"{name}\"", item.kind.to_string().trim_start_matches("a "), index + 1),
        (None, None) if file.items.len() > 1 => format!("{} {}", item.kind.to_string().trim_start_matches("a "), index + 1),
        (None, None) => "byte 0".to_owned(),
    }
}

/// The certificates of an end's file; an error says what is in it instead.
pub(super) fn chain(file: &File, key_file: Option<&File>) -> anyhow::Result<Vec<Given>> {
    let found = given_where(file, |item| item.kind == Kind::Certificate && !belongs_to_other_key(file, item));
    if found.is_empty() {
        let swapped =
            file.keys().next().is_some() && key_file.is_some_and(|key| key.certificates().next().is_some() && key.keys().next().is_none());
        return Err(if swapped { swapped_files(file) } else { holds_no(file, "certificate") });
    }
    Ok(found)
}

/// The private key: of its own file, or of the certificate's.
pub(super) fn key(certificate: &File, own: Option<&File>) -> anyhow::Result<GivenKey> {
    let file = own.unwrap_or(certificate);
    let found = file.items.iter().enumerate().find(|(_, item)| item.kind.is_key());
    Ok(match found {
        Some((_, Item { kind: Kind::EncryptedKey { scheme }, .. })) => {
            GivenKey::Encrypted { file: shell_word(&file.name), scheme: scheme.clone() }
        }
        Some((index, _)) => GivenKey::Plain(one(file, index)),
        None if own.is_some() => return Err(holds_no(file, "private key")),
        None => GivenKey::None,
    })
}

/// What a file of trusted certificates holds.
pub(in crate::cli) struct Trusted {
    pub(in crate::cli) certificates: Vec<Given>,
    /// Revocation lists.
    pub(in crate::cli) lists: Vec<Given>,
    /// What is to be said of the file itself.
    pub(in crate::cli) notes: Vec<FileNote>,
}

/// What a judge trusts. A store that Java would see as an empty one is an error: nothing would ever be trusted.
pub(in crate::cli) fn trust(path: &Path, passwords: &Passwords) -> anyhow::Result<Trusted> {
    let file = File::read(path, passwords)?;
    if is_empty_for_java(&file) {
        let says = format!(
            "this PKCS #12 file has {} certificates, but none is marked as trusted: Java, and most who read truststores, see an empty one",
            file.certificates().count()
        );
        let remedy = "make it with keytool -importcert -keystore FILE -storetype PKCS12 -file CA.pem, or give the certificates as PEM";
        bail!(CredentialError::new(&file.name, says, remedy));
    }
    let certificates = given(&file, |kind| *kind == Kind::Certificate);
    if certificates.is_empty() {
        return Err(holds_no(&file, "certificate"));
    }
    let notes = notes(&file, FileUse::Trust).into_iter().filter(|note| matches!(note.kind, FileNoteKind::Form { .. })).collect();
    Ok(Trusted { certificates, lists: given(&file, |kind| *kind == Kind::RevocationList), notes })
}

/// Revocation lists.
pub(in crate::cli) fn crls(path: &Path) -> anyhow::Result<Vec<Given>> {
    let file = File::read(path, &Passwords::default())?;
    let lists = given(&file, |kind| *kind == Kind::RevocationList);
    if lists.is_empty() { Err(holds_no(&file, "revocation list")) } else { Ok(lists) }
}

/// What is to be said of a file itself.
pub(super) fn notes(file: &File, used: FileUse) -> Vec<FileNote> {
    let container = match &file.container {
        Container::Pem => None,
        Container::Der if file.keys().next().is_some() => None,
        Container::Der => Some(FileNoteKind::Der),
        Container::Pkcs7 => Some(FileNoteKind::Pkcs7),
        Container::Pkcs12(archive) => Some(FileNoteKind::Pkcs12 { legacy: archive.legacy.clone() }),
    };
    let oddities = file.oddities.iter().map(|oddity| match oddity {
        Oddity::Form { form, line } => FileNoteKind::Form { name: form.name(), line: *line },
        Oddity::SeveralKeys { count } => FileNoteKind::SeveralKeys(*count),
        Oddity::TrailingBytes { count } => FileNoteKind::TrailingBytes(*count),
        Oddity::ReadableByOthers { mode } => FileNoteKind::ReadableByOthers(*mode),
    });
    container.into_iter().chain(oddities).map(|kind| FileNote { file: shell_word(&file.name), used, kind }).collect()
}

fn given(file: &File, wanted: fn(&Kind) -> bool) -> Vec<Given> {
    given_where(file, |item| wanted(&item.kind))
}

fn given_where(file: &File, wanted: impl Fn(&Item) -> bool) -> Vec<Given> {
    let found = file.items.iter().enumerate().filter(|(_, item)| wanted(item));
    found.map(|(index, _)| one(file, index)).collect()
}

/// Whether a keystore says that a certificate is that of another key than its first.
fn belongs_to_other_key(file: &File, certificate: &Item) -> bool {
    let own = file.keys().next().and_then(|key| key.place.local_key_id.as_ref());
    let id = certificate.place.local_key_id.as_ref();
    id.is_some() && id != own && file.keys().skip(1).any(|key| key.place.local_key_id.as_ref() == id)
}

fn one(file: &File, index: usize) -> Given {
    let der = file.items.get(index).map(|item| item.der.clone()).unwrap_or_default();
    Given { der, file: shell_word(&file.name), place: place(file, index) }
}

/// Keystores have keys; a store of certificates alone is there to be trusted.
fn is_empty_for_java(file: &File) -> bool {
    let is_store = matches!(file.container, Container::Pkcs12(_)) && file.keys().next().is_none();
    is_store && !file.items.iter().any(|item| item.place.java_trusts)
}

/// Whether it is a keystore that has certificates and no key to prove them with.
pub(super) fn is_without_key(file: &File) -> bool {
    matches!(file.container, Container::Pkcs12(_)) && file.keys().next().is_none()
}

fn holds_no(file: &File, wanted: &str) -> anyhow::Error {
    let there: Vec<String> = file.items.iter().map(|item| item.kind.to_string()).collect();
    let there = if there.is_empty() { "nothing".to_owned() } else { there.join(", ") };
    let remedy = match file.items.first().map(|item| &item.kind) {
        Some(Kind::CertificateRequest) => "a CA makes a certificate of a request: use the file that it sent back",
        Some(Kind::PublicKey) => "a public key alone proves nothing: use the certificate, or the private key",
        Some(kind) if kind.is_key() => "name the certificate's file here, and this one with --key",
        Some(Kind::Certificate) => {
            "name the key's file here: it begins with BEGIN PRIVATE KEY, BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY"
        }
        _ => "name another file",
    };
    let error = CredentialError::new(&file.name, format!("there is no {wanted} in this file, but {there}"), remedy);
    anyhow!(error.at_line(file.items.first().and_then(|item| item.place.line)))
}

fn swapped_files(file: &File) -> anyhow::Error {
    let others: Vec<String> = stacks_on("swapped").iter().filter_map(in_words).collect();
    let error = CredentialError::new(
        &file.name,
        "there is no certificate in this file, but a private key, and the key's file holds the certificate",
        format!("the two files are swapped ({})", others.join("; ")),
    );
    anyhow!(error.at_line(file.items.first().and_then(|item| item.place.line)))
}

fn in_words(says: &StackSays) -> Option<String> {
    Some(format!("{} would say: {}", says.stack, says.says.as_ref()?))
}

fn oddity(oddity: &Oddity) -> String {
    match oddity {
        Oddity::Form { form, line } => of_form(form.name(), *line),
        Oddity::SeveralKeys { count } => format!("there are {count} private keys: which one a program takes is for it to say"),
        Oddity::TrailingBytes { count } => format!("{count} bytes follow behind its end"),
        Oddity::ReadableByOthers { mode } => format!("others than its owner can read this private key (mode {mode:o}): chmod 600"),
    }
}

/// What a form is, and who does not read it.
fn of_form(name: &str, line: Option<usize>) -> String {
    let Some(form) = file_form(name) else { return name.to_owned() };
    let unable: Vec<&str> = form.stacks().filter(|(_, refusal)| refusal.is_some()).map(|(stack, _)| stack).collect();
    format!("{}; not read as it is by {}", form.remark(line), unable.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_names() {
        assert_eq!((time("0"), time("1970-01-02"), time("1970-01-01T01:00:00+01:00")), (Ok(0), Ok(86_400), Ok(0)));
        assert!(time("tomorrow").is_err());
        assert_eq!([shell_word("a/b.pem"), shell_word("a b"), shell_word("it's")], ["a/b.pem", "'a b'", "'it'\\''s'"]);
    }
}
