//! What a reader is to see: the one thing that a renderer gets.
//!
//! Everything in a report was computed before; a renderer only lays it out.

mod certificates;
mod comparison;
mod document;
mod explanation;
mod fields;
mod inspection;
mod lesson;
mod quiz;
mod suite;
mod survey;
mod walk;

pub use certificates::{CertificateFile, CertificateItem, CertificatesReport, PreflightReport, stacks_in_short};
pub use comparison::{ComparisonReport, PairOf};
pub use document::{Document, FORMAT, Secrets};
pub use explanation::Explanation;
pub use inspection::{Cause, Conclusion, Ground, Inspection, InspectionReport};
pub use lesson::{LessonReport, Points};
pub use quiz::{QuizQuestion, QuizReport};
pub use suite::{Difference, SuiteReport, SuiteResult};
pub use survey::{SurveyLine, SurveyReport, SurveyRow};
pub use walk::{WalkReport, Walked};

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

/// Something to show.
#[derive(Clone, Debug)]
pub enum Report<'a> {
    /// Connections side by side.
    Comparison(ComparisonReport<'a>),
    /// A page that explains something.
    Explanation(Box<Explanation>),
    /// Connections one after the other, the verdict first.
    Inspection(InspectionReport<'a>),
    /// Scenarios and what they expect.
    Suite(SuiteReport),
    /// Many connections of a file.
    Survey(SurveyReport<'a>),
    /// Questions.
    Quiz(QuizReport),
    /// A handshake, or two side by side, card by card.
    Lesson(LessonReport<'a>),
    /// Files of certificates in words.
    Certificates(CertificatesReport),
    /// Whether a certificate would be accepted.
    Preflight(PreflightReport),
}
