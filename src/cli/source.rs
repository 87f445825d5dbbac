//! From what a user names to a trace: a scenario by its name or file, and which of its connections.

use anyhow::{Context, bail};

use crate::capture::Capture;
use crate::lab::{Expectation, RunOptions, Scenario, TlsVersion};
use crate::trace::{Trace, trace};

/// A source as a user writes it: `mtls`, `mtls@1.2`, `resumption#2`, `my/scenario.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    text: String,
    /// Which of its connections, from 1.
    pub(super) connection: Option<usize>,
}

/// What a source gave.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) capture: Capture,
    pub(super) trace: Trace,
    /// What the scenario expects of the version that was run.
    pub(super) expect: Option<Expectation>,
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
    /// The scenario of this name.
    pub(super) fn named(name: &str) -> Self {
        Self { text: name.to_owned(), connection: None }
    }

    /// Runs the source and traces it. `after` is how many connections were loaded before: see [`RunOptions::after`].
    pub(super) fn load(&self, tls: Option<TlsVersion>, seed: Option<u64>, after: usize) -> anyhow::Result<Loaded> {
        let scenario = Scenario::load(&self.text)?;
        let options = RunOptions { tls, seed, after, ..RunOptions::default() };
        let capture = scenario.run_blocking(&options).with_context(|| format!("cannot run the scenario {}", self.text))?;
        let trace = trace(&capture);
        self.check(&trace)?;
        let version = scenario.version.or(tls).or_else(|| scenario.tls.iter().copied().max());
        let expect = scenario.expect.as_ref().zip(version).map(|(expected, version)| expected.in_version(version));
        Ok(Loaded { capture, trace, expect })
    }

    fn check(&self, trace: &Trace) -> anyhow::Result<()> {
        let there = trace.connections.len();
        match self.connection {
            Some(number) if number > there => bail!("{} has no connection {number}: it has {there}", self.text),
            _ => Ok(()),
        }
    }
}
