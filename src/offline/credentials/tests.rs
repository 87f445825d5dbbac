//! Every form, and every way to spoil one.

use data_encoding::BASE64;
use p12_keystore::{EncryptionAlgorithm, KeyStore, KeyStoreEntry};
use rcgen::{CertificateParams, KeyPair};

use super::*;

struct Made {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

fn made() -> Made {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["a.example".to_owned()]).unwrap().self_signed(&key).unwrap();
    Made { certificate: certificate.der().to_vec(), key: key.serialize_der() }
}

fn read(bytes: &[u8]) -> Result<File, CredentialError> {
    File::of_bytes("some.pem", bytes, &Passwords(vec!["secret".into()]))
}

fn kinds(file: &File) -> Vec<Kind> {
    file.items.iter().map(|item| item.kind.clone()).collect()
}

fn says(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

/// As few rounds of key derivation as can be: the tests open it thousands of times.
fn keystore(made: &Made, encryption: EncryptionAlgorithm) -> Vec<u8> {
    let key = p12_keystore::PrivateKey::from_der(&made.key).unwrap();
    let certificate = p12_keystore::Certificate::from_der(&made.certificate).unwrap();
    let mut store = KeyStore::new();
    store.add_entry("a", KeyStoreEntry::PrivateKeyChain(p12_keystore::PrivateKeyChain::new("a", key, [certificate])));
    store.writer("secret").encryption_algorithm(encryption).encryption_iterations(1).mac_iterations(1).write().unwrap()
}

#[test]
fn what_is_in_a_file_its_content_tells() {
    let Made { certificate, key } = made();
    let pem = format!("some words\n{}{}", encode_pem("CERTIFICATE", &certificate), encode_pem("PRIVATE KEY", &key));
    let file = read(pem.as_bytes()).unwrap();
    assert_eq!((kinds(&file), file.container.clone()), (vec![Kind::Certificate, Kind::PrivateKey], Container::Pem));
    assert_eq!(file.items[0].place.line, Some(2));
    assert_eq!((&file.items[0].der, &file.items[1].der), (&certificate, &key));
    assert_eq!(kinds(&read(&certificate).unwrap()), [Kind::Certificate]);
    assert_eq!(kinds(&read(&key).unwrap()), [Kind::PrivateKey]);
}

#[test]
fn pkcs12_says_how_it_is_encrypted() {
    let made = made();
    for (encryption, name, is_legacy) in [
        (EncryptionAlgorithm::PbeWithHmacSha256AndAes256, "AES-256-CBC", false),
        (EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc, "3DES-CBC", false),
        (EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc, "RC2-40-CBC", true),
    ] {
        let file = read(&keystore(&made, encryption)).unwrap();
        let Container::Pkcs12(archive) = &file.container else { panic!("{:?}", file.container) };
        assert_eq!((archive.encryption.as_slice(), archive.legacy.is_some(), archive.has_mac), (&[name.to_owned()][..], is_legacy, true));
        assert_eq!(kinds(&file), [Kind::Certificate, Kind::PrivateKey]);
    }
}

#[test]
fn a_wrong_password_and_none_are_told_apart() {
    let store = keystore(&made(), EncryptionAlgorithm::PbeWithHmacSha256AndAes256);
    let with = |passwords: &[&str]| {
        let passwords = Passwords(passwords.iter().map(ToString::to_string).collect());
        File::of_bytes("some.p12", &store, &passwords).map(|_| ()).map_err(|error| error.says)
    };
    assert_eq!(with(&["secret"]), Ok(()));
    assert_eq!(with(&["other", "secret"]), Ok(()));
    assert_eq!(with(&["other"]), Err("the password is wrong: the file's MAC does not verify with it".into()));
    assert_eq!(with(&[]), Err("this PKCS #12 file needs a password".into()));
}

#[test]
fn a_truststore_is_marked_for_java() {
    let made = made();
    let store = write_truststore("secret", [("root", made.certificate.as_slice())]).unwrap();
    let file = read(&store).unwrap();
    assert_eq!(kinds(&file), [Kind::Certificate]);
    assert!(file.items[0].place.java_trusts);
    assert_eq!(file.items[0].place.friendly_name.as_deref(), Some("root"));
}

#[test]
fn spoiled_text_is_named_with_its_line() {
    let pem = encode_pem("CERTIFICATE", &made().certificate);
    let lines: Vec<&str> = pem.lines().collect();
    let cut = lines[..4].join("\n");
    assert!(says(cut.as_bytes()).starts_with("some.pem, line 1: the CERTIFICATE that begins here has no END"), "{}", says(cut.as_bytes()));
    let odd = pem.replacen(lines[2], &format!("*{}", lines[2]), 1);
    assert!(says(odd.as_bytes()).starts_with("some.pem, line 3: '*' is no letter of base64"), "{}", says(odd.as_bytes()));
    let missing = pem.replacen(&lines[2][..5], "", 1);
    assert!(says(missing.as_bytes()).starts_with("some.pem, line 1: the base64 of the CERTIFICATE that begins here is incomplete"));
    let twice = format!("{}\n{pem}", lines[..3].join("\n"));
    assert!(says(twice.as_bytes()).contains("has no END: line 4 begins the next one"), "{}", says(twice.as_bytes()));
    let other = pem.replace("END CERTIFICATE", "END PRIVATE KEY");
    assert!(says(other.as_bytes()).contains("END PRIVATE KEY closes the BEGIN CERTIFICATE of line 1"));
    let mislabelled = pem.replace("CERTIFICATE", "PRIVATE KEY");
    assert!(says(mislabelled.as_bytes()).contains("the label says PRIVATE KEY, but in it is a certificate"));
    let bare: String = lines[1..lines.len() - 1].concat();
    assert!(says(bare.as_bytes()).contains("base64 without its lines of dashes"));
}

#[test]
fn what_is_no_certificate_at_all_is_named() {
    for (bytes, words) in [
        (&b""[..], "this file is empty"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02", "Java KeyStore in the old JKS format; convert it: keytool -importkeystore -srckeystore some.pem"),
        (b"<!DOCTYPE html><p>sign in", "a page of HTML"),
        (b"ssh-ed25519 AAAA", "an SSH public key"),
        (b"PK\x03\x04", "a compressed archive"),
        (b"\x30\x80\x02\x01", "lengths left open"),
        (b"\x30\x03\x02\x01\x05", "begins like DER"),
        (b"\x01\x02\x03", "neither PEM nor DER, but 3 bytes of something else"),
    ] {
        assert!(says(bytes).contains(words), "{}", says(bytes));
    }
    let certificate = made().certificate;
    assert!(
        says(&certificate[..200]).contains(&format!("it says that it is {} bytes long, but it ends after byte 200", certificate.len()))
    );
    assert!(says(&vec![b'x'; MAX_FILE + 1]).contains("larger than 16 MiB"));
}

#[test]
fn text_that_is_not_ascii_is_read_and_told() {
    let pem = encode_pem("CERTIFICATE", &made().certificate);
    let utf16: Vec<u8> = [0xfffe_u16.swap_bytes()].into_iter().chain(pem.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xef, 0xbb, 0xbf], pem.as_bytes()].concat();
    let trailing = [made().certificate, vec![0; 3]].concat();
    let form = |form| Oddity::Form { form, line: Some(1) };
    for (bytes, oddity) in [
        (utf16, form(Form::Utf16)),
        (marked, form(Form::ByteOrderMark)),
        (BASE64.encode(pem.as_bytes()).into_bytes(), form(Form::Base64Twice)),
        (trailing, Oddity::TrailingBytes { count: 3 }),
    ] {
        let file = read(&bytes).unwrap();
        assert_eq!((kinds(&file), file.oddities), (vec![Kind::Certificate], vec![oddity]));
    }
}

#[test]
fn a_key_under_pkcs12s_encryption_is_opened_by_what_opens_archives() {
    let store = keystore(&made(), EncryptionAlgorithm::PbeWithShaAnd3KeyTripleDesCbc);
    let whole = pkcs12::shrouded_keys(&store).remove(0).to_vec();
    let opened = |password: &str| File::of_bytes("some.key", &whole, &Passwords(vec![password.into()])).map(|file| kinds(&file));
    assert_eq!(opened("secret"), Ok(vec![Kind::PrivateKey]));
    assert!(opened("wrong").unwrap_err().says.contains("the password does not open this private key (3DES-CBC)"));
}

#[test]
fn secrets_are_not_in_the_debug_form() {
    let made = made();
    let file = read(encode_pem("PRIVATE KEY", &made.key).as_bytes()).unwrap();
    let text = format!("{file:?}");
    assert!(text.contains("PrivateKey") && !text.contains(&format!("{:?}", &made.key[10..20])), "{text}");
    assert_eq!(format!("{:?}", Passwords(vec!["secret".into()])), "1 passwords");
}

/// Cut at every byte, and each byte changed: an answer, never a panic.
#[test]
fn damage_is_no_panic() {
    let made = made();
    let pem = [encode_pem("CERTIFICATE", &made.certificate), encode_pem("PRIVATE KEY", &made.key)].concat();
    let wholes = [
        pem.into_bytes(),
        made.certificate.clone(),
        made.key.clone(),
        keystore(&made, EncryptionAlgorithm::PbeWithHmacSha256AndAes256),
        keystore(&made, EncryptionAlgorithm::PbeWithShaAnd40BitRc4Cbc),
    ];
    for whole in wholes {
        assert!(read(&whole).is_ok());
        for at in 0..whole.len() {
            let _ = read(&whole[..at]);
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            let _ = read(&changed);
        }
    }
}
