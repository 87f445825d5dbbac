//! `tlstrace inspect`: what happened; if it failed: who, what, why, and what to do.

use anyhow::bail;
use clap::Args;

use super::exit::Exit;
use super::judge::{Judge, Judging};
use super::loaded::Loaded;
use super::options::{Output, Run};
use super::save::save;
use super::source::Source;
use super::survey::{Selection, Survey};
use crate::report::InspectionReport;

/// Say what happened in a handshake, and if it failed, why
///
/// The verdict comes first: who refused whom, which certificate, the cause and how sure it is, what it rests on, what
/// each end saw, and what to do. Then the steps, with what each end believed between them: in TLS 1.3 a client is done
/// before the server has judged it.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Inspect {
    /// Scenarios, by name or file; capture files; saved traces. `NAME@1.2` for one version, `NAME#2` for one connection
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<Source>,

    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    judge: Judge,

    #[command(flatten)]
    run: Run,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace inspect mtls                               who is proved
  tlstrace inspect client-cert-expired                who refused whom, why, and the fix
  tlstrace inspect client-cert-expired@1.2            the same in TLS 1.2
  tlstrace inspect my.toml --depth 3                  your own scenario, every byte
  tlstrace inspect big.pcapng --keylog keys.txt       every connection in a line, then those that failed
  tlstrace inspect big.pcapng --failed --format jsonl a line of JSON for each, as it ends
  tlstrace inspect big.pcapng --connection 17         one of them, in detail

Exit codes: 0 as the scenario expects (a failure too), or nothing failed; 1 otherwise; 2 the tool could not do its work.";

impl Inspect {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let judging = self.judge.read()?;
        if let [only] = self.sources.as_slice()
            && let Some(exit) = self.survey(only, &judging)
        {
            return exit;
        }
        if !self.selection.is_all() || self.output.lines()?.is_some() {
            bail!("--connection, --failed, --server-name, --finding, and the formats jsonl and names, are for one capture file");
        }
        let loaded = Loaded::each(&self.sources, &self.run, &judging)?;
        save(&self.run.files, &loaded)?;
        let mut report = InspectionReport::new(loaded.diagnosed(), loaded.places(), self.output.depth());
        report.secrets = self.run.secrets();
        self.output.show(&report)?;
        Ok(loaded.exit())
    }
}

impl Inspect {
    /// A capture file is read in passes, whatever its length. Standard input can be read once: line by line.
    fn survey(&self, source: &Source, judging: &Judging) -> Option<anyhow::Result<Exit>> {
        let path = source.capture_file();
        let is_read_once = source.is_standard_input() && !matches!(self.output.lines(), Ok(None));
        if path.is_none() && !is_read_once {
            return None;
        }
        let Self { selection, run, output, .. } = self;
        Some(Survey { path, connection: source.connection, selection, judging, run, output }.show())
    }
}
