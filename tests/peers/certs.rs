//! `tlstrace certs` as a user meets it, with the files that it makes and the ones that openssl and keytool make.
//!
//! Without those two their trials are skipped, and say so on standard error, where no test harness hides it. With
//! `TLSTRACE_REQUIRE_PEERS=1` a skip is a failure.

#![allow(clippy::unwrap_used, clippy::verbose_bit_mask, clippy::single_match_else, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use libtest_mimic::Trial;
use serde_json::Value as Json;

use crate::common::{self, scratch, text};
use crate::peer::{self, KEYTOOL, OPENSSL};

pub(crate) fn trials() -> Vec<Trial> {
    let alone: [(&str, fn()); 12] = [
        ("make", make_writes_files_for_their_owner),
        ("make never overwrites", make_never_overwrites),
        ("verdicts", each_certificate_of_the_lab_gets_its_verdict),
        ("clocks", the_clock_decides_about_dates),
        ("keys", keys_that_do_not_fit),
        ("chains", chains_out_of_order_and_incomplete),
        ("hosts", names_of_servers),
        ("passwords", passwords_come_by_three_ways),
        ("unreadable", what_cannot_be_read_is_exit_2),
        ("secrets", no_secret_is_ever_printed),
        ("spoiled keys", nothing_quotes_a_key_that_is_spoiled),
        ("hostile names", names_are_made_harmless),
    ];
    let with_openssl: [(&str, fn()); 6] = [
        ("openssl keys", keys_in_every_form_of_openssl),
        ("openssl pkcs12", pkcs12_of_openssl),
        ("openssl reads ours", openssl_reads_what_we_write),
        ("openssl verify", openssl_says_what_we_say_that_it_says),
        ("openssl mix-ups", requests_public_keys_lists_and_pkcs7),
        ("openssl legacy", openssl_refuses_what_we_call_legacy),
    ];
    let with_keytool: [(&str, fn()); 2] =
        [("keytool reads ours", keytool_reads_what_we_write), ("keytool jks", the_old_java_keystore_is_named)];
    let alone = alone.map(|(name, test)| peer::trial(name, &[], test));
    let openssl = with_openssl.map(|(name, test)| peer::trial(name, &[OPENSSL], test));
    let keytool = with_keytool.map(|(name, test)| peer::trial(name, &[KEYTOOL], test));
    alone.into_iter().chain(openssl).chain(keytool).collect()
}

