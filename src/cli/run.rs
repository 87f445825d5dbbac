//! `tlstrace run`: scenarios as a suite that checks itself.

use anyhow::Context;
use clap::Args;

use super::exit::Exit;
use super::expectation;
use super::options::{Files, Output, Play, Versions};
use super::recorder::Recorder;
use super::repetition::{Played, Run as Repetition, play};
use crate::capture::Capture;
use crate::diagnose::{Finding, diagnose};
use crate::pair::{Player, RunOptions};
use crate::report::{Difference, SuiteReport, SuiteResult};
use crate::scenario::Scenario;
use crate::trace::{Connection, trace};
use crate::watch::TlsVersion;

/// Run scenarios and check what they expect
///
/// Without a name all that come with the program, each in every version that it exists for. A line each says what was
/// seen; where that is not what the scenario expects, both stand side by side. Repeated runs are the load for whoever wants to
/// measure a reader of captures: they go into one file, and need no more memory than one.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Run {
    /// Scenarios, by name or file; `NAME@1.2` for one version [default: all]
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,

    #[command(flatten)]
    play: Play,

    /// Run each scenario so many times, each time with other randoms, keys and ports; with --seed its certificates stay
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..), hide_default_value = true)]
    repeat: u32,

    #[command(flatten)]
    files: Files,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace run                            every scenario, in every version
  tlstrace run mtls client-cert-expired@1.2
  tlstrace run my/scenarios/*.toml        your own, each with its [expect]
  tlstrace run mtls --tls 1.3 --repeat 10000 --pcapng big.pcapng
                                          ten thousand handshakes in one file, with their secrets
  tlstrace run mtls client-cert-expired --seed 7 --repeat 50 --pcapng mixed.pcapng --save-keylog mixed.keys
                                          a hundred of two kinds, the same on every machine

Exit codes: 0 all as expected, 1 something is not, 2 the tool could not do its work.";

/// A scenario in one version.
struct Job {
    scenario: Scenario,
    version: TlsVersion,
    /// How many connections the jobs before it play.
    after: usize,
}

impl Run {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let jobs = self.jobs()?;
        let names: Vec<_> = jobs.iter().map(|job| self.name(job)).collect();
        let files = Recorder::create(&self.files, &names.join(", "), self.play.seed.is_some())?;
        let work = Suite { jobs: &jobs, repeat: self.repeat as usize, seed: self.play.seed };
        let report = SuiteReport::new(play(&work, files)?.into_iter().zip(names).map(|(played, name)| result(played, name)).collect());
        let exit = if report.failed == 0 { Exit::AsExpected } else { Exit::Otherwise };
        self.output.show(&report)?;
        Ok(exit)
    }

    fn jobs(&self) -> anyhow::Result<Vec<Job>> {
        let all = || Scenario::builtin().into_iter().map(|scenario| scenario.name.to_owned()).collect();
        let names: Vec<String> = if self.scenarios.is_empty() { all() } else { self.scenarios.clone() };
        let (mut jobs, mut after) = (Vec::new(), 0);
        for name in names {
            let scenario = Scenario::load(&name)?;
            let versions = scenario.version.map_or_else(|| scenario.tls.clone(), |version| vec![version]);
            let asked =
                |version: &TlsVersion| Versions::each(self.play.tls).iter().any(|asked| asked.is_none_or(|asked| asked == *version));
            for version in versions.into_iter().filter(asked) {
                jobs.push(Job { scenario: scenario.clone(), version, after });
                after += scenario.connections.len() * self.repeat as usize;
            }
        }
        Ok(jobs)
    }

    fn name(&self, job: &Job) -> String {
        match self.repeat {
            1 => job.name(),
            times => format!("{} × {times}", job.name()),
        }
    }
}

/// The runs of all jobs, one repetition after the other.
struct Suite<'a> {
    jobs: &'a [Job],
    repeat: usize,
    seed: Option<u64>,
}

impl Repetition for Suite<'_> {
    type Ready = Player;

    fn jobs(&self) -> usize {
        self.jobs.len()
    }

    fn repeat(&self) -> usize {
        self.repeat
    }

    fn name(&self, job: usize) -> String {
        self.jobs[job].name()
    }

    fn prepare(&self, job: usize) -> anyhow::Result<Player> {
        let Job { scenario, version, .. } = &self.jobs[job];
        let options = RunOptions { tls: Some(*version), seed: self.seed, ..RunOptions::default() };
        Player::new(scenario, &options).with_context(|| format!("cannot run the scenario {}", self.name(job)))
    }

    fn run(&self, player: &Player, job: usize, repetition: usize) -> anyhow::Result<(Capture, SuiteResult)> {
        let Job { scenario, after, .. } = &self.jobs[job];
        let capture = player.play(after + repetition * scenario.connections.len());
        let capture = capture.with_context(|| format!("cannot run the scenario {}", self.name(job)))?;
        let result = self.jobs[job].judge_capture(&capture);
        Ok((capture, result))
    }
}

/// What all repetitions of a job amount to.
fn result(played: Played, name: String) -> SuiteResult {
    let mut result = SuiteResult { name, ..played.shown };
    if played.failed > 0 && played.runs > 1 {
        let (expected, seen) = (played.runs.to_string(), (played.runs - played.failed).to_string());
        result.differences.insert(0, Difference { what: "runs as expected", expected, seen });
    }
    result
}

impl Job {
    fn name(&self) -> String {
        format!("{}@{}", self.scenario.name, self.version.number())
    }

    fn judge_capture(&self, capture: &Capture) -> SuiteResult {
        let trace = trace(capture);
        let findings = diagnose(&trace);
        let last = trace.connections.last().zip(findings.last());
        last.map_or_else(|| self.nothing(), |(connection, findings)| self.judge(connection, findings))
    }

    fn judge(&self, connection: &Connection, findings: &[Finding]) -> SuiteResult {
        let expected = self.scenario.expect.as_ref().map(|expected| expected.in_version(self.version));
        let differences = expectation::differences(expected.as_ref(), connection, findings);
        SuiteResult {
            name: self.name(),
            passed: differences.is_empty(),
            seen: expectation::seen(connection, findings),
            finding: findings.first().map(|finding| (finding.id.name(), finding.certainty.name())),
            differences,
        }
    }

    fn nothing(&self) -> SuiteResult {
        let difference = Difference { what: "connections", expected: "at least one".into(), seen: "none".into() };
        SuiteResult { name: self.name(), passed: false, seen: "nothing".into(), finding: None, differences: vec![difference] }
    }
}
