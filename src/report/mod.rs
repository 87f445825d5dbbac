//! What a reader is to see: the one thing that a renderer gets.
//!
//! Everything in a report was computed before; a renderer only lays it out.

mod certificates;
mod document;
mod explanation;
mod fields;
mod inspection;
mod suite;

pub use certificates::{CertificateFile, CertificateItem, CertificatesReport, PreflightReport, stacks_in_short};
pub use document::{Document, FORMAT};
pub use explanation::Explanation;
pub use inspection::{Ground, Inspection, InspectionReport, Moment};
pub use suite::{Difference, SuiteReport, SuiteResult};

pub use crate::capture::Direction;
pub use crate::diagnose::Belief;
pub use crate::diagnose::preflight::{Check as PreflightCheck, State as PreflightState};
pub use crate::teach::{
    ByteBlock, ByteLine, Comparison, Field, FieldRow, Mark, Row, Rung, Said, Step, StepKind, Subject, TRANSCRIPT_HASH, Total,
};
use crate::trace::Trace;

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
pub enum Report {
    /// Connections side by side.
    Comparison(ComparisonReport),
    /// A page that explains something.
    Explanation(Box<Explanation>),
    /// Connections one after the other, the verdict first.
    Inspection(InspectionReport),
    /// Scenarios and what they expect.
    Suite(SuiteReport),
    /// Files of certificates in words.
    Certificates(CertificatesReport),
    /// Whether a certificate would be accepted.
    Preflight(PreflightReport),
}

/// Connections side by side, pair by pair.
#[derive(Clone, Debug)]
pub struct ComparisonReport {
    /// The pairs, in order.
    pub pairs: Vec<Comparison>,
    /// Everything, for programs.
    pub document: Document,
    /// How much is shown to people.
    pub depth: Depth,
    /// Whether any of it has made-up times and addresses (a seeded run).
    pub synthetic: bool,
}

impl ComparisonReport {
    /// A report on pairs of connections: each a trace and the index of a connection in it.
    #[must_use]
    pub fn new(traces: &[&Trace], pairs: &[PairOf], depth: Depth) -> Self {
        let side = |(trace, connection): (usize, usize)| traces.get(trace).map(|trace| (*trace, connection));
        let comparisons = pairs.iter().filter_map(|pair| crate::teach::compare(side(pair.left)?, side(pair.right)?)).collect();
        let synthetic = traces.iter().any(|trace| trace.synthetic);
        let mut report = Self { pairs: comparisons, document: Document::of(traces), depth, synthetic };
        report.document.compare(&report.pairs, pairs, traces);
        report
    }
}

/// Which connections stand beside each other: index of the trace, index of the connection in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairOf {
    /// On the left.
    pub left: (usize, usize),
    /// On the right.
    pub right: (usize, usize),
}
