//! One walk, three depths: names, facts and the whole trace say the same of every connection.
//!
//! Over all scenarios that come with the program, and over the captures of TLSTRACE_CORPUS, where that names a folder.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use tlstrace::capture::{Capture, KeyLog};
use tlstrace::diagnose::diagnose;
use tlstrace::lab::{RunOptions, Scenario};
use tlstrace::offline::{self, Options};
use tlstrace::trace::{Connection, Effort, Event, Protection, names, trace, trace_with};

#[test]
fn of_every_scenario() {
    for builtin in Scenario::builtin() {
        for version in builtin.versions {
            let scenario = Scenario::load(builtin.name).unwrap();
            let options = RunOptions { tls: Some(version), ..RunOptions::default() };
            let mut capture = scenario.run_blocking(&options).unwrap();
            agree(builtin.name, &capture);
            capture.connections.iter_mut().for_each(|connection| connection.keylog = KeyLog::default());
            agree(&format!("{} without its key log", builtin.name), &capture);
        }
    }
}

#[test]
fn of_the_corpus() {
    let Some(folder) = std::env::var_os("TLSTRACE_CORPUS") else { return };
    let mut files = Vec::new();
    list(Path::new(&folder), &mut files);
    assert!(!files.is_empty(), "no captures in {folder:?}");
    let mut keylog = KeyLog::default();
    for path in files.iter().filter(|path| path.extension().is_some_and(|kind| kind == "keys" || kind == "keylog" || kind == "log")) {
        keylog.merge(KeyLog::parse(&String::from_utf8_lossy(&fs::read(path).unwrap())).0);
    }
    let mut connections = 0;
    for path in files.iter().filter(|path| ["pcap", "pcapng"].iter().any(|kind| path.extension() == Some(OsStr::new(kind)))) {
        let options = Options { keylog: keylog.clone(), ..Options::default() };
        let capture = offline::read(File::open(path).unwrap(), options).unwrap().capture;
        connections += capture.connections.len();
        agree(&path.display().to_string(), &capture);
    }
    assert!(connections > 0);
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}

fn agree(name: &str, capture: &Capture) {
    let whole = trace(capture);
    let facts = trace_with(capture, Effort::Facts);
    for (given, (whole, facts)) in capture.connections.iter().zip(whole.connections.iter().zip(&facts.connections)) {
        let named = names(given);
        let messages = whole.events.iter().filter_map(|event| Some((event.from, event.message()?.handshake_type())));
        assert_eq!(named.messages, messages.collect::<Vec<_>>(), "{name}");
        assert_eq!(named.sealed, whole.events.iter().filter(|event| is_sealed_record(event)).count(), "{name}");
        assert_eq!(said(whole), said(facts), "{name}");
        assert!(facts.events.iter().all(|event| event.tree.is_none()) && facts.records.iter().all(|record| record.tree.is_none()));
    }
    let found = |trace| {
        let found = diagnose(trace).into_iter().flatten();
        found.map(|finding| (finding.id, finding.certainty, finding.by, finding.says)).collect::<Vec<_>>()
    };
    assert_eq!(found(&whole), found(&facts), "{name}");
}

/// A ChangeCipherSpec that stays sealed has a name all the same.
fn is_sealed_record(event: &Event) -> bool {
    event.protection == Protection::Sealed && event.name().is_none()
}

/// All that does not need a tree.
fn said(connection: &Connection) -> impl std::fmt::Debug + PartialEq {
    let events = connection
        .events
        .iter()
        .map(|event| (event.name(), event.span, event.wire.clone(), event.records.clone(), event.transcript_hash.clone()));
    (
        events.collect::<Vec<_>>(),
        connection.negotiated.clone(),
        connection.outcome,
        connection.checks.clone(),
        connection.issues.clone(),
        connection.resumes,
        connection.secrets.clone(),
    )
}
