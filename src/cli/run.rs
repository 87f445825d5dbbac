//! `tlstrace run`: scenarios as a suite that checks itself.

use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Context;
use clap::Args;

use super::exit::Exit;
use super::expectation;
use super::options::{Output, Versions};
use crate::diagnose::{Finding, diagnose};
use crate::lab::{RunOptions, Scenario, TlsVersion};
use crate::report::{Difference, Report, SuiteReport, SuiteResult};
use crate::trace::{Connection, trace};

/// Run scenarios and check what they expect
///
/// Without a name all that come with the program, each in every version that it exists for. A line each says what was
/// seen; where that is not what the scenario expects, both stand side by side.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Run {
    /// Scenarios, by name or file; `NAME@1.2` for one version [default: all]
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,

    /// The version that both ends are limited to
    #[arg(long, value_enum, value_name = "VERSION")]
    tls: Option<Versions>,

    /// Make the runs repeatable, byte for byte; scenarios that cannot be are left out by their error
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace run                            every scenario, in every version
  tlstrace run mtls client-cert-expired@1.2
  tlstrace run my/scenarios/*.toml        your own, each with its [expect]

Exit codes: 0 all as expected, 1 something is not, 2 the tool could not do its work.";

/// One run that is to be done.
struct Job {
    scenario: Scenario,
    version: TlsVersion,
}

impl Run {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let jobs = self.jobs()?;
        let report = SuiteReport::new(results(&jobs, self.seed)?);
        let exit = if report.failed == 0 { Exit::AsExpected } else { Exit::Otherwise };
        self.output.show(&Report::Suite(report))?;
        Ok(exit)
    }

    fn jobs(&self) -> anyhow::Result<Vec<Job>> {
        let all = || Scenario::builtin().into_iter().map(|scenario| scenario.name.to_owned()).collect();
        let names: Vec<String> = if self.scenarios.is_empty() { all() } else { self.scenarios.clone() };
        let mut jobs = Vec::new();
        for name in names {
            let scenario = Scenario::load(&name)?;
            let versions = scenario.version.map_or_else(|| scenario.tls.clone(), |version| vec![version]);
            let asked = |version: &TlsVersion| Versions::each(self.tls).iter().any(|asked| asked.is_none_or(|asked| asked == *version));
            jobs.extend(versions.into_iter().filter(asked).map(|version| Job { scenario: scenario.clone(), version }));
        }
        Ok(jobs)
    }
}

/// Runs the jobs on all cores. The results stand in the order of the jobs.
fn results(jobs: &[Job], seed: Option<u64>) -> anyhow::Result<Vec<SuiteResult>> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(jobs.len())));
    let progress = Progress::new(jobs.len());
    let work = || {
        while let Some((index, job)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|index| Some((index, jobs.get(index)?))) {
            let result = job.run(seed);
            let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            done.push((index, result));
            progress.show(done.len(), &job.name());
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(jobs.len().max(1));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    progress.clear();
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

impl Job {
    fn name(&self) -> String {
        format!("{}@{}", self.scenario.name, self.version.number())
    }

    fn run(&self, seed: Option<u64>) -> anyhow::Result<SuiteResult> {
        let options = RunOptions { tls: Some(self.version), seed, ..RunOptions::default() };
        let capture = self.scenario.run_blocking(&options).with_context(|| format!("cannot run the scenario {}", self.name()))?;
        let trace = trace(&capture);
        let findings = diagnose(&trace);
        let last = trace.connections.last().zip(findings.last());
        Ok(last.map_or_else(|| self.nothing(), |(connection, findings)| self.judge(connection, findings)))
    }

    fn judge(&self, connection: &Connection, findings: &[Finding]) -> SuiteResult {
        let expected = self.scenario.expect.as_ref().map(|expected| expected.in_version(self.version));
        let differences = expectation::differences(expected.as_ref(), connection, findings);
        SuiteResult {
            name: self.name(),
            passed: differences.is_empty(),
            seen: expectation::seen(connection, findings),
            finding: findings.first().map(|finding| (finding.id, finding.certainty.name())),
            differences,
        }
    }

    fn nothing(&self) -> SuiteResult {
        let difference = Difference { what: "connections", expected: "at least one".into(), seen: "none".into() };
        SuiteResult { name: self.name(), passed: false, seen: "nothing".into(), finding: None, differences: vec![difference] }
    }
}

/// A line on a terminal that says how far it is.
struct Progress {
    all: usize,
    on: bool,
}

impl Progress {
    fn new(all: usize) -> Self {
        Self { all, on: io::stderr().is_terminal() }
    }

    fn show(&self, done: usize, name: &str) {
        if self.on {
            let _ = write!(io::stderr(), "\r\u{1b}[K{done} of {}  {name}", self.all);
        }
    }

    fn clear(&self) {
        if self.on {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