/// The lab's certificates, made once.
static LAB: LazyLock<PathBuf> = LazyLock::new(|| {
    let dir = fresh("certs-lab");
    let output = certs(&["make", &name(&dir)]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    dir
});

fn lab(file: &str) -> String {
    name(&LAB.join(file))
}

fn fresh(called: &str) -> PathBuf {
    let dir = scratch(called);
    let _ = std::fs::remove_dir_all(&dir);
    dir
}

/// A new directory for the files of one test.
fn folder(called: &str) -> PathBuf {
    let dir = fresh(called);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn name(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn certs(arguments: &[&str]) -> Output {
    common::tlstrace(&[&["certs"], arguments].concat()).env_remove("TLSTRACE_PASSWORD").output().unwrap()
}

/// The exit code and the JSON of a check.
fn check(arguments: &[&str]) -> (i32, Json) {
    let output = certs(&[&["check", "--format", "json"], arguments].concat());
    let code = output.status.code().unwrap();
    assert_ne!(code, 2, "{arguments:?}: {}", text(&output.stderr));
    (code, serde_json::from_slice(&output.stdout).unwrap())
}

/// What would be refused, the root cause first.
fn findings(arguments: &[&str]) -> Vec<String> {
    let (code, json) = check(arguments);
    let checks = json["checks"].as_array().unwrap();
    let refused: Vec<String> = checks.iter().filter_map(|check| check["finding"].as_str().map(str::to_owned)).collect();
    assert_eq!((code, json["fine"].as_bool()), (i32::from(!refused.is_empty()), Some(refused.is_empty())), "{arguments:?}");
    refused
}

/// What a run says that could not do its work.
fn refusal(arguments: &[&str]) -> String {
    let output = certs(arguments);
    let says = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(2), ""), "{arguments:?}: {says}");
    assert!(says.starts_with("tlstrace: ") && !says.contains("panicked"), "{says}");
    says
}

fn shown(arguments: &[&str]) -> String {
    let output = certs(&[&["show"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    let both = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&both));
    String::from_utf8_lossy(&both).into_owned()
}

fn openssl(arguments: &[&str]) -> String {
    run("openssl", arguments)
}

fn make_writes_files_for_their_owner() {
    let readme = std::fs::read_to_string(LAB.join("README.txt")).unwrap();
    for file in ["alice.pem", "alice.der", "alice.key", "alice.p12", "expired-client.pem", "trust.pem", "trust.p12", "alice-legacy.p12"] {
        assert!(LAB.join(file).exists(), "{file}");
    }
    for entry in std::fs::read_dir(&*LAB).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(readme.contains(stem) || stem == "README", "README.txt does not mention {stem}");
        is_for_its_owner(&path);
    }
    assert!(readme.contains("server.ssl.trust-store=") && readme.contains("--cert-type P12"));
}

#[cfg(unix)]
fn is_for_its_owner(path: &Path) {
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path).unwrap().permissions()) & 0o777;
    let is_store = path.extension().unwrap() == "p12" && !path.ends_with("trust.p12");
    let is_secret = path.extension().unwrap() == "key" || is_store;
    assert!(mode & 0o077 == 0 || !is_secret, "{}: {mode:o}", path.display());
}

#[cfg(not(unix))]
fn is_for_its_owner(_: &Path) {}

fn make_never_overwrites() {
    let dir = folder("certs-overwrite");
    std::fs::write(dir.join("trust.pem"), "mine").unwrap();
    let says = refusal(&["make", &name(&dir)]);
    assert!(says.contains("trust.pem exist already, and nothing was written"), "{says}");
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1, "nothing else was written");
    assert_eq!(std::fs::read_to_string(dir.join("trust.pem")).unwrap(), "mine");
    assert!(certs(&["make", &name(&dir), "--force"]).status.success());
    assert!(std::fs::read_to_string(dir.join("trust.pem")).unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    let file = dir.join("trust.pem");
    assert!(refusal(&["make", &name(&file)]).contains("this is a file"));
}

/// Each fault is found, and the good ones beside it are not: `certs/` has both.
fn each_certificate_of_the_lab_gets_its_verdict() {
    let clients = [
        ("alice", vec![]),
        ("bob", vec![]),
        ("expiring-client", vec![]),
        ("client-below-intermediate", vec![]),
        ("expired-client", vec!["client-cert-expired"]),
        ("future-client", vec!["client-cert-not-yet-valid"]),
        ("other-client", vec!["client-cert-unknown-ca"]),
        ("self-signed-client", vec!["client-cert-self-signed"]),
        ("client-of-old-root", vec!["client-cert-issuer-key-mismatch"]),
        ("damaged-client", vec!["client-cert-bad-signature"]),
        ("client-below-expired-intermediate", vec!["client-ca-expired"]),
        ("client-below-no-constraints", vec!["client-ca-invalid"]),
        ("client-below-no-ca", vec!["client-ca-invalid"]),
        ("client-too-deep", vec!["client-ca-invalid"]),
        ("client-with-forbidden-name", vec!["client-cert-name-constraint"]),
        ("client-for-servers", vec!["client-cert-wrong-eku"]),
        ("client-without-signing", vec!["client-cert-wrong-key-usage"]),
        ("weak-client", vec!["client-cert-weak-key"]),
        ("sha1-client", vec!["client-cert-weak-signature"]),
        ("client-with-unknown-extension", vec!["client-cert-critical-extension"]),
        ("client-that-is-ca", vec!["client-cert-is-ca"]),
        ("v1-client", vec!["client-cert-unsupported-version"]),
    ];
    for (name, expected) in clients {
        assert_eq!(findings(&identity(name, &[])), expected, "{name}");
    }
    let servers = [
        ("localhost", vec![]),
        ("localhost-rsa", vec![]),
        ("expiring-server", vec![]),
        ("expired-server", vec!["server-cert-expired"]),
        ("future-server", vec!["server-cert-not-yet-valid"]),
        ("other-server", vec!["server-cert-unknown-ca"]),
        ("self-signed-server", vec!["server-cert-self-signed"]),
        ("misnamed-server", vec!["server-cert-name-mismatch"]),
        ("server-without-san", vec!["server-cert-name-mismatch"]),
        ("server-for-clients", vec!["server-cert-wrong-eku"]),
        ("damaged-server", vec!["server-cert-bad-signature"]),
        ("server-of-old-root", vec!["server-cert-issuer-key-mismatch"]),
        ("weak-server", vec!["server-cert-weak-key"]),
    ];
    for (name, expected) in servers {
        assert_eq!(findings(&identity(name, &["--for", "server", "--host", "localhost"])), expected, "{name}");
    }
}

