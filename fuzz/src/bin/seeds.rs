//! Writes the seeds of each target into the directory that is named: our own captures, and what is in them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

// Instrumented code calls libFuzzer.
use libfuzzer_sys as _;
use tlstrace::capture::{Capture, KeyLog};
use tlstrace::export;
use tlstrace::offline::credentials::{encode_pem, write_keystore, write_legacy_keystore, write_truststore};
use tlstrace::pair::RunOptions;
use tlstrace::pki::{IssuedCertificate, issue_all};
use tlstrace::scenario::Scenario;
use tlstrace::trace::{Connection, trace};
use tlstrace_fuzz::input;

fn main() -> io::Result<()> {
    let root = PathBuf::from(std::env::args_os().nth(1).unwrap_or_else(|| "corpus".into()));
    for builtin in Scenario::builtin() {
        write(&root, "scenario", builtin.name, builtin.text.as_bytes())?;
        for version in builtin.versions {
            let source = format!("{}@{}", builtin.name, version.number());
            let scenario = Scenario::load(&source).expect("a scenario of our own");
            // A few cannot be repeated from a seed (RSA keys): they are run as they come.
            let seeded = RunOptions { seed: Some(1), ..RunOptions::default() };
            if let Ok(capture) = scenario.run_blocking(&seeded) {
                of_capture(&root, &source, &capture)?;
            }
        }
    }
    of_certificates(&root, &issue_all().expect("certificates of our own"))
}

fn of_capture(root: &Path, name: &str, capture: &Capture) -> io::Result<()> {
    let mut pcapng = Vec::new();
    export::pcapng(capture, &[], &mut pcapng)?;
    write(root, "capture", name, &pcapng)?;
    write(root, "capture", &format!("{name}.gz"), &gzip(&pcapng)?)?;
    write(root, "connection", name, &input::describe(capture))?;
    write(root, "connection", &format!("{name}-sealed"), &input::describe(&without_secrets(capture)))?;
    write(root, "keylog", name, export::keylog(capture).as_bytes())?;
    for (number, connection) in trace(capture).connections.iter().enumerate() {
        of_messages(root, &format!("{name}-{number}"), connection)?;
    }
    Ok(())
}

fn without_secrets(capture: &Capture) -> Capture {
    let mut sealed = capture.clone();
    sealed.connections.iter_mut().for_each(|connection| connection.keylog = KeyLog::default());
    sealed
}

fn of_messages(root: &Path, name: &str, connection: &Connection) -> io::Result<()> {
    let [high, low] = connection.negotiated.cipher_suite.unwrap_or_default().0.to_be_bytes();
    let version = connection.negotiated.version.unwrap_or_default().0.to_be_bytes()[1];
    for event in connection.events.iter().filter(|event| event.message().is_some()) {
        let message = [&[version, 0, high, low], connection.buffers.bytes(event.span)].concat();
        write(root, "message", &format!("{name}-{}", event.step), &message)?;
    }
    Ok(())
}

fn of_certificates(root: &Path, issued: &[IssuedCertificate]) -> io::Result<()> {
    let roots: Vec<_> = issued.iter().filter(|one| one.kind.is_ca()).collect();
    for one in issued {
        let chain: Vec<&[u8]> = std::iter::once(&one.der).chain(&one.above).map(Vec::as_slice).collect();
        let trust = roots.iter().find(|root| root.name == "lab-root").map(|root| input::item(input::TRUST, &root.der));
        let items: Vec<u8> = chain.iter().flat_map(|der| input::item(input::SERVER, der)).chain(trust.into_iter().flatten()).collect();
        write(root, "certificate", &one.name, &items)?;
        let pem: String = chain.iter().map(|der| encode_pem("CERTIFICATE", der)).collect();
        write(root, "credentials", &format!("{}.pem", one.name), (pem + &encode_pem("PRIVATE KEY", &one.key_pkcs8)).as_bytes())?;
        write(root, "credentials", &format!("{}.der", one.name), &one.der)?;
    }
    let alice = issued.iter().find(|one| one.name == "alice").expect("alice");
    let stores = [
        ("keystore.p12", write_keystore("alice", "changeit", &alice.key_pkcs8, &[&alice.der])),
        ("legacy.p12", write_legacy_keystore("alice", "changeit", &alice.key_pkcs8, &[&alice.der])),
        ("truststore.p12", write_truststore("changeit", [("root", roots[0].der.as_slice())])),
    ];
    stores.into_iter().try_for_each(|(name, store)| write(root, "credentials", name, &store.expect("a store")))
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes)?;
    packed.finish()
}

fn write(root: &Path, target: &str, name: &str, content: &[u8]) -> io::Result<()> {
    let folder = root.join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), content)
}
