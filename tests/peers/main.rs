//! The tests that want another program: openssl, keytool, java, tshark, tmux, node with Chromium.
//!
//! A module is a file. `trials` of it names its tests; each says with [`peer::trial`] what it wants. Where that is missing the
//! test is skipped, and says so on standard error, where no harness hides it; with `TLSTRACE_REQUIRE_PEERS=1` that is a failure.
//! One module alone: `cargo test --test peers certs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::type_complexity,
    clippy::unnecessary_wraps,
    clippy::format_collect,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::lines_filter_map_ok,
    reason = "tables of trials, and files that the tests made themselves"
)]

#[path = "../common/mod.rs"]
mod common;

mod browser;
mod calculations;
mod certs;
mod file_forms;
mod old_and_odd;
mod oracle;
mod peer;
mod recorder;
mod stacks;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod tmux;
mod tshark;

use libtest_mimic::{Arguments, Trial};

fn main() {
    #[cfg(unix)]
    terminal::panic_if_asked();
    let arguments = Arguments::from_args();
    let modules: [(&str, fn() -> Vec<Trial>); 7] = [
        ("browser", browser::trials),
        ("calculations", calculations::trials),
        ("certs", certs::trials),
        ("file_forms", file_forms::trials),
        ("old_and_odd", old_and_odd::trials),
        ("oracle", oracle::trials),
        ("stacks", stacks::trials),
    ];
    let of = |(module, trials): (&'static str, fn() -> Vec<Trial>)| trials().into_iter().map(move |trial| trial.with_kind(module));
    let trials = modules.into_iter().flat_map(of);
    #[cfg(unix)]
    let trials = trials.chain(of(("terminal", terminal::trials)));
    libtest_mimic::run(&arguments, trials.collect()).exit();
}
