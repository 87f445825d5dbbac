//! `tlstrace compare`: two handshakes side by side.

use clap::Args;

use super::exit::Exit;
use super::options::{Output, Run, Versions};
use super::pairs::Pairs;
use super::save::save;
use super::source::Source;
use crate::report::ComparisonReport;

/// Run two handshakes and show them side by side
///
/// A source is the name of a scenario (`tlstrace scenarios` lists them) or a scenario file. `NAME@1.2` limits it to
/// that version, `NAME#2` means its second connection. A source with two connections compared with nothing else
/// shows the first beside the second; with `--tls both`, one source stands in TLS 1.2 beside TLS 1.3.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Compare {
    /// What stands on the left [default: tls]
    left: Option<Source>,

    /// What stands on the right [default: mtls]
    right: Option<Source>,

    #[command(flatten)]
    run: Run,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace compare                          what mutual TLS adds to TLS
  tlstrace compare --tls 1.2                the same in TLS 1.2
  tlstrace compare mtls@1.2 mtls@1.3        two versions
  tlstrace compare resumption               a first connection, and one that resumes it
  tlstrace compare --depth 2                every field
  tlstrace compare --seed 1 --format json   the same bytes each time, for programs
  tlstrace compare --pcapng run.pcapng      and open it in Wireshark, already decrypted";

impl Compare {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let Pairs { loaded, pairs } = self.pairs()?;
        save(&self.run.files, &loaded)?;
        let mut report = ComparisonReport::new(loaded.diagnosed(), pairs, self.output.depth());
        report.secrets = self.run.secrets();
        self.output.show(&report)?;
        Ok(loaded.exit())
    }

    fn pairs(&self) -> anyhow::Result<Pairs> {
        match (&self.left, &self.right) {
            (Some(only), None) if self.run.play.tls == Some(Versions::Both) => Pairs::two_versions(only, &self.run),
            (Some(only), None) => self.alone_or_beside(only),
            (left, right) => Pairs::or_default(left.as_ref(), right.as_ref(), &self.run),
        }
    }

    /// A source whose connections belong together explains itself; another stands beside `mtls`.
    fn alone_or_beside(&self, source: &Source) -> anyhow::Result<Pairs> {
        let alone = Pairs::of_one(source, &self.run)?;
        if alone.pairs.is_empty() { alone.beside(&Source::named("mtls"), &self.run) } else { Ok(alone) }
    }
}
