//! `tlstrace scenarios`: what there is to run.

use std::io::{self, BufWriter, Write};

use anyhow::bail;
use clap::Args;

use super::exit::Exit;
use crate::scenario::Scenario;

/// List the scenarios that come with the program
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Scenarios {
    /// Print this scenario's file, as a beginning for your own
    name: Option<String>,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace scenarios                    all of them, with the versions that they exist for
  tlstrace scenarios mtls > mine.toml   a beginning for your own: then `tlstrace compare tls mine.toml`";

impl Scenarios {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let mut out = BufWriter::new(io::stdout().lock());
        match &self.name {
            Some(name) => print(name, &mut out)?,
            None => list(&mut out)?,
        }
        out.flush()?;
        Ok(Exit::AsExpected)
    }
}

fn print(name: &str, out: &mut impl Write) -> anyhow::Result<()> {
    let Some(found) = Scenario::builtin().into_iter().find(|scenario| scenario.name == name) else {
        bail!("no scenario is called `{name}`: `tlstrace scenarios` lists them");
    };
    Ok(write!(out, "{}", found.text)?)
}

fn list(out: &mut impl Write) -> io::Result<()> {
    let all = Scenario::builtin();
    let width = all.iter().map(|scenario| scenario.name.len()).max().unwrap_or_default();
    for scenario in all {
        let versions = scenario.versions.iter().map(|version| version.number()).collect::<Vec<_>>().join(" ");
        writeln!(out, "{:width$}  {versions:7}  {}", scenario.name, scenario.title)?;
    }
    Ok(())
}
