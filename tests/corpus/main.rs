//! Captures of others, which are not part of this repository: what we say of them, held against what is known of them.
//!
//! The environment variable TLSTRACE_CORPUS names a folder of them. Without it there is nothing to do, and the test says so.

#[path = "../common/mod.rs"]
mod common;

mod effort;
mod labelled;

use std::path::Path;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let trials = match std::env::var_os("TLSTRACE_CORPUS") {
        Some(folder) => trials(Path::new(&folder)),
        None => vec![Trial::test("captures", || {
            common::say_skipped("captures", "TLSTRACE_CORPUS names no folder of captures");
            Ok(())
        })],
    };
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials(folder: &Path) -> Vec<Trial> {
    labelled::trials(folder).into_iter().chain([effort::trial(folder)]).collect()
}
