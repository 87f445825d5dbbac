//! A trace, and what was found in it: computed once, and handed on to every view.

use super::{Finding, diagnose};
use crate::trace::{Connection, Trace};

/// A trace with its findings.
#[derive(Clone, Debug)]
pub struct Diagnosed {
    /// The trace.
    pub trace: Trace,
    /// Of each of its connections the findings, the best first.
    pub findings: Vec<Vec<Finding>>,
}

impl From<Trace> for Diagnosed {
    fn from(trace: Trace) -> Self {
        let findings = diagnose(&trace);
        Self { trace, findings }
    }
}

impl Diagnosed {
    /// Each connection with its findings.
    pub fn connections(&self) -> impl DoubleEndedIterator<Item = (&Connection, &[Finding])> {
        self.trace.connections.iter().zip(self.findings.iter().map(Vec::as_slice))
    }
}
