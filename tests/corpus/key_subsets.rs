//! More keys never make a verdict worse: every choice among the kinds of lines of a key log gives a verdict that agrees with all.

use std::collections::BTreeSet;
use std::io::Write as _;

use libtest_mimic::Failed;
use tlstrace::capture::{Capture, KeyLog, KeyLogLine};
use tlstrace::diagnose::Diagnosed;

use crate::causes::{Disagreement, Kind, disagreements, is_unseen};
use crate::label::{Corpus, Labelled, keys_beside};

/// A key log has the lines of one end, or of one epoch, or lost some: each choice of labels that the trace can use.
pub(crate) fn never_make_a_verdict_worse(corpus: &Corpus) -> Result<(), Failed> {
    let (mut read, mut worse) = (0, Vec::new());
    for file in corpus.files.iter().filter(|file| file.has_keys) {
        for labels in choices(file) {
            read += 1;
            worse.extend(with_only(file, &labels));
        }
    }
    writeln!(std::io::stderr(), "key subsets: {} of {read} choices make a verdict worse", worse.len())?;
    if worse.is_empty() { Ok(()) } else { Err(worse.join("\n").into()) }
}

fn choices(file: &Labelled) -> Vec<BTreeSet<String>> {
    let used = |line: &KeyLogLine| KeyLog::LABELS.contains(&&*line.label) && !line.label.contains("EXPORTER");
    let keys = keys_beside(&file.path).unwrap_or_default();
    let labels: BTreeSet<String> = keys.lines().filter(|line| used(line)).map(|line| line.label.to_string()).collect();
    let labels: Vec<String> = labels.into_iter().collect();
    let choose = |bits: u32| (0..labels.len()).filter(|at| bits >> at & 1 == 1).map(|at| labels[at].clone()).collect();
    // None and all are read elsewhere.
    (1..(1_u32 << labels.len()) - 1).map(choose).collect()
}

fn with_only(file: &Labelled, labels: &BTreeSet<String>) -> Vec<String> {
    let mut capture = Capture::clone(&file.opened.capture);
    for connection in &mut capture.connections {
        let kept: Vec<KeyLogLine> = connection.keylog.lines().filter(|line| labels.contains(&*line.label)).cloned().collect();
        connection.keylog = kept.into();
    }
    let seen = Diagnosed::from(capture);
    let found = file.expected.iter().flat_map(|expected| disagreements(expected, &seen, false));
    let is_worse = |one: &Disagreement| one.kind != Kind::WrongCause && !(one.kind == Kind::MissedFailure && is_unseen(&file.name));
    let worse = found.filter(is_worse);
    worse.map(|one| format!("{} with {labels:?} alone: {:?}, {}", file.name, one.kind, one.told)).collect()
}
