//! Old and odd handshakes of real peers: Java for SSL 3.0 and the hello of SSL 2.0, OpenSSL for key exchanges and ciphers that
//! rustls does not have. A recorder stands between client and server. Without the peers the tests say that they are skipped.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use libtest_mimic::Trial;
use tlstrace::capture::{Capture, End, KeyLog, KeyLogLine, Secret};
use tlstrace::names::ProtocolVersion;
use tlstrace::offline::{self, Options};
use tlstrace::trace::message::Message;
use tlstrace::trace::{CheckId, ClientAuth, Connection, Kind, trace};

use crate::common;
use crate::peer::{self, JAVAC, OPENSSL, Peer};
use crate::recorder::Recorder;

pub(crate) fn trials() -> Vec<Trial> {
    let tests: [(&str, &'static [Peer], fn()); 5] = [
        ("SSL 3.0 in all its ciphers", &[JAVAC, OPENSSL], ssl3_in_all_its_ciphers_opened_with_the_pre_master_secret),
        ("a hello of SSL 2.0", &[JAVAC, OPENSSL], a_hello_of_ssl2_begins_ssl3_and_tls),
        ("key exchanges and ciphers", &[OPENSSL], key_exchanges_and_ciphers_that_rustls_does_not_have),
        ("CCM_8 in TLS 1.3", &[OPENSSL], ccm_8_in_tls13),
        ("early data", &[OPENSSL], early_data_accepted_and_rejected),
    ];
    tests.into_iter().map(|(name, peers, test)| peer::trial(name, peers, test)).collect()
}

// ---- SSL 2.0 and 3.0, with the private key of the server's RSA certificate ----

fn ssl3_in_all_its_ciphers_opened_with_the_pre_master_secret() {
    for suite in ["SSL_RSA_WITH_3DES_EDE_CBC_SHA", "SSL_RSA_WITH_RC4_128_MD5", "SSL_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"] {
        let connection = old(suite, "SSLv3");
        assert_eq!(connection.negotiated.version, Some(ProtocolVersion::SSL_3_0), "{suite}");
        assert_opened(suite, &connection);
        let verify = connection.check(CheckId::CertificateVerify(End::Client)).unwrap();
        assert_eq!((verify.holds, verify.detail.starts_with("SSL 3.0 signs")), (None, true), "{suite}");
    }
}

fn a_hello_of_ssl2_begins_ssl3_and_tls() {
    for (protocols, version) in [("SSLv2Hello,SSLv3", ProtocolVersion::SSL_3_0), ("SSLv2Hello,TLSv1", ProtocolVersion::TLS_1_0)] {
        let connection = old("SSL_RSA_WITH_3DES_EDE_CBC_SHA", protocols);
        let hello = &connection.events[0];
        let Some(Message::ClientHello(said)) = hello.message() else { panic!("{protocols}: no ClientHello") };
        assert!(said.is_sslv2, "{protocols}");
        assert!(hello.tree.as_ref().unwrap().is_gapless(), "{protocols}: every byte has a name");
        assert_eq!(connection.negotiated.version, Some(version));
        // The Finished MACs hold over a transcript that begins with this hello.
        assert_opened(protocols, &connection);
    }
}

/// Runs Java with a suite and protocols, and traces what it said with the pre-master secret that OpenSSL decrypts, read back
/// from a capture file with an `RSA` line as its key log.
fn old(suite: &str, protocols: &str) -> Connection {
    let mut java = Command::new("java")
        .arg(format!("-Djava.security.properties={}", JAVA.properties.display()))
        .args([Path::new("-cp"), &JAVA.classes, Path::new("OldHandshake"), &JAVA.store])
        .args([suite, protocols])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    BufReader::new(java.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let recorder = Recorder::before(port.trim().parse().unwrap());
    writeln!(java.stdin.take().unwrap(), "{}", recorder.port).unwrap();
    assert!(java.wait().unwrap().success(), "{suite} {protocols}");
    let capture = recorder.capture();
    let sealed = trace(&capture);
    let encrypted = sealed.connections[0].events.iter().find_map(|event| match event.message()? {
        Message::ClientKeyExchange(exchange) => Some(exchange.encrypted_pre_master_secret.clone()),
        _ => None,
    });
    let line = rsa_line(&encrypted.unwrap());
    read_back(&capture, vec![line].into()).remove(0)
}

fn rsa_line(encrypted: &[u8]) -> KeyLogLine {
    let mut openssl = Command::new("openssl")
        .args(["pkeyutl", "-decrypt", "-inkey"])
        .arg(&*RSA_KEY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    openssl.stdin.take().unwrap().write_all(encrypted).unwrap();
    let pre_master = openssl.wait_with_output().unwrap().stdout;
    assert_eq!(pre_master.len(), 48);
    KeyLogLine { label: "RSA".into(), client_random: encrypted[..8].to_vec(), secret: Secret(pre_master) }
}

/// Through a capture file, so that the lines of the key log have to find their connection.
fn read_back(capture: &Capture, keylog: KeyLog) -> Vec<Connection> {
    let mut file = Vec::new();
    tlstrace::export::pcapng(capture, &[], &mut file).unwrap();
    let recording = offline::read(file.as_slice(), Options { name: "old".into(), keylog }).unwrap();
    trace(&recording.capture).connections
}

/// Nothing stays sealed, nothing that was recomputed fails, and both Finished hold.
fn assert_opened(name: &str, connection: &Connection) {
    let sealed = connection.events.iter().filter(|event| event.kind() == Kind::Sealed);
    let sealed: Vec<String> = sealed.map(|event| format!("step {}: {:?}", event.step, event.body)).collect();
    assert!(sealed.is_empty(), "{name}: {sealed:?}");
    for check in &connection.checks {
        assert_ne!(check.holds, Some(false), "{name}: {}: {}", check.id, check.detail);
    }
    for id in [CheckId::FinishedMac(End::Server), CheckId::FinishedMac(End::Client)] {
        let check = connection.check(id).unwrap_or_else(|| panic!("{name}: no {id}"));
        assert_eq!(check.holds, Some(true), "{name}: {id}: {}", check.detail);
    }
}

struct Java {
    classes: PathBuf,
    store: PathBuf,
    properties: PathBuf,
}

static JAVA: LazyLock<Java> = LazyLock::new(|| {
    let classes = folder();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/OldHandshake.java");
    assert!(Command::new("javac").arg("-d").arg(&classes).arg(source).status().unwrap().success());
    let (store, properties) = (classes.join("old.p12"), classes.join("old.properties"));
    let mut made = Command::new("openssl");
    made.args(["pkcs12", "-export", "-passout", "pass:secret", "-inkey"]).arg(&*RSA_KEY);
    assert!(made.arg("-in").arg(certificate("rsa")).arg("-out").arg(&store).status().unwrap().success());
    fs::write(&properties, "jdk.tls.disabledAlgorithms=\njdk.tls.legacyAlgorithms=\njdk.certpath.disabledAlgorithms=\n").unwrap();
    Java { classes, store, properties }
});

static RSA_KEY: LazyLock<PathBuf> = LazyLock::new(|| {
    certificate("rsa");
    folder().join("rsa.key")
});

fn folder() -> PathBuf {
    let folder = common::scratch("old-and-odd");
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A self-signed certificate with a key of a kind, made once.
fn certificate(kind: &str) -> PathBuf {
    static MADE: LazyLock<()> = LazyLock::new(|| {
        for (kind, key) in [("rsa", vec!["rsa:2048"]), ("ecdsa", vec!["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])] {
            let (key_file, file) = (folder().join(kind).with_extension("key"), folder().join(kind).with_extension("pem"));
            let made = Command::new("openssl")
                .args(["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=old", "-newkey"])
                .args(key)
                .arg("-keyout")
                .arg(key_file)
                .arg("-out")
                .arg(file)
                .output();
            assert!(made.unwrap().status.success());
        }
    });
    *MADE;
    folder().join(kind).with_extension("pem")
}

// ---- key exchanges, ciphers, 0-RTT: OpenSSL with a key log ----

fn key_exchanges_and_ciphers_that_rustls_does_not_have() {
    let psk = ["-psk", "1a2b3c"];
    let cases: [(&str, &str, &str, &[&str]); 10] = [
        ("DHE", "rsa", "DHE-RSA-AES128-GCM-SHA256", &["-tls1_2"]),
        ("RSA, encrypt-then-MAC", "rsa", "AES256-SHA256", &["-tls1_2"]),
        ("CCM_8", "ecdsa", "ECDHE-ECDSA-AES128-CCM8", &["-tls1_2"]),
        ("CCM", "rsa", "DHE-RSA-AES256-CCM", &["-tls1_2"]),
        ("PSK", "rsa", "PSK-AES128-CBC-SHA256", &["-tls1_2", psk[0], psk[1]]),
        ("DHE_PSK", "rsa", "DHE-PSK-AES256-GCM-SHA384", &["-tls1_2", psk[0], psk[1]]),
        ("ECDHE_PSK", "rsa", "ECDHE-PSK-CHACHA20-POLY1305", &["-tls1_2", psk[0], psk[1]]),
        ("RSA_PSK", "rsa", "RSA-PSK-AES128-GCM-SHA256", &["-tls1_2", psk[0], psk[1]]),
        ("TLS 1.1", "rsa", "AES128-SHA:@SECLEVEL=0", &["-tls1_1"]),
        ("TLS 1.0", "rsa", "DHE-RSA-AES128-SHA:@SECLEVEL=0", &["-tls1"]),
    ];
    for (name, key, cipher, more) in cases {
        let options = [&["-cipher", cipher][..], more].concat();
        let connection = with_openssl(name, key, &options, &options);
        assert_opened(name, &connection);
        let is_psk = name.contains("PSK");
        let asked = if is_psk { ClientAuth::NotRequested } else { ClientAuth::Presented };
        assert!(connection.negotiated.client_auth == asked || name == "RSA_PSK", "{name}: {:?}", connection.negotiated.client_auth);
        if !is_psk {
            assert_eq!(connection.check(CheckId::CertificateVerify(End::Client)).unwrap().holds, Some(true), "{name}");
        }
    }
}

fn ccm_8_in_tls13() {
    let options = ["-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_8_SHA256"];
    assert_opened("CCM_8", &with_openssl("CCM_8 in TLS 1.3", "ecdsa", &options, &options));
}

fn early_data_accepted_and_rejected() {
    let (session, data) = (folder().join("session.pem"), folder().join("early.txt"));
    fs::write(&data, "early bird").unwrap();
    let (session, data) = (session.to_str().unwrap(), data.to_str().unwrap());
    let again = ["-tls1_3", "-sess_in", session, "-early_data", data];
    let early = |connection: &Connection| {
        connection.events.iter().any(|event| event.epoch.to_string() == "early_data" && event.kind() == Kind::ApplicationData)
    };

    let mut server = OpenSsl::server("rsa", &["-tls1_3", "-early_data", "-max_early_data", "4096"]);
    let first = server.talk("early first", "rsa", &["-tls1_3", "-sess_out", session]);
    assert_opened("the first", &first);
    let accepted = server.talk("early accepted", "rsa", &again);
    assert_opened("accepted", &accepted);
    assert!(early(&accepted) && accepted.negotiated.resumed);

    // Another server knows nothing of the session: it skips what it cannot open.
    let mut other = OpenSsl::server("rsa", &["-tls1_3", "-early_data", "-max_early_data", "4096"]);
    let rejected = other.talk("early rejected", "rsa", &again);
    assert_opened("rejected", &rejected);
    assert!(early(&rejected) && !rejected.negotiated.resumed);
}

fn with_openssl(name: &str, key: &str, server: &[&str], client: &[&str]) -> Connection {
    OpenSsl::server(key, server).talk(name, key, client)
}

struct OpenSsl {
    server: Child,
    port: u16,
}

impl OpenSsl {
    /// `openssl s_server`, which asks for a certificate, and answers a ping.
    fn server(key: &str, options: &[&str]) -> Self {
        let certificate = certificate(key);
        let mut server = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-Verify", "1"])
            .arg("-cert")
            .arg(&certificate)
            .arg("-key")
            .arg(certificate.with_extension("key"))
            .arg("-CAfile")
            .arg(&certificate)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| line.unwrap().strip_prefix("ACCEPT ")?.rsplit(':').next()?.parse().ok());
        // It shows what it gets, and sends what it is given. All that it says is read, so that it never waits for a reader.
        let mut input = server.stdin.take().unwrap();
        std::thread::spawn(move || {
            let pings = lines.map_while(Result::ok).filter(|line| line.contains("ping"));
            pings.for_each(|_| drop(writeln!(input, "hello")));
        });
        Self { server, port: port.unwrap() }
    }

    /// One connection of `openssl s_client`, recorded and traced with its key log.
    fn talk(&mut self, name: &str, key: &str, options: &[&str]) -> Connection {
        let recorder = Recorder::before(self.port);
        let keys = folder().join(format!("{}.keys", name.replace([' ', ','], "-")));
        let _ = fs::remove_file(&keys);
        let certificate = certificate(key);
        let mut client = Command::new("openssl")
            .args(["s_client", "-quiet", "-no_ign_eof", "-connect", &format!("127.0.0.1:{}", recorder.port), "-cert"])
            .arg(&certificate)
            .arg("-key")
            .arg(certificate.with_extension("key"))
            .arg("-keylogfile")
            .arg(&keys)
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The ping waits in the pipe for the end of the handshake; what the server sends before its answer has come with it.
        let mut input = client.stdin.take().unwrap();
        writeln!(input, "ping").unwrap();
        let mut answer = String::new();
        BufReader::new(client.stdout.take().unwrap()).read_line(&mut answer).unwrap();
        assert_eq!(answer.trim(), "hello", "{name}");
        drop(input);
        client.wait().unwrap();
        let capture = recorder.capture();
        read_back(&capture, KeyLog::parse(&fs::read_to_string(&keys).unwrap()).0).remove(0)
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
