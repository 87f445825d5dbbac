//! Captures of others, which are not part of this repository: what we say of them, held against what is known of them.
//!
//! Labelled captures of real stacks: the root cause, by stack and by cause, and the decoder against an independent one. And small
//! inputs that were once read wrongly, with the right value of each.
//!
//! The environment variable TLSTRACE_CORPUS names the folders: each has captures, key logs, and a `truth.json`; or it is
//! a folder of such folders. Without it there is nothing to do, and the test says so.

#![expect(clippy::expect_used, reason = "a test without the harness of the standard library")]

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod causes;
mod damage;
mod decoder;
mod effort;
mod inferred;
mod key_subsets;
mod label;
mod leave_one_out;
mod public;
mod tally;

use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Trial};

use label::Corpus;

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = match std::env::var_os("TLSTRACE_CORPUS") {
        Some(folders) => trials(&std::env::split_paths(&folders).flat_map(|folder| folders_in(&folder)).collect::<Vec<_>>()),
        None => vec![common::without_captures()],
    };
    trials.extend(public::trials());
    libtest_mimic::run(&arguments, trials).exit();
}

/// A folder that is a corpus or holds the cases; or those of its subfolders that are.
fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let is_one = |folder: &Path| folder.join("truth.json").is_file() || cases::are_in(folder);
    if is_one(folder) {
        return vec![folder.to_owned()];
    }
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| is_one(path)).collect();
    folders.sort();
    folders
}

fn trials(folders: &[PathBuf]) -> Vec<Trial> {
    let (cases, corpora): (Vec<&PathBuf>, Vec<&PathBuf>) = folders.iter().partition(|folder| cases::are_in(folder));
    let corpus: &'static Corpus = Box::leak(Box::new(Corpus::read(&corpora)));
    let mut trials: Vec<Trial> = cases.into_iter().flat_map(|folder| cases::trials(folder)).collect();
    trials.extend(causes::trials(corpus));
    trials.extend(decoder::trials(corpus));
    trials.push(Trial::test("leave one stack out", move || leave_one_out::table(corpus)));
    trials.push(Trial::test("key subsets", move || key_subsets::never_make_a_verdict_worse(corpus)));
    trials.push(Trial::test("inferred", move || inferred::is_never_wrong(corpus)));
    trials.push(Trial::test("damage", move || damage::never_panics(corpus)));
    trials.extend(corpora.into_iter().map(|folder| effort::trial(folder)));
    trials
}
