//! `tlstrace quiz`: questions about handshakes, made from their traces.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;

use super::exit::Exit;
use super::judge::Judging;
use super::lesson::Given;
use super::loaded::Loaded;
use super::options::{Run, Shown};
use super::save::save;
use super::source::Source;
use crate::render::{Layout, prose};
use crate::report::{QuizQuestion, QuizReport};

/// Ask questions about handshakes
///
/// The questions are made from what happened: what comes next, who signs, which bytes are the name, what an alert means,
/// what somebody on the wire learns, what mutual TLS adds, why it failed. On a terminal they are asked one by one: type the
/// letter, ? for a hint, q to stop. Anywhere else, and with -o or another format, a sheet is printed, with the answers at
/// its end.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Quiz {
    /// What is asked about [default: tls mtls]
    sources: Vec<Source>,

    /// About the handshakes of a lesson, by its name or as a file of one's own
    #[arg(long, value_name = "NAME", conflicts_with = "sources")]
    lesson: Option<String>,

    /// How many questions
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=200))]
    questions: u16,

    /// Print each answer behind its question
    #[arg(long)]
    answers: bool,

    #[command(flatten)]
    run: Run,

    #[command(flatten)]
    shown: Shown,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace quiz                                ten questions about TLS and mutual TLS
  tlstrace quiz mtls@1.2 mtls@1.3              about two versions
  tlstrace quiz --lesson late-refusal          about the handshakes of a lesson
  tlstrace quiz client-cert-expired --seed 3   the same questions each time
  tlstrace quiz --seed 3 --format markdown     a sheet to print, answers on the last page
  tlstrace quiz failure.pcapng --keylog keys   about a capture of one's own

Exit code 0, whatever was answered.";

impl Quiz {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        let report = self.report()?;
        if !self.answers && self.shown.is_for_a_terminal() && io::stdin().is_terminal() {
            ask(&report, self.shown.layout(), &mut io::stdin().lock(), &mut io::stdout().lock())?;
        } else {
            self.shown.show(&report)?;
        }
        Ok(Exit::AsExpected)
    }

    fn report(&self) -> anyhow::Result<QuizReport> {
        let named = self.named()?;
        let loaded = Loaded::each(&named, &self.run, &Judging::default())?;
        save(&self.run.files, &loaded)?;
        Ok(QuizReport::new(
            &loaded.diagnosed(),
            &loaded.places(),
            self.run.play.seed.unwrap_or_else(by_chance),
            self.questions.into(),
            self.answers,
        ))
    }
}

impl Quiz {
    /// What is asked about: the sources that were named, or those of the lesson.
    fn named(&self) -> anyhow::Result<Vec<Source>> {
        let Some(name) = &self.lesson else {
            let default = || ["tls", "mtls"].map(Source::named).to_vec();
            return Ok(if self.sources.is_empty() { default() } else { self.sources.clone() });
        };
        let given = Given::load(name)?;
        let mut named = Vec::new();
        for experiment in &given.lesson.experiments {
            for source in given.sources(experiment)? {
                if !named.contains(&source) {
                    named.push(source);
                }
            }
        }
        Ok(named)
    }
}

/// Without a seed every quiz is another one.
fn by_chance() -> u64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    since.as_secs() % 1_000_000
}

/// What somebody typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typed {
    Letter(char),
    Hint,
    Stop,
}

/// Asks one question after the other, and gives the mark.
fn ask(report: &QuizReport, layout: Layout, typed: &mut impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let (mut right, mut answered) = (0, 0);
    writeln!(out, "Type the letter of your answer; ? for a hint; q to stop.\n")?;
    for (index, question) in report.questions.iter().enumerate() {
        writeln!(out, "{}", prose(&question.question_in_words(index + 1), layout).trim_end())?;
        let Typed::Letter(letter) = answer_to(question, typed, out)? else { break };
        answered += 1;
        let says = if letter == question.answer {
            right += 1;
            "Right."
        } else {
            "No."
        };
        writeln!(out, "\n{says}\n{}\n", prose(&question.answer_in_words(), layout).trim_end())?;
    }
    match (answered, right) {
        (0, _) => writeln!(out, "No question was answered."),
        (answered, right) => writeln!(out, "{right} of {answered} right, {} %. Seed {}.", right * 100 / answered, report.seed),
    }
}

/// A letter of the question's, or the wish to stop; a hint is given in between.
fn answer_to(question: &QuizQuestion, typed: &mut impl BufRead, out: &mut impl Write) -> io::Result<Typed> {
    loop {
        write!(out, "> ")?;
        out.flush()?;
        match read(question, typed)? {
            Some(Typed::Hint) => writeln!(out, "{}", question.hint)?,
            Some(answer) => return Ok(answer),
            None => {
                let letters: Vec<String> = question.lettered().map(|(letter, _)| letter.to_string()).collect();
                writeln!(out, "Type one of {}, ? for a hint, or q to stop.", letters.join(", "))?;
            }
        }
    }
}

/// What was typed; the end of the input is a wish to stop.
fn read(question: &QuizQuestion, typed: &mut impl BufRead) -> io::Result<Option<Typed>> {
    let mut line = String::new();
    if typed.read_line(&mut line)? == 0 {
        return Ok(Some(Typed::Stop));
    }
    let word = line.trim().to_ascii_lowercase();
    Ok(match word.as_str() {
        "?" | "h" | "hint" => Some(Typed::Hint),
        "q" | "quit" => Some(Typed::Stop),
        word => question.lettered().map(|(letter, _)| letter).find(|letter| word == letter.to_string()).map(Typed::Letter),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> QuizReport {
        let question = |answer| QuizQuestion {
            kind: "next",
            about: "tls".into(),
            question: "What comes next?".into(),
            options: vec!["one".into(), "two".into(), "three".into()],
            answer,
            hint: "Look.",
            explanation: vec!["Because.".into()],
            topic: None,
        };
        QuizReport { seed: 3, questions: vec![question('b'), question('a')], with_answers: false }
    }

    fn talk(typed: &str) -> String {
        let mut out = Vec::new();
        ask(&report(), Layout::default(), &mut typed.as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_letter_a_hint_and_a_mark() {
        let said = talk("?\nx\nB\nb\n");
        for expected in ["> Look.", "Type one of a, b, c", "Right.", "Because.", "No.", "1 of 2 right, 50 %. Seed 3."] {
            assert!(said.contains(expected), "{expected}: {said}");
        }
    }

    #[test]
    fn stopping_is_always_possible() {
        assert!(talk("q\n").ends_with("No question was answered.\n"));
        assert!(talk("").ends_with("No question was answered.\n"));
        assert!(talk("b\nq\n").ends_with("1 of 1 right, 100 %. Seed 3.\n"));
    }
}
