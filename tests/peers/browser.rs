//! Pages in a real browser: headless Chromium, driven by the scripts in `tests/browser`, one trial for each `*.test.mjs`.
//!
//! Without node, Chromium or the packages of `tests/browser/package.json` (`npm ci --prefix tests/browser`) a trial is
//! skipped, and says so on standard error. With `TLSTRACE_REQUIRE_PEERS=1` a skip is a failure.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{common, peer};
use libtest_mimic::{Failed, Trial};

/// Where Debian puts it; another place is told in `TLSTRACE_CHROMIUM`.
const CHROMIUM: &str = "/usr/bin/chromium";

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |script: PathBuf| {
        let name = script.file_name().unwrap().to_string_lossy().into_owned();
        peer::checked(name, &[peer::NODE], move || run(&script))
    };
    scripts().into_iter().map(trial).collect()
}

/// The scripts, in the order of their names.
fn scripts() -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut scripts: Vec<_> = files.filter(|path| path.to_string_lossy().ends_with(".test.mjs")).collect();
    scripts.sort();
    scripts
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Runs a script of node's own test runner. It finds the pages, the program and the place for pictures in its environment.
fn run(script: &Path) -> Result<(), Failed> {
    let chromium = std::env::var("TLSTRACE_CHROMIUM").unwrap_or_else(|_| CHROMIUM.into());
    if let Some(missing) = missing(&chromium) {
        return peer::skip(&script.file_name().unwrap().to_string_lossy(), missing);
    }
    let output = Command::new("node")
        .args(["--test", "--test-reporter=spec"])
        .arg(script)
        .env("TLSTRACE_CHROMIUM", chromium)
        .env("TLSTRACE_BINARY", env!("CARGO_BIN_EXE_tlstrace"))
        .env("TLSTRACE_PAGES", pages())
        .env("TLSTRACE_SCREENSHOTS", Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("screenshots"))
        .output()
        .unwrap();
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}{}", common::text(&output.stdout), common::text(&output.stderr)).into())
}

fn missing(chromium: &str) -> Option<&'static str> {
    if !Path::new(chromium).exists() {
        return Some("chromium is not installed");
    }
    let there = ["playwright-core", "axe-core"].iter().all(|package| folder().join("node_modules").join(package).exists());
    (!there).then_some("its packages are not installed: npm ci --prefix tests/browser")
}

/// The pages, made by the program as a user starts it.
fn pages() -> PathBuf {
    let folder = common::scratch("pages");
    std::fs::create_dir_all(&folder).unwrap();
    let hostile = folder.join("hostile.toml");
    std::fs::copy(self::folder().join("hostile.toml"), &hostile).unwrap();
    let hostile = hostile.to_str().unwrap();
    for (name, arguments) in [
        ("lesson", &["compare"][..]),
        ("versions", &["compare", "mtls@1.2", "mtls@1.3"]),
        ("both", &["compare", "--tls", "both"]),
        ("failure", &["inspect", "client-cert-expired"]),
        ("hostile", &["compare", "tls@1.3", hostile]),
        ("explanation", &["explain", "certificate_request"]),
        ("worksheet", &["compare", "--worksheet"]),
    ] {
        let page = folder.join(format!("{name}.html"));
        common::output(&[arguments, &["--format", "html", "-o", page.to_str().unwrap()]].concat());
    }
    folder
}