/// The arguments for a certificate of the lab, its key and the lab's trust.
fn identity(name: &str, more: &[&'static str]) -> Vec<&'static str> {
    let leak = |text: String| -> &'static str { text.leak() };
    let files =
        ["--cert", leak(lab(&format!("{name}.pem"))), "--key", leak(lab(&format!("{name}.key"))), "--trust", leak(lab("trust.pem"))];
    [files.as_slice(), more].concat()
}

fn the_clock_decides_about_dates() {
    assert_eq!(findings(&identity("alice", &["--at", "2020-01-01"]))[0], "client-cert-not-yet-valid");
    assert_eq!(findings(&identity("alice", &["--at", "2099-01-01"]))[0], "client-cert-expired");
    let last_month = (jiff::Timestamp::now().as_second() - 30 * 86_400).to_string().leak();
    assert_eq!(findings(&identity("expired-client", &["--at", last_month])), Vec::<String>::new());
    let output = certs(&["check", "--cert", &lab("alice.pem"), "--at", "tomorrow"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("is no time"));
}

fn keys_that_do_not_fit() {
    let (alice, bob) = (lab("alice.pem"), lab("bob.key"));
    assert_eq!(findings(&["--cert", &alice, "--key", &bob]), ["client-key-mismatch"]);
    let (_, json) = check(&["--cert", &alice, "--key", &bob]);
    let key = json["checks"].as_array().unwrap().iter().find(|check| check["about"] == "key").unwrap();
    let go = key["stacks"].as_array().unwrap().iter().find(|stack| stack["stack"] == "Go 1.27" && stack["of_its_own"] == true).unwrap();
    assert_eq!(go["says"], "tls: private key does not match public key");
    let swapped = refusal(&["check", "--cert", &lab("alice.key"), "--key", &alice]);
    assert!(swapped.contains("the two files are swapped") && swapped.contains("PEM inputs may have been switched"), "{swapped}");
    let lonely = refusal(&["check", "--cert", &lab("alice.key")]);
    assert!(lonely.contains("alice.key, line 1: there is no certificate in this file, but a private key"), "{lonely}");
    let certificate = refusal(&["check", "--cert", &alice, "--key", &alice]);
    assert!(certificate.contains("there is no private key in this file, but a certificate"), "{certificate}");
}

fn chains_out_of_order_and_incomplete() {
    let dir = folder("certs-chains");
    let whole = std::fs::read_to_string(lab("client-below-intermediate.pem")).unwrap();
    let second = whole.rfind("-----BEGIN").unwrap();
    let (own, intermediate) = whole.split_at(second);
    let write = |file: &str, content: &str| {
        std::fs::write(dir.join(file), content).unwrap();
        name(&dir.join(file))
    };
    let reversed = write("reversed.pem", &format!("{intermediate}{own}"));
    let alone = write("alone.pem", own);
    let (key, trust) = (lab("client-below-intermediate.key"), lab("trust.pem"));
    assert_eq!(findings(&["--cert", &reversed, "--key", &key, "--trust", &trust]), ["client-chain-order"]);
    assert_eq!(findings(&["--cert", &reversed, "--trust", &trust]), ["client-chain-order"], "without the key too");
    let missing = findings(&["--cert", &alone, "--key", &key, "--trust", &trust]);
    assert!(missing == ["client-cert-unknown-ca"] || missing == ["client-cert-incomplete-chain"], "{missing:?}");
    let below = write("intermediate.pem", intermediate);
    assert_eq!(findings(&["--cert", &alone, "--key", &key, "--trust", &below]), ["client-cert-unknown-ca"], "OpenSSL wants the root");
    let (code, json) = check(&["--cert", &alone, "--key", &key]);
    assert_eq!((code, json["verdict"].as_str().unwrap().starts_with("FINE as a client as far as can be told")), (0, true));
}

fn names_of_servers() {
    let server = lab("localhost.pem");
    let of = |host: &str| findings(&["--cert", &server, "--for", "server", "--host", host]);
    assert_eq!((of("localhost"), of("127.0.0.1"), of("::1")), (vec![], vec![], vec![]));
    assert_eq!(of("example.org"), ["server-cert-name-mismatch"]);
    assert_eq!(findings(&["--cert", &server]), ["client-cert-wrong-eku"], "a client is the default");
}

fn passwords_come_by_three_ways() {
    let dir = folder("certs-passwords");
    let store = lab("alice.p12");
    assert_eq!(findings(&["--cert", &store, "--password", "changeit"]), Vec::<String>::new());
    std::fs::write(dir.join("password.txt"), "changeit\n").unwrap();
    assert_eq!(findings(&["--cert", &store, "--password-file", &name(&dir.join("password.txt"))]), Vec::<String>::new());
    let by_environment = common::tlstrace(&["certs", "check", "--cert", &store]).env("TLSTRACE_PASSWORD", "changeit").output().unwrap();
    assert!(by_environment.status.success());
    assert!(refusal(&["check", "--cert", &store]).contains("needs a password"));
    assert!(refusal(&["check", "--cert", &store, "--password", "other"]).contains("the password is wrong"));
    assert!(refusal(&["show", &store, "--password-file", &name(&dir.join("none.txt"))]).contains("cannot read the password in"));
    assert_eq!(findings(&["--cert", &lab("alice-legacy.p12"), "--password", "changeit"]), ["client-credentials-unloadable"]);
    assert_eq!(
        findings(&["--cert", &lab("alice.pem"), "--trust", &lab("trust.p12"), "--trust-password", "changeit"]),
        Vec::<String>::new()
    );
}

fn what_cannot_be_read_is_exit_2() {
    let dir = folder("certs-unreadable");
    let der = std::fs::read(lab("alice.der")).unwrap();
    let mut odd = der.clone();
    odd[4] = 0x31;
    let files: [(&str, Vec<u8>, &str); 7] = [
        ("empty.pem", Vec::new(), "this file is empty"),
        ("cut.pem", std::fs::read(lab("alice.pem")).unwrap()[..200].to_vec(), "line 1: the CERTIFICATE that begins here has no END"),
        ("cut.der", der[..200].to_vec(), "it ends after byte 200"),
        ("garbage.bin", (0..=255_u8).rev().collect(), "neither PEM nor DER"),
        ("odd.der", odd, "begins like DER"),
        ("large.pem", vec![b'a'; 17 * 1024 * 1024], "larger than 16 MiB"),
        ("page.html", b"<html>sign in</html>".to_vec(), "a page of HTML"),
    ];
    for (file, content, words) in files {
        let path = name(&dir.join(file));
        std::fs::write(&path, content).unwrap();
        for command in [vec!["show", &path], vec!["check", "--cert", &path], vec!["check", "--cert", &lab("alice.pem"), "--trust", &path]] {
            let says = refusal(&command);
            assert!(says.contains(file) && says.contains(words), "{says}");
        }
    }
    assert!(refusal(&["show", &name(&dir)]).contains("this is a directory"));
    assert!(refusal(&["show", &name(&dir.join("none.pem"))]).contains("none.pem: this file cannot be read"));
}

fn no_secret_is_ever_printed() {
    let key = std::fs::read_to_string(lab("alice.key")).unwrap();
    let secret = key.lines().nth(1).unwrap();
    for format in ["table", "json", "markdown"] {
        for file in ["alice.key", "alice.p12"] {
            let out = shown(&[&lab("alice.pem"), &lab(file), "--password", "changeit", "--format", format, "--depth", "3"]);
            assert!(!out.contains(secret) && !out.contains("changeit"), "{out}");
            let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains("is the key of CN=alice"), "{out}");
        }
    }
}

/// A key in every form that a copy takes, and given where anything else belongs: no part of it comes back.
fn nothing_quotes_a_key_that_is_spoiled() {
    let dir = folder("certs-spoiled-keys");
    let key = std::fs::read_to_string(lab("alice.key")).unwrap();
    let base64: String = key.lines().filter(|line| !line.starts_with('-')).collect();
    let spoiled = [
        ("flat", key.replace('\n', " ")),
        ("glued", key.replace('\n', "")),
        ("escaped", key.replace('\n', "\\n")),
        ("quoted", format!("key = \"{}\"", key.replace('\n', "\\n"))),
        ("indented", key.replace('\n', "\n  ")),
        ("one dash", key.replace("-----\n", "-\n")),
        ("label", format!("-----BEGIN {base64}-----\n")),
        ("bare", base64.clone()),
        ("twice", data_encoding::BASE64.encode(key.as_bytes())),
        ("odd letter", key.replacen(&base64[..20], &format!("{}*", &base64[..20]), 1)),
        ("json", format!("{{\"format\": \"{base64}\", \"connections\": [{{\"capture\": \"{base64}\"}}]}}")),
        ("toml", format!("title = 1\nversions = \"{base64}\"\n[client]\n{base64} = 3\n")),
    ];
    for (called, content) in spoiled {
        let path = name(&dir.join(format!("{called}.toml")));
        std::fs::write(&path, &content).unwrap();
        let commands: [&[&str]; 9] = [
            &["certs", "show", &path],
            &["certs", "check", "--cert", &path],
            &["certs", "check", "--cert", &lab("alice.pem"), "--key", &path],
            &["certs", "check", "--cert", &lab("alice.pem"), "--trust", &path],
            &["run", &path],
            &["inspect", &path],
            &["inspect", "mtls", "--keylog", &path],
            // Pasted where a name was asked for; clap takes what begins with a dash for an option.
            &["certs", "show", "--at", &content],
            &["inspect", &content],
        ];
        for command in commands {
            let output = common::tlstrace(command).output().unwrap();
            let says = [text(&output.stdout), text(&output.stderr)].concat();
            let parts = base64.as_bytes().windows(16).map(|part| std::str::from_utf8(part).unwrap());
            let leaked: Vec<&str> = parts.filter(|part| says.contains(part)).collect();
            assert!(leaked.is_empty(), "{called}: {:?} shows {:?}", &command[..2], leaked.first());
        }
    }
}

fn names_are_made_harmless() {
    let dir = folder("certs-hostile");
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, "\u{1b}[2J\u{202e}evil\nfake: line");
    let path = name(&dir.join("hostile.pem"));
    std::fs::write(&path, params.self_signed(&key).unwrap().pem()).unwrap();
    for format in ["table", "json", "markdown"] {
        for command in [vec!["show", &path], vec!["check", "--cert", &path]] {
            let out = text(&certs(&[&command[..], &["--format", format]].concat()).stdout);
            assert!(!out.contains(['\u{1b}', '\u{202e}']) && !out.contains("\nfake"), "{out:?}");
            assert!(out.contains("evil"));
        }
    }
    let says = refusal(&["show", "no\u{1b}[31m-such-file"]);
    assert!(!says.contains('\u{1b}'), "{says:?}");
}

fn keys_in_every_form_of_openssl() {
    let dir = folder("certs-forms");
    let path = |file: &str| name(&dir.join(file));
    for (kind, algorithm) in [("rsa", "RSA"), ("ec", "EC"), ("ed25519", "ED25519")] {
        let (key, certificate) = (path(&format!("{kind}.key")), path(&format!("{kind}.pem")));
        let options: &[&str] = if kind == "ec" { &["-pkeyopt", "ec_paramgen_curve:P-384"] } else { &[] };
        openssl(&[&["genpkey", "-algorithm", algorithm, "-out", &key], options].concat());
        openssl(&[
            "req",
            "-x509",
            "-key",
            &key,
            "-subj",
            "/CN=x",
            "-days",
            "9",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-out",
            &certificate,
        ]);
        let belongs = |form: &str| {
            let out = shown(&[&certificate, form, "--password", "secret"]);
            assert!(out.contains("is the key of CN=x"), "{form}: {out}");
        };
        belongs(&key);
        let der = path(&format!("{kind}.key.der"));
        openssl(&["pkey", "-in", &key, "-outform", "DER", "-out", &der]);
        belongs(&der);
        let encrypted = path(&format!("{kind}.enc"));
        openssl(&["pkcs8", "-topk8", "-in", &key, "-out", &encrypted, "-passout", "pass:secret"]);
        belongs(&encrypted);
        assert!(shown(&[&encrypted]).contains("an encrypted private key"));
        assert!(
            refusal(&["show", &encrypted, "--password", "other"]).contains("the password does not open this private key (AES-256-CBC)")
        );
        let (code, json) = check(&["--cert", &certificate, "--key", &encrypted, "--trust", &certificate]);
        assert_eq!(code, 0, "{json}");
        let about_key = json["checks"].as_array().unwrap().iter().find(|check| check["about"] == "key").unwrap();
        assert_eq!((about_key["state"].as_str(), about_key["says"].as_str()), (Some("unknown"), Some("the private key is encrypted")));
        if kind != "ed25519" {
            let traditional = path(&format!("{kind}.old"));
            openssl(&["pkey", "-in", &key, "-traditional", "-out", &traditional]);
            belongs(&traditional);
            openssl(&["pkey", "-in", &key, "-traditional", "-aes256", "-passout", "pass:secret", "-out", &traditional]);
            assert!(shown(&[&traditional]).contains("OpenSSL's old form, AES-256-CBC"));
        }
    }
}

fn pkcs12_of_openssl() {
    let dir = folder("certs-pkcs12");
    let path = |file: &str| name(&dir.join(file));
    let (certificate, key) = (lab("alice.pem"), lab("alice.key"));
    let export = |file: &str, options: &[&str]| {
        let out = path(file);
        openssl(&[&["pkcs12", "-export", "-in", &certificate, "-inkey", &key, "-passout", "pass:secret", "-out", &out], options].concat());
        out
    };
    let legacy = ["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-RC2-40", "-provider", "legacy", "-provider", "default"];
    let (modern, legacy) = (export("modern.p12", &[]), export("legacy.p12", &legacy));
    let triple = export("3des.p12", &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"]);
    assert_eq!(findings(&["--cert", &modern, "--password", "secret"]), Vec::<String>::new());
    assert_eq!(findings(&["--cert", &triple, "--password", "secret"]), Vec::<String>::new(), "OpenSSL 3 reads 3DES");
    assert_eq!(findings(&["--cert", &legacy, "--password", "secret"]), ["client-credentials-unloadable"]);
    assert!(refusal(&["show", &legacy, "--password", "other"]).contains("the password is wrong"));
    let bare = export("nomac.p12", &["-nomac"]);
    assert!(shown(&[&bare, "--password", "secret"]).contains("there is no MAC"));
    assert!(refusal(&["show", &bare, "--password", "other"]).contains("has no MAC and cannot be opened"));
    let trust = path("trust.p12");
    openssl(&["pkcs12", "-export", "-nokeys", "-in", &lab("trust.pem"), "-passout", "pass:secret", "-out", &trust]);
    let says = refusal(&["check", "--cert", &certificate, "--trust", &trust, "--trust-password", "secret"]);
    assert!(says.contains("2 certificates, but none is marked as trusted: Java"), "{says}");
    assert!(shown(&[&trust, "--password", "secret"]).contains("Java sees no trusted certificate"));
}

fn openssl_reads_what_we_write() {
    let out = openssl(&["pkcs12", "-in", &lab("client-below-intermediate.p12"), "-passin", "pass:changeit", "-nodes"]);
    assert_eq!((out.matches("BEGIN CERTIFICATE").count(), out.matches("BEGIN PRIVATE KEY").count()), (2, 1), "{out}");
    let out = openssl(&["pkcs12", "-in", &lab("trust.p12"), "-passin", "pass:changeit", "-nokeys"]);
    assert_eq!(out.matches("BEGIN CERTIFICATE").count(), 2, "{out}");
    openssl(&["x509", "-inform", "DER", "-in", &lab("alice.der"), "-noout"]);
    openssl(&["pkey", "-in", &lab("localhost-rsa.key"), "-noout", "-check"]);
}

/// Our table says `10:certificate has expired`: openssl itself has to say so, with that number, of the same certificate.
fn openssl_says_what_we_say_that_it_says() {
    let names = [
        "expired-client",
        "future-client",
        "other-client",
        "self-signed-client",
        "client-of-old-root",
        "damaged-client",
        "client-below-expired-intermediate",
        "client-below-no-constraints",
        "client-below-no-ca",
        "client-too-deep",
        "client-with-forbidden-name",
        "client-for-servers",
        "client-with-unknown-extension",
        // Accepted by OpenSSL, and so we say.
        "client-that-is-ca",
        "v1-client",
        "client-without-signing",
    ];
    for file in names {
        let (_, json) = check(&identity(file, &[]));
        let checks = json["checks"].as_array().unwrap();
        let refused = checks.iter().find(|check| check["state"] == "refused").unwrap();
        let stacks = refused["stacks"].as_array().unwrap();
        let ours = stacks.iter().find(|stack| stack["stack"] == "OpenSSL 3.0" && stack["of_its_own"] == false).unwrap();
        let pem = lab(&format!("{file}.pem"));
        let verify = Command::new("openssl")
            .args(["verify", "-CAfile", &lab("trust.pem"), "-purpose", "sslclient", "-untrusted", &pem, &pem])
            .output()
            .unwrap();
        let theirs = String::from_utf8_lossy(&[verify.stdout, verify.stderr].concat()).into_owned();
        match ours["verdict"].as_str().unwrap() {
            "accepts" => assert!(verify.status.success(), "{file}: we say that it accepts; {theirs}"),
            _ => {
                let (number, words) = ours["says"].as_str().unwrap().split_once(':').unwrap();
                assert!(theirs.contains(&format!("error {number} at")), "{file}: we say {number}; {theirs}");
                assert!(theirs.contains(words), "{file}: we say {words}; {theirs}");
            }
        }
    }
}

fn requests_public_keys_lists_and_pkcs7() {
    let dir = folder("certs-others");
    let path = |file: &str| name(&dir.join(file));
    let (request, public, bag, list) = (path("request.pem"), path("public.pem"), path("bag.p7b"), path("list.pem"));
    openssl(&["req", "-new", "-key", &lab("alice.key"), "-subj", "/CN=alice", "-out", &request]);
    openssl(&["pkey", "-in", &lab("alice.key"), "-pubout", "-out", &public]);
    openssl(&["crl2pkcs7", "-nocrl", "-certfile", &lab("client-below-intermediate.pem"), "-outform", "DER", "-out", &bag]);
    std::fs::write(path("index.txt"), "").unwrap();
    let configuration = "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=5\n";
    std::fs::write(path("ca.cnf"), configuration).unwrap();
    let ca = ["ca", "-gencrl", "-config", "ca.cnf", "-keyfile", &lab("lab-root.key"), "-cert", &lab("lab-root.pem"), "-out", "list.pem"];
    assert!(Command::new("openssl").args(ca).current_dir(&dir).output().unwrap().status.success());
    assert!(refusal(&["check", "--cert", &request]).contains("but a certificate signing request; a CA makes a certificate of a request"));
    assert!(refusal(&["check", "--cert", &public]).contains("but a public key; a public key alone proves nothing"));
    assert!(shown(&[&request]).contains("1 signing request"));
    assert!(shown(&[&public]).contains("the public half alone"));
    assert_eq!(
        findings(&["--cert", &bag, "--key", &lab("client-below-intermediate.key"), "--trust", &lab("trust.pem")]),
        Vec::<String>::new()
    );
    assert!(shown(&[&list]).contains("a revocation list of CN=Lab Root"));
    assert_eq!(findings(&identity("alice", &["--crl", list.clone().leak()])), Vec::<String>::new());
    let later = (jiff::Timestamp::now().as_second() + 6 * 86_400).to_string().leak();
    assert_eq!(findings(&identity("alice", &["--crl", list.leak(), "--at", later])), ["crl-expired"]);
}

fn openssl_refuses_what_we_call_legacy() {
    let output =
        Command::new("openssl").args(["pkcs12", "-in", &lab("alice-legacy.p12"), "-passin", "pass:changeit", "-nodes"]).output().unwrap();
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    if says.contains("RC2-40-CBC") {
        assert!(!output.status.success());
        let out = openssl(&["pkcs12", "-legacy", "-in", &lab("alice-legacy.p12"), "-passin", "pass:changeit", "-nodes"]);
        assert!(out.contains("BEGIN PRIVATE KEY"), "the fix that we give works");
    } else {
        assert!(output.status.success(), "an OpenSSL before 3 reads it: {says}");
    }
}

fn keytool_reads_what_we_write() {
    let out = run("keytool", &["-list", "-keystore", &lab("trust.p12"), "-storepass", "changeit"]);
    assert_eq!(out.matches("trustedCertEntry").count(), 2, "{out}");
    let out = run("keytool", &["-list", "-v", "-keystore", &lab("client-below-intermediate.p12"), "-storepass", "changeit"]);
    assert!(out.contains("PrivateKeyEntry") && out.contains("chain length: 2"), "{out}");
}

fn the_old_java_keystore_is_named() {
    let dir = folder("certs-jks");
    let (old, new) = (name(&dir.join("old.jks")), name(&dir.join("new.p12")));
    let generate = ["-genkeypair", "-alias", "x", "-keyalg", "EC", "-dname", "CN=x", "-storepass", "changeit", "-ext", "eku=clientAuth"];
    run("keytool", &[&generate[..], &["-keystore", &old, "-storetype", "JKS"]].concat());
    let says = refusal(&["show", &old]);
    assert!(says.contains("a Java KeyStore in the old JKS format; convert it: keytool -importkeystore -srckeystore"), "{says}");
    run("keytool", &[&generate[..], &["-keystore", &new, "-storetype", "PKCS12"]].concat());
    assert!(shown(&[&new, "--password", "changeit"]).contains("is the key of CN=x"));
}
