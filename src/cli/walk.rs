//! `tlstrace walk`: a handshake step by step, for a class, on a full screen or as text.

use std::io::{self, Write};

use clap::Args;

use super::exit::Exit;
use super::expectation;
use super::options::{Output, Run, Versions};
use super::pairs::Pairs;
use super::save::save;
use super::source::Source;
use crate::report::{LessonReport, PairOf, Report};
use crate::tui;

/// Walk through a handshake, step by step
///
/// A full-screen lesson: the sequence diagram grows, and below it stands the page that explains the step, with this
/// run's values; a message opens to its fields, a field to its bytes. Two sources stand side by side; one alone has one
/// column, unless its connections belong together (`resumption`) or `--tls both` asks for two versions. `NAME@1.2`
/// limits a source to that version, `NAME#2` means its second connection. Where standard output is no terminal, or
/// `-o` or another format is asked for, the whole lesson is printed as text.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Walk {
    /// What stands on the left [default: tls, with mtls beside it]
    left: Option<Source>,

    /// What stands on the right
    right: Option<Source>,

    #[command(flatten)]
    run: Run,

    #[command(flatten)]
    output: Output,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace walk                         TLS beside mutual TLS
  tlstrace walk --tls 1.2               the same in TLS 1.2
  tlstrace walk client-cert-expired     a failure; the last card says why, and what to do
  tlstrace walk mtls client-cert-missing  what should have happened, beside what did
  tlstrace walk --depth 2 | less        the whole lesson as text, with every field

Keys: arrows, space, enter, esc; p predict first, e eavesdropper, b both ends, c compute, g go to, / search, ? help, q quit.";

/// A connection: index of its source, and its index in that.
type Place = (usize, usize);

impl Walk {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let Pairs { loaded, pairs } = self.pairs()?;
        save(&self.run, &loaded.iter().collect::<Vec<_>>())?;
        let (left, right) = self.place(&pairs);
        let report = LessonReport::new(loaded.iter().map(|loaded| &loaded.diagnosed).collect(), left, right, self.output.depth());
        match self.output.screen() {
            Some(look) => full_screen(&report, look)?,
            None => self.output.show(&Report::Lesson(report))?,
        }
        Ok(expectation::exit(loaded.iter()))
    }

    fn pairs(&self) -> anyhow::Result<Pairs> {
        match (&self.left, &self.right) {
            (Some(only), None) if self.run.tls == Some(Versions::Both) => Pairs::two_versions(only, &self.run),
            (Some(only), None) => Pairs::of_one(only, &self.run),
            (left, right) => Pairs::or_default(left.as_ref(), right.as_ref(), &self.run),
        }
    }

    /// What the lesson is about: the first pair, or one connection alone. That there are more is told.
    fn place(&self, pairs: &[PairOf]) -> (Place, Option<Place>) {
        let Some(first) = pairs.first() else {
            let number = self.left.as_ref().and_then(|source| source.connection).unwrap_or(1);
            return ((0, number - 1), None);
        };
        if pairs.len() > 1 {
            let all = pairs.len();
            let _ = writeln!(io::stderr(), "tlstrace: the first of {all} pairs of connections; NAME#2 or NAME@1.3 names another");
        }
        (first.left, Some(first.right))
    }
}

fn full_screen(report: &LessonReport<'_>, look: tui::Look) -> anyhow::Result<()> {
    match report.walk().walks.first() {
        Some(walked) => Ok(tui::run(walked, look)?),
        None => anyhow::bail!("there is no connection to walk through"),
    }
}
