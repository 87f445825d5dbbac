//! What is often given where a certificate or a key belongs: recognised, so that the error can say what it is.

use std::borrow::Cow;

use data_encoding::BASE64;

use super::der;
use super::error::CredentialError;
use super::form::Form;

/// The content as text. UTF-16 and byte order marks are told, and taken away.
pub(super) fn plain_text(bytes: &[u8]) -> (Cow<'_, str>, Option<Form>) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), Some(Form::Utf16)),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), Some(Form::Utf16)),
        [b'-', 0, b'-', 0, ..] => (utf16(bytes, u16::from_le_bytes), Some(Form::Utf16)),
        [0, b'-', 0, b'-', ..] => (utf16(bytes, u16::from_be_bytes), Some(Form::Utf16)),
        [0xef, 0xbb, 0xbf, rest @ ..] => (String::from_utf8_lossy(rest), Some(Form::ByteOrderMark)),
        _ => (String::from_utf8_lossy(bytes), None),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'static, str> {
    let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(unit)).collect();
    String::from_utf16_lossy(&units).into()
}

/// PEM that was encoded with base64 once more, as in a Secret of Kubernetes: one value, perhaps quoted, perhaps with its key.
pub(super) fn pem_in_base64(text: &str) -> Option<String> {
    let value = text.trim().rsplit([':', ' ', '\t']).next().unwrap_or_default();
    let letters: Vec<u8> = if text.contains(':') { value.bytes().collect() } else { text.bytes().collect() };
    let letters: Vec<u8> = letters.into_iter().filter(|letter| !letter.is_ascii_whitespace() && !b"\"'".contains(letter)).collect();
    let decoded = BASE64.decode(&letters).ok()?;
    let (text, _) = plain_text(&decoded);
    text.contains("-----BEGIN ").then(|| text.into_owned())
}

/// What is wrong with a file that is neither PEM nor any DER that is known.
pub(super) fn error(file: &str, bytes: &[u8]) -> CredentialError {
    let (says, remedy) = known(bytes).unwrap_or_else(|| damaged(bytes));
    CredentialError::new(file, says, remedy)
}

type Sentence = (String, String);

fn known(bytes: &[u8]) -> Option<Sentence> {
    let (text, _) = plain_text(bytes);
    let start = text.trim_start();
    let begins = |with: &str| start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let (says, remedy) = if bytes.is_empty() {
        ("this file is empty", "the command that made it failed: make it again")
    } else if bytes.starts_with(&[0xfe, 0xed, 0xfe, 0xed]) {
        (
            "this is a Java KeyStore in the old JKS format",
            "convert it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12",
        )
    } else if bytes.starts_with(&[0xce, 0xce, 0xce, 0xce]) {
        (
            "this is a Java KeyStore in the JCEKS format",
            "convert it: keytool -importkeystore -srckeystore FILE -srcstoretype JCEKS -destkeystore FILE.p12 -deststoretype PKCS12",
        )
    } else if begins("ssh-") || begins("ecdsa-sha2-") {
        ("this is an SSH public key, not a certificate", "TLS needs an X.509 certificate")
    } else if begins("PuTTY-User-Key-File") {
        ("this is an SSH key of PuTTY", "TLS needs an X.509 certificate and its own key")
    } else if begins("<!doctype") || begins("<html") {
        ("this is a page of HTML", "the download gave a web page instead of the file: download it again")
    } else if begins("<?xml") {
        ("this is XML", "name the file of the certificate")
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0x1f, 0x8b]) {
        ("this is a compressed archive", "unpack it first")
    } else if is_bare_base64(start) {
        (
            "this is base64 without its lines of dashes",
            "put -----BEGIN CERTIFICATE----- before it and -----END CERTIFICATE----- behind it, or decode it: base64 -d",
        )
    } else {
        return None;
    };
    Some((says.to_owned(), remedy.to_owned()))
}

/// DER of a SEQUENCE begins with 0x30, in base64 with `M`.
fn is_bare_base64(text: &str) -> bool {
    let letters = || text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    text.starts_with('M') && letters().count() > 40 && letters().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
}

fn damaged(bytes: &[u8]) -> Sentence {
    if bytes.starts_with(&[0x30, 0x80]) {
        let says = "this is BER with lengths left open, not DER: most readers refuse it";
        return (says.into(), "write it again: openssl pkcs12 -in FILE -nodes | openssl pkcs12 -export -out NEW.p12".into());
    }
    match (bytes.first(), der::claimed_length(bytes)) {
        (Some(0x30), Some(claimed)) if claimed > bytes.len() => (
            format!("it says that it is {claimed} bytes long, but it ends after byte {}: it was cut off", bytes.len()),
            "copy the file again".into(),
        ),
        (Some(0x30), _) => (
            "this begins like DER, but it is no certificate, key, request, revocation list or PKCS #12 file".into(),
            "openssl asn1parse -inform DER -in FILE shows what is in it".into(),
        ),
        // Not a byte of it is shown: a key in a bare form is a secret from its first byte on.
        _ => (
            format!("this is neither PEM nor DER, but {} bytes of something else", bytes.len()),
            "PEM begins with -----BEGIN, DER with the byte 30".into(),
        ),
    }
}
