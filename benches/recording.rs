//! What watching costs: a recorded rustls pair beside a bare one, turn by turn, in one run.
//!
//! Machines are noisy, so both kinds take turns and the medians are compared. Printed: handshakes a second, the cost of
//! recording as a share of a bare handshake, the cost of decoding and proving apart, and of a whole `compare`.
//!
//! ```text
//! cargo bench --bench recording
//! ```

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark")]

use std::time::{Duration, Instant};

use tlstrace::pair::{Pair, Recording, RunOptions};
use tlstrace::render::{Format, Layout, render};
use tlstrace::report::{ComparisonReport, Depth, PairOf};
use tlstrace::scenario::Scenario;
use tlstrace::trace::trace;
use tlstrace::watch::TlsVersion;
use tokio::runtime::Runtime;

/// How many handshakes of each kind are measured.
const ROUNDS: usize = 400;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
        for name in ["tls", "mtls"] {
            recording(&runtime, name, version);
        }
    }
    whole_compare(&runtime);
}

fn recording(runtime: &Runtime, name: &str, version: TlsVersion) {
    let pair = |recording| {
        let options = RunOptions { tls: Some(version), recording, ..RunOptions::default() };
        runtime.block_on(async { Pair::new(&Scenario::load(name).expect("a built-in scenario"), &options).expect("a pair") })
    };
    let (bare, recorded) = (pair(Recording::Off), pair(Recording::On));
    let (mut without, mut with) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Each kind goes first every other round: what runs second finds warm caches.
        let order = if round % 2 == 0 { [true, false] } else { [false, true] };
        for is_bare in order {
            let (pair, times) = if is_bare { (&bare, &mut without) } else { (&recorded, &mut with) };
            times.push(timed(|| runtime.block_on(pair.run()).expect("a handshake")).0);
        }
    }
    let capture = runtime.block_on(recorded.run()).expect("a handshake");
    let understood = median((0..ROUNDS).map(|_| timed(|| trace(&capture)).0).collect());
    let (bare, recorded) = (median(without), median(with));
    let share = (recorded.as_secs_f64() / bare.as_secs_f64() - 1.0) * 100.0;
    println!(
        "{name:4} TLS {}: bare {:6.0} handshakes/s, recorded {:6.0}/s, recording costs {share:+.1} % ({:+} µs); decoding and proving {} µs",
        version.number(),
        1.0 / bare.as_secs_f64(),
        1.0 / recorded.as_secs_f64(),
        ((recorded.as_secs_f64() - bare.as_secs_f64()) * 1e6).round(),
        understood.as_micros(),
    );
}

/// All that `tlstrace compare` does, beside the same two handshakes of bare pairs, certificates and all.
fn whole_compare(runtime: &Runtime) {
    let (mut bare, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS / 4 {
        bare.push(timed(|| ["tls", "mtls"].map(|name| run(runtime, name, Recording::Off))).0);
        whole.push(timed(|| show(&["tls", "mtls"].map(|name| run(runtime, name, Recording::On).into()))).0);
    }
    let (bare, whole) = (median(bare), median(whole));
    println!(
        "compare: {} µs, the two bare pairs alone {} µs: {:.1} ms more",
        whole.as_micros(),
        bare.as_micros(),
        (whole.as_secs_f64() - bare.as_secs_f64()) * 1e3
    );
}

fn run(runtime: &Runtime, name: &str, recording: Recording) -> tlstrace::capture::Capture {
    let scenario = Scenario::load(name).expect("a built-in scenario");
    runtime.block_on(scenario.run(&RunOptions { recording, ..RunOptions::default() })).expect("a handshake")
}

fn show(sources: &[tlstrace::diagnose::Diagnosed]) -> Vec<u8> {
    let pair = PairOf { left: (0, 0), right: (1, 0) };
    let report = ComparisonReport::new(sources.iter().collect(), vec![pair], Depth::Steps);
    let mut out = Vec::new();
    render(&report, Format::Table, Layout::default(), &mut out).expect("memory");
    out
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
