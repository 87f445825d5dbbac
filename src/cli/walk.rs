//! `tlstrace walk`: a handshake step by step, for a class, on a full screen or as text.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::exit::Exit;
use super::lesson::{Given, Played};
use super::options::{Output, Run, Versions};
use super::pairs::Pairs;
use super::save::save;
use super::source::Source;
use crate::render::{Layout, prose};
use crate::report::{Experiment, Lesson, LessonReport, PairOf, Place, Report, WalkReport, answer, opening, question};
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

    /// A lesson, by its name or as a file of one's own: its experiments, one after the other, each with its question
    #[arg(long, value_name = "NAME", conflicts_with_all = ["left", "right", "tls", "seed", "keylog", "save_keylog", "pcapng", "show_secrets"])]
    lesson: Option<String>,

    /// Write the lesson to this file as one self-contained page
    #[arg(long, value_name = "FILE", conflicts_with = "into")]
    html: Option<PathBuf>,

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
  tlstrace walk --html lesson.html      one self-contained page to take home
  tlstrace walk --lesson late-refusal   a lesson of several experiments, with questions

Keys: arrows, space, enter, esc; p predict first, e eavesdropper, b both ends, c compute, g go to, / search, ? help, q quit.";

impl Walk {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        if let Some(name) = &self.lesson {
            return self.lesson(name);
        }
        let Pairs { loaded, pairs } = self.pairs()?;
        save(&self.run.files, &loaded)?;
        let (left, right) = self.place(&pairs);
        let mut report = LessonReport::new(loaded.diagnosed(), left, right, self.output.depth());
        report.secrets = self.run.secrets();
        match self.screen() {
            Some(look) => full_screen(&report.walks().context("there is no connection to walk through")?, look)?,
            None => self.show(&report)?,
        }
        Ok(loaded.exit())
    }

    /// How the full screen looks, if that is where the lesson is shown.
    fn screen(&self) -> Option<tui::Look> {
        self.output.screen().filter(|_| self.html.is_none())
    }

    /// The page that was asked for, or another format.
    fn show(&self, report: &LessonReport<'_>) -> anyhow::Result<()> {
        match &self.html {
            Some(file) => self.output.page(report, file),
            None => self.output.show(report),
        }
    }

    /// The experiments of a lesson: a question, the handshake, and what was to be seen.
    fn lesson(&self, name: &str) -> anyhow::Result<Exit> {
        let given = Given::load(name)?;
        let mut played = Vec::new();
        for experiment in &given.lesson.experiments {
            played.push(Played::of(&given.sources(experiment)?)?);
        }
        let experiments = given.lesson.experiments.iter().zip(&played);
        if let Some(look) = self.screen() {
            talk(&given.lesson, experiments, look, self.output.layout())?;
        } else {
            let mut report = LessonReport::of(&given.lesson, self.output.depth());
            experiments.for_each(|(experiment, played)| played.add_to(&mut report, experiment));
            self.show(&report)?;
        }
        Ok(Exit::AsExpected)
    }

    fn pairs(&self) -> anyhow::Result<Pairs> {
        match (&self.left, &self.right) {
            (Some(only), None) if self.run.play.tls == Some(Versions::Both) => Pairs::two_versions(only, &self.run),
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

/// A lesson in front of a class: each question, and after the answer the handshake.
fn talk<'a>(
    lesson: &Lesson,
    experiments: impl Iterator<Item = (&'a Experiment, &'a Played)>,
    look: tui::Look,
    layout: Layout,
) -> anyhow::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{}", prose(&opening(lesson), layout))?;
    for (experiment, played) in experiments {
        writeln!(out, "{}", prose(&question(experiment), layout))?;
        if !go_on()? {
            break;
        }
        full_screen(&played.report(), look)?;
        writeln!(out, "{}", prose(&answer(experiment), layout))?;
    }
    Ok(())
}

/// Waits until the class has answered; `false` where it wants to stop.
fn go_on() -> io::Result<bool> {
    let mut typed = String::new();
    writeln!(io::stdout(), "Enter shows the handshake; q stops.")?;
    let length = io::stdin().read_line(&mut typed)?;
    Ok(length > 0 && typed.trim() != "q")
}

fn full_screen(report: &WalkReport, look: tui::Look) -> anyhow::Result<()> {
    match report.walks.first() {
        Some(walked) => Ok(tui::run(walked, look)?),
        None => anyhow::bail!("there is no connection to walk through"),
    }
}
