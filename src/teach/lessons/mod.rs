//! Lessons: experiments with a question, a prediction, what to see and why.
//!
//! A lesson is one Markdown file, in `docs/lessons/` (embedded) or anywhere: `docs/teaching.md` tells its form, `read`
//! reads it. What a lesson says of a run can be checked: `claim` is one statement, `check` holds an experiment against
//! what was seen.

mod check;
mod claim;
mod lines;
mod read;

use std::fmt;
use std::sync::OnceLock;

pub use check::{Seen, differences};
pub use claim::{Claim, Column};
pub use read::LessonError;

use super::pages::Section;
use crate::spelling::near;

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The file's name without `.md`.
    pub name: String,
    /// The heading.
    pub title: String,
    /// What it is about: what stands before the first experiment, as Markdown.
    pub text: String,
    /// The experiments, in order; never none.
    pub experiments: Vec<Experiment>,
    /// What stands behind them: what to remember, sources.
    pub end: Vec<Section>,
}

/// One experiment of a lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Experiment {
    /// The heading, without `Experiment:`.
    pub title: String,
    /// What is run: one source, or two side by side.
    pub sources: Vec<LessonSource>,
    /// What is to be seen then; checked by tests.
    pub expect: Vec<Claim>,
    /// What the class is asked, as Markdown.
    pub question: String,
    /// The answers to choose from; exactly one is right.
    pub predictions: Vec<Prediction>,
    /// Which cards to look at.
    pub see: Vec<LookAt>,
    /// The explanation, as Markdown.
    pub why: String,
    /// The line of its heading, from 1.
    pub line: usize,
}

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LessonSource {
    /// Switches of the lab, as in the address of its page: `client=expired&tls=1.2`.
    Switches(String),
    /// A scenario's name, or the path of its file from where the lesson lies: `mtls@1.2`, `resumption#2`, `mine.toml`.
    Scenario(String),
}

/// One answer to the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// The answer, as Markdown.
    pub text: String,
    /// Whether it is the right one.
    pub is_right: bool,
    /// What must hold if it is right, and must not if it is wrong; empty where no claim can say it.
    pub claims: Vec<Claim>,
}

/// A card to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAt {
    /// The card's key in the walk: `certificate_request`.
    pub card: String,
    /// What is to be seen there, as Markdown; it begins with the card's name.
    pub text: String,
}

impl Lesson {
    /// Reads a lesson. `name` is what it is called, `file` where it lies, for errors.
    pub fn read(name: &str, file: &str, markdown: &str) -> Result<Self, LessonError> {
        read::lesson(name, file, markdown)
    }
}

impl Experiment {
    /// The index of the right answer.
    #[must_use]
    pub fn right(&self) -> usize {
        self.predictions.iter().position(|prediction| prediction.is_right).unwrap_or_default()
    }
}

/// As it is written in a lesson: `lab?client=expired`, `mtls@1.2`.
impl fmt::Display for LessonSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Switches(text) if text.is_empty() => f.write_str("lab"),
            Self::Switches(text) => write!(f, "lab?{text}"),
            Self::Scenario(text) => f.write_str(text),
        }
    }
}

/// There is no lesson of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLesson {
    /// What was asked for.
    pub name: String,
    /// Lessons that are spelled like it, the likest first.
    pub near: Vec<String>,
}

impl fmt::Display for UnknownLesson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no lesson `{}`", self.name)?;
        match self.near.first() {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => write!(f, "; there are: {}", names().collect::<Vec<_>>().join(", ")),
        }?;
        f.write_str(" (a file of your own ends in .md)")
    }
}

impl std::error::Error for UnknownLesson {}

/// The file name and text of every lesson that comes with the program, in the order of the index.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/lessons.rs"));

/// The lessons' index: in which order one learns them.
const INDEX: &str = include_str!("../../../docs/lessons/README.md");

/// The lessons that come with the program, in the order in which one learns them.
#[must_use]
pub fn library() -> &'static [Lesson] {
    static LESSONS: OnceLock<Vec<Lesson>> = OnceLock::new();
    LESSONS.get_or_init(|| {
        // A test holds every file to its form.
        let read = EMBEDDED.iter().filter_map(|(name, text)| Lesson::read(name, name, text).ok());
        let mut lessons: Vec<Lesson> = read.collect();
        lessons.sort_by_key(|lesson| INDEX.find(&format!("({}.md)", lesson.name)).unwrap_or(usize::MAX));
        lessons
    })
}

/// The lesson of that name.
pub fn find(name: &str) -> Result<&'static Lesson, UnknownLesson> {
    library()
        .iter()
        .find(|lesson| lesson.name == name)
        .ok_or_else(|| UnknownLesson { name: name.to_owned(), near: near(name, names().map(|name| (name, name.to_owned()))) })
}

fn names() -> impl Iterator<Item = &'static str> {
    library().iter().map(|lesson| lesson.name.as_str())
}
