//! Captures that projects publish: every TCP connection against tshark, and against Zeek's baselines where such stand beside;
//! and each connection that we call failed is printed, for a person to read.
//!
//! The environment variable TLSTRACE_PUBLIC names a folder, in which each project's captures have a folder of their own.

mod tshark;
mod zeek;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Failed, Trial};
use tlstrace::diagnose::{Diagnosed, Finding, Verdict};
use tlstrace::offline::{self, Options};
use tlstrace::trace::{Connection, State};

use crate::common;
use crate::label::keys_beside;

pub(crate) fn trials() -> Vec<Trial> {
    let Some(folder) = std::env::var_os("TLSTRACE_PUBLIC").map(PathBuf::from) else {
        return vec![Trial::test("public captures", || {
            common::say_skipped("public captures", "TLSTRACE_PUBLIC names no folder of captures");
            Ok(())
        })];
    };
    let captures: &'static [Public] = Box::leak(read_all(&folder).into_boxed_slice());
    vec![
        Trial::test("public captures: failed", move || failed(captures)),
        Trial::test("public captures: tshark", move || as_tshark(captures)),
        Trial::test("public captures: Zeek", move || zeek::compare(&folder, captures)),
    ]
}

/// A capture of a project.
struct Public {
    path: PathBuf,
    /// The path below the folder, which begins with the project.
    name: String,
    seen: Diagnosed,
}

fn read_all(folder: &Path) -> Vec<Public> {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    files.into_iter().filter_map(|path| Public::read(folder, path)).collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}

impl Public {
    /// `None` for what is no capture.
    fn read(folder: &Path, path: PathBuf) -> Option<Self> {
        let name = path.strip_prefix(folder).ok()?.display().to_string();
        let options = Options { name: name.clone(), keylog: keys_beside(&path).unwrap_or_default() };
        let capture = offline::read(File::open(&path).ok()?, options).ok()?.capture;
        Some(Self { path, name, seen: capture.into() })
    }

    /// Each connection with its number, as the program shows it.
    fn connections(&self) -> impl Iterator<Item = (usize, &Connection, &[Finding])> {
        self.seen.connections().enumerate().map(|(index, (connection, findings))| (index + 1, connection, findings))
    }
}

/// Whether we say that a handshake failed, or was refused.
fn is_called_failed(connection: &Connection) -> bool {
    connection.outcome.state == State::Failed || connection.outcome.refused_by.is_some()
}

/// Prints what a person has to read: nobody labelled these captures.
fn failed(captures: &[Public]) -> Result<(), Failed> {
    let mut err = std::io::stderr();
    let (mut all, mut failed) = (0, 0);
    for capture in captures {
        for (number, connection, findings) in capture.connections() {
            all += 1;
            if is_called_failed(connection) {
                failed += 1;
                let cause = findings.iter().find(|finding| finding.is_cause());
                let cause =
                    cause.map(|cause| format!("{} {}: {}", cause.id.name(), cause.certainty.name(), cause.says)).unwrap_or_default();
                writeln!(err, "{} #{number} {}; {cause}", capture.name, Verdict::of(connection, findings).outcome)?;
            }
        }
    }
    writeln!(err, "public captures: {failed} of {all} connections in {} files are called failed", captures.len())?;
    if all == 0 { Err("there is no connection in the folder".into()) } else { Ok(()) }
}

/// Every connection that tshark sees messages of, in as many connections as that has.
fn as_tshark(captures: &[Public]) -> Result<(), Failed> {
    /// Of 100 connections; tshark loses some that we read, and where a capture is damaged each has its own way to go on.
    const LEAST_PERCENT: usize = 97;
    if Command::new("tshark").arg("--version").output().is_err() {
        common::say_skipped("public captures: tshark", "tshark is not installed");
        return Ok(());
    }
    let (mut all, mut agree, mut err) = (0, 0, std::io::stderr());
    for capture in captures {
        for stream in tshark::read(&capture.path) {
            all += 1;
            match stream.compare(&capture.seen.trace.connections) {
                Ok(()) => agree += 1,
                Err(why) => writeln!(err, "{} {}: {why}", capture.name, stream.name())?,
            }
        }
    }
    writeln!(err, "public captures: {agree} of {all} connections as tshark has them")?;
    if agree * 100 < all * LEAST_PERCENT { Err(format!("under {LEAST_PERCENT} %").into()) } else { Ok(()) }
}
