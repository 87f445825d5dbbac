//! What the integration tests share: every scenario in every version, the binary as a user starts it, and a place for files.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

pub(crate) mod betrayed;
pub(crate) mod capture_file;
pub(crate) mod efforts;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::Value as Json;
use tlstrace::capture::Capture;
use tlstrace::pair::RunOptions;
use tlstrace::scenario::{ExpectedOutcome, Scenario};

/// Every built-in scenario in every version that it exists for: `mtls@1.3`.
pub(crate) fn sources() -> Vec<String> {
    let all = Scenario::builtin();
    all.iter().flat_map(|scenario| scenario.versions.iter().map(|version| format!("{}@{}", scenario.name, version.number()))).collect()
}

/// The sources that end well.
pub(crate) fn established() -> Vec<String> {
    sources().into_iter().filter(|source| is_established(source)).collect()
}

/// The sources that end badly, and can be repeated (RSA keys cannot be made from a seed).
pub(crate) fn repeatable_failures() -> Vec<String> {
    let can_be_seeded = |source: &String| attempt(source, SEED).is_ok();
    sources().into_iter().filter(|source| !is_established(source)).filter(can_be_seeded).collect()
}

fn is_established(source: &str) -> bool {
    let expected = Scenario::load(source).unwrap().expect.unwrap();
    expected.outcome == ExpectedOutcome::Established
}

/// The seed of tests that do not care which: what one of them ran, the others have.
pub(crate) const SEED: Option<u64> = Some(1);

/// What a run of a source gives; with a seed always the same. It is run once for all tests that want it.
pub(crate) fn run(source: &str, seed: Option<u64>) -> Capture {
    attempt(source, seed).unwrap_or_else(|error| panic!("{source}: {error}"))
}

/// The same, where it may be that the source cannot be run.
fn attempt(source: &str, seed: Option<u64>) -> Result<Capture, String> {
    type Runs = Mutex<BTreeMap<(String, Option<u64>), Arc<OnceLock<Result<Capture, String>>>>>;
    static RUNS: Runs = Mutex::new(BTreeMap::new());
    let run = Arc::clone(RUNS.lock().unwrap().entry((source.to_owned(), seed)).or_default());
    run.get_or_init(|| {
        let scenario = Scenario::load(source).map_err(|error| error.to_string())?;
        scenario.run_blocking(&RunOptions { seed, ..RunOptions::default() }).map_err(|error| error.to_string())
    })
    .clone()
}

/// The binary, in an environment that says nothing about terminals.
pub(crate) fn tlstrace(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlstrace"));
    command.args(arguments);
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS", "TERM"] {
        command.env_remove(variable);
    }
    command
}

/// Runs the binary, and wants it to succeed.
pub(crate) fn output(arguments: &[&str]) -> Output {
    succeeded(arguments, tlstrace(arguments).output().unwrap())
}

/// What a successful run of the binary left.
pub(crate) fn succeeded(arguments: &[&str], output: Output) -> Output {
    assert!(output.status.success(), "tlstrace {}: {}\n{}", arguments.join(" "), output.status, text(&output.stderr));
    output
}

/// The JSON of a run of the binary.
pub(crate) fn json(arguments: &[&str]) -> Json {
    let all = [arguments, &["--format", "json"]].concat();
    serde_json::from_slice(&output(&all).stdout).unwrap()
}

/// Output as text.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A path for a file of one test; `name` must be the test's own.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let safe: String =
        name.chars().map(|character| if character.is_ascii_alphanumeric() || character == '.' { character } else { '-' }).collect();
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(safe)
}

/// What stands for the tests of captures where there are none.
pub(crate) fn without_captures() -> libtest_mimic::Trial {
    libtest_mimic::Trial::test("captures", || {
        say_skipped("captures", "TLSTRACE_CORPUS names no folder of them");
        Ok(())
    })
}

/// Says aloud that a test is skipped, and why: on standard error itself, where no test harness catches it.
pub(crate) fn say_skipped(name: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED {name}: {why}");
}
