//! Names, facts and the whole trace say the same of every connection in every capture of the folder.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use tlstrace::capture::KeyLog;
use tlstrace::offline::{self, Options};

use crate::common::efforts::agree;

pub(crate) fn trial(folder: &Path) -> Trial {
    let folder = folder.to_owned();
    Trial::test("effort", move || {
        of_all(&folder);
        Ok(())
    })
}

fn of_all(folder: &Path) {
    let mut files = Vec::new();
    list(folder, &mut files);
    assert!(!files.is_empty(), "no captures in {}", folder.display());
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
