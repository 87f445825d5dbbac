//! A source with all that was made of it: computed once, and handed on to every view.

use super::{Finding, diagnose};
use crate::capture::Capture;
use crate::trace::{Connection, Trace, trace};

/// A source, traced and diagnosed.
#[derive(Clone, Debug)]
pub struct Diagnosed {
    /// What the source delivered.
    pub capture: Capture,
    /// What it says.
    pub trace: Trace,
    /// Of each of its connections the findings, the best first.
    pub findings: Vec<Vec<Finding>>,
}

impl From<Capture> for Diagnosed {
    fn from(capture: Capture) -> Self {
        let trace = trace(&capture);
        let findings = diagnose(&trace);
        Self { capture, trace, findings }
    }
}

impl Diagnosed {
    /// Each connection with its findings.
    pub fn connections(&self) -> impl DoubleEndedIterator<Item = (&Connection, &[Finding])> + ExactSizeIterator {
        self.trace.connections.iter().zip(self.findings.iter().map(Vec::as_slice))
    }

    /// Why it failed: the best cause of the first connection that has one. `None` where nothing failed, or nothing is known.
    #[must_use]
    pub fn cause(&self) -> Option<&Finding> {
        self.findings.iter().flatten().find(|finding| finding.is_cause())
    }
}
