//! From what a user names to a trace: a scenario by its name or file, a capture file, and which of its connections.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use anyhow::{Context, bail};

use super::judge::Judging;
use super::options::Run;
use crate::capture::{Capture, KeyLog};
use crate::diagnose::Diagnosed;
use crate::offline;
use crate::pair::RunOptions;
use crate::scenario::{Choice, Expectation, Scenario};
use crate::watch::TlsVersion;

/// A source as a user writes it: `mtls`, `mtls@1.2`, `resumption#2`, `my/scenario.toml`, `failure.pcapng`, `-`; and switches
/// of the lab, as in the address of its page: `lab?client=expired`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    text: String,
    /// Which of its connections, from 1.
    pub(super) connection: Option<usize>,
}

impl std::str::FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((before, number)) = text.rsplit_once('#') else { return Ok(Self { text: text.to_owned(), connection: None }) };
        match number.parse() {
            Ok(number) if number > 0 => Ok(Self { text: before.to_owned(), connection: Some(number) }),
            _ => Err(format!("`#{number}` is no number of a connection: write `{before}#1` for the first")),
        }
    }
}

impl Source {
    /// Its path, where it is a capture file; `-` is one where lines are wanted of it.
    pub(super) fn capture_file(&self) -> Option<&Path> {
        let path = Path::new(&self.text);
        let mut start = Vec::new();
        let read = File::open(path).and_then(|file| file.take(4).read_to_end(&mut start));
        (is_other_file(path) && read.is_ok() && offline::is_capture(&start)).then_some(path)
    }

    /// Whether it stands for standard input.
    pub(super) fn is_standard_input(&self) -> bool {
        self.text == "-"
    }

    /// The scenario of this name.
    pub(super) fn named(name: &str) -> Self {
        Self { text: name.to_owned(), connection: None }
    }

    /// Runs or reads the source, and traces it. A capture file is known by its content; `-` is one on standard input.
    /// `after` is how many connections were loaded before: see [`RunOptions::after`]. Also what the scenario expects of the version
    /// that was run.
    pub(super) fn load(
        &self,
        tls: Option<TlsVersion>,
        run: &Run,
        judging: &Judging,
        after: usize,
    ) -> anyhow::Result<(Diagnosed, Option<Expectation>)> {
        let options = RunOptions { tls, seed: run.play.seed, after, ..RunOptions::default() };
        let (mut capture, expect) = match self.text.as_str() {
            "-" => (self.read(BufReader::new(io::stdin().lock()), run)?, None),
            _ if self.switches().is_some() => self.run(&options)?,
            path if is_other_file(Path::new(path)) => {
                let file = File::open(path).with_context(|| format!("cannot read {path}"))?;
                (self.read(BufReader::new(file), run)?, None)
            }
            _ => self.run(&options)?,
        };
        self.check(capture.connections.len())?;
        judging.add_to(&mut capture);
        Ok((capture.into(), expect))
    }

    /// Whether the scenario that it names can be had.
    pub(super) fn check_scenario(&self) -> anyhow::Result<()> {
        self.scenario().map(|_| ())
    }

    /// Runs a scenario, and says what it expects.
    fn run(&self, options: &RunOptions) -> anyhow::Result<(Capture, Option<Expectation>)> {
        let scenario = self.scenario()?;
        let capture = scenario.run_blocking(options).with_context(|| format!("cannot run the scenario {}", self.text))?;
        let version = scenario.version.or(options.tls).or_else(|| scenario.tls.iter().copied().max());
        let expect = scenario.expect.as_ref().zip(version).map(|(expected, version)| expected.in_version(version));
        Ok((capture, expect))
    }

    fn scenario(&self) -> anyhow::Result<Scenario> {
        match self.switches() {
            Some(switches) => Ok(Choice::parse(switches)?.scenario()?),
            None => Ok(Scenario::load(&self.text)?),
        }
    }

    /// The switches of the lab, if it names some.
    fn switches(&self) -> Option<&str> {
        let rest = self.text.strip_prefix("lab")?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('?') }
    }

    /// Reads a capture file or a saved trace: its content tells which.
    fn read(&self, mut reader: impl BufRead, run: &Run) -> anyhow::Result<Capture> {
        let name = if self.text == "-" { "standard input" } else { &self.text };
        let start = reader.fill_buf().with_context(|| format!("cannot read {name}"))?;
        if offline::is_saved(start) {
            return offline::read_saved(reader, &keylog(run)?).with_context(|| format!("cannot read {name} as a saved trace"));
        }
        if self.text != "-" && !offline::is_capture(start) {
            bail!(
                "{name} is neither a capture (pcap, pcapng, also gzip'd), nor a saved trace (JSON), nor a scenario: the name of a scenario file ends in .toml"
            )
        }
        Self::read_capture(name, reader, run)
    }

    /// Reads a capture file. What is odd in it is told on standard error, and is no failure.
    fn read_capture(name: &str, reader: impl Read, run: &Run) -> anyhow::Result<Capture> {
        let options = offline::Options { name: name.to_owned(), keylog: keylog(run)? };
        let recording = offline::read(reader, options).with_context(|| format!("cannot read {name}"))?;
        for problem in &recording.problems {
            let _ = writeln!(io::stderr(), "tlstrace: {name}: {problem}");
        }
        if recording.capture.connections.is_empty() {
            bail!("{name} has no TCP connection: {}", recording.holds);
        }
        Ok(recording.capture)
    }

    fn check(&self, there: usize) -> anyhow::Result<()> {
        match self.connection {
            Some(number) if number > there => bail!("{} has no connection {number}: it has {there}", self.text),
            _ => Ok(()),
        }
    }
}

/// Whether there is a file of this name that is no scenario by its name.
fn is_other_file(path: &Path) -> bool {
    path.is_file() && path.extension().is_none_or(|ending| ending != "toml")
}

/// The key logs that were named, as one. Lines that cannot be read are told, and are no failure.
pub(super) fn keylog(run: &Run) -> anyhow::Result<KeyLog> {
    let mut merged = KeyLog::default();
    for path in &run.keylog {
        let bytes = fs::read(path).with_context(|| format!("cannot read the key log {}", path.display()))?;
        let (lines, problems) = KeyLog::parse_bytes(&bytes);
        if let Some(first) = problems.first() {
            let (number, path) = (problems.len(), path.display());
            let _ =
                writeln!(io::stderr(), "tlstrace: {path}: {number} lines were not read; the first is line {}: {}", first.line, first.what);
        }
        merged.merge(lines);
    }
    Ok(merged)
}
