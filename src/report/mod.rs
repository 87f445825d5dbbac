//! What a reader is to see: the one thing that a renderer gets.
//!
//! Everything in a report was computed before; a renderer only lays it out.

mod block;
mod card;
mod certificates;
mod comparison;
mod conclusion;
mod document;
mod entry;
mod explanation;
mod fields;
mod inspection;
mod lesson;
mod meaning;
mod quiz;
mod suite;
mod survey;
mod walk;

pub use block::{Block, Cell, Fact, Heading, NO_BREAK, Table, Tone, Verdict};
pub use certificates::{CertificateFile, CertificateItem, CertificatesReport, PreflightReport};
pub use comparison::{ComparisonReport, PairOf, Place};
pub use conclusion::{Cause, Conclusion, Ground};
pub use document::{Document, FORMAT, Secrets};
pub use explanation::Explanation;
pub use inspection::{Inspection, InspectionReport};
pub use lesson::{LessonReport, answer, opening, question};
pub use quiz::{QuizQuestion, QuizReport};
pub use suite::{Difference, SuiteReport, SuiteResult};
pub use survey::{SurveyLine, SurveyReport, SurveyRow};
pub use walk::{Points, WalkReport, Walked};

pub use crate::capture::Direction;
pub use crate::diagnose::preflight::{Check as PreflightCheck, State as PreflightState};
pub use crate::prose;
pub use crate::teach::lessons::{Experiment, Lesson, LessonSource, LookAt, Prediction};
pub use crate::teach::pages::{Kind as PageKind, Library, Page, Section, library};
pub use crate::teach::walk::{Calculation, Card, EndView, Side, Sight};
pub use crate::teach::{
    ByteBlock, ByteLine, Comparison, Entry, EntryKind, Field, FieldRow, Mark, Row, Rung, Said, Subject, TRANSCRIPT_HASH, Total, Walk,
    Weight,
};

/// How much is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// A line for each step.
    #[default]
    Steps,
    /// And the fields of each message.
    Fields,
    /// And each byte, annotated.
    Bytes,
}

/// Something to show. Whatever it is, it appears in every format: what people read is blocks, what programs read is JSON.
pub trait Report {
    /// What people read, top to bottom.
    fn blocks(&self) -> Vec<Block>;

    /// What programs read.
    ///
    /// # Errors
    ///
    /// If it cannot be written as JSON, which no report of this program is known to.
    fn json(&self) -> serde_json::Result<String>;

    /// The connections that it is about, step by step. A format whose reader can walk through them shows this.
    fn walks(&self) -> Option<WalkReport> {
        None
    }
}

/// What is said where times and addresses are made up.
pub const SEEDED: &str = "A seeded run: addresses, times and the interleaving of both directions are made up.";
