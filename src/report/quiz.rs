//! A quiz: questions made from connections.

use std::fmt::Write;

use serde::Serialize;

use super::{Block, Place, Report};
use crate::diagnose::{Diagnosed, Severity};
use crate::teach::pages::{Kind, library};
use crate::teach::quiz::{Draft, Question, Subject, questions};

/// Questions to show, on paper or to programs.
#[derive(Clone, Debug, Serialize)]
pub struct QuizReport {
    /// What decided the choice and the order: the same again gives the same quiz.
    pub seed: u64,
    /// The questions, in order.
    pub questions: Vec<QuizQuestion>,
    /// Whether each answer stands behind its question; else all stand on the last page.
    #[serde(skip)]
    pub with_answers: bool,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuizQuestion {
    /// Which kind of question it is.
    pub kind: &'static str,
    /// The connection that it is about.
    pub about: String,
    /// The question, as Markdown.
    pub question: String,
    /// The options, as Markdown.
    pub options: Vec<String>,
    /// The letter of the right one.
    pub answer: char,
    /// Where to look.
    pub hint: &'static str,
    /// Why it is so, as Markdown.
    pub explanation: Vec<String>,
    /// What `tlstrace explain` says more about.
    pub topic: Option<String>,
}

impl QuizReport {
    /// At most `most` questions about these connections.
    #[must_use]
    pub fn new(sources: &[&Diagnosed], places: &[Place], seed: u64, most: usize, with_answers: bool) -> Self {
        let subjects: Vec<Subject<'_>> =
            places.iter().filter_map(|&(source, connection)| Subject::new((&sources.get(source)?.trace, connection))).collect();
        let why = places.iter().filter_map(|&place| why(sources, place)).collect();
        Self { seed, questions: questions(&subjects, why, seed, most).into_iter().map(QuizQuestion::from).collect(), with_answers }
    }
}

/// Why did this fail? The right answer is the first sentence of the page of the cause that was found; where several are
/// possible, nothing is asked.
fn why(sources: &[&Diagnosed], (source, index): Place) -> Option<Draft> {
    let diagnosed = sources.get(source)?;
    let (_, findings) = diagnosed.connections().nth(index)?;
    let mut causes = findings.iter().filter(|finding| finding.severity == Severity::Cause);
    let cause = causes.next()?;
    let page = library().page(Kind::Finding, cause.id.name()).filter(|_| causes.next().is_none())?;
    let others = library().pages.iter().filter(|other| other.kind == Kind::Finding && other.name != page.name);
    let name = &diagnosed.trace.source.name;
    let about = if diagnosed.trace.connections.len() > 1 { format!("{name}#{}", index + 1) } else { name.clone() };
    Some(Draft {
        kind: "why",
        about,
        text: "This connection came to nothing. Why?".into(),
        right: page.sentence.clone(),
        wrong: others.map(|other| other.sentence.clone()).collect(),
        hint: "Who said no, and what had it been shown just before?",
        explanation: vec![format!("tlstrace finds: `{}`.", cause.id), format!("What to do: {}.", plain(&cause.fix))],
        topic: Some(format!("finding {}", page.name)),
    })
}

/// A finding may quote what stands in a certificate.
fn plain(text: &str) -> String {
    format!("`{}`", text.trim_end_matches('.').replace('`', "'"))
}

impl From<Question> for QuizQuestion {
    fn from(question: Question) -> Self {
        Self {
            kind: question.kind,
            about: question.about,
            question: question.text,
            options: question.options,
            answer: letter(question.right),
            hint: question.hint,
            explanation: question.explanation,
            topic: question.topic,
        }
    }
}

impl Report for QuizReport {
    fn blocks(&self) -> Vec<Block> {
        let mut sheet = format!("# Quiz\n\n{} questions, seed {}.\n\n", self.questions.len(), self.seed);
        for (index, asked) in self.questions.iter().enumerate() {
            sheet += &asked.question_in_words(index + 1);
            if self.with_answers {
                sheet += &asked.answer_in_words();
            }
        }
        if !self.with_answers {
            sheet += "# Answers\n\n";
            for (index, asked) in self.questions.iter().enumerate() {
                let _ = writeln!(sheet, "## {}. {}\n\n{}", index + 1, asked.heading(), asked.answer_in_words());
            }
        }
        vec![Block::Page(sheet)]
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl QuizQuestion {
    /// The question and its options, as Markdown. `number` counts from 1.
    #[must_use]
    pub fn question_in_words(&self, number: usize) -> String {
        let mut text = format!("## {number}. {}\n\n{}\n\n", self.heading(), self.question);
        for (letter, option) in self.lettered() {
            let _ = writeln!(text, "- **{letter})** {option}");
        }
        text.push('\n');
        text
    }

    /// The right option, and why, as Markdown.
    #[must_use]
    pub fn answer_in_words(&self) -> String {
        let right = self.lettered().find(|(letter, _)| *letter == self.answer).map(|(_, option)| option).unwrap_or_default();
        let mut text = format!("**{})** {right}\n\n", self.answer);
        for line in &self.explanation {
            let _ = writeln!(text, "- {line}");
        }
        if let Some(topic) = &self.topic {
            let _ = writeln!(text, "- More: `tlstrace explain '{topic}'`");
        }
        text.push('\n');
        text
    }

    /// A source's name is a file's name, perhaps: as code it means nothing.
    fn heading(&self) -> String {
        format!("`{}`", self.about.replace('`', "'"))
    }

    /// The options with their letters.
    pub fn lettered(&self) -> impl Iterator<Item = (char, &str)> {
        self.options.iter().enumerate().map(|(index, option)| (letter(index), option.as_str()))
    }
}

/// `a` for the first option.
fn letter(index: usize) -> char {
    u8::try_from(index).ok().and_then(|index| b'a'.checked_add(index)).map_or('?', char::from)
}
