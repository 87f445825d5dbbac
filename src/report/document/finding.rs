//! Checks and findings in a document.

use serde::Serialize;

use crate::capture::End;
use crate::diagnose::{Evidence, Finding};
use crate::trace::Check;

/// A check.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CheckEntry {
    id: &'static str,
    holds: Option<bool>,
    detail: String,
    step: Option<usize>,
    /// Whether it was made when the trace was saved, and not now.
    stored: bool,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FindingEntry {
    id: &'static str,
    says: String,
    by: Option<&'static str>,
    certainty: &'static str,
    severity: &'static str,
    evidence: Vec<EvidenceEntry>,
    fix: String,
    /// What would settle it, where it is not proven.
    settles: Option<String>,
}

/// What a finding rests on. `event`, `start` and `end` are of bytes alone.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EvidenceEntry {
    kind: &'static str,
    detail: String,
    event: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
}

impl CheckEntry {
    pub(super) fn of(check: &Check) -> Self {
        Self { id: check.id.name(), holds: check.holds, detail: check.detail.clone(), step: check.step, stored: check.is_stored }
    }
}

impl FindingEntry {
    pub(super) fn of(finding: &Finding) -> Self {
        Self {
            id: finding.id.name(),
            by: finding.by.map(End::name),
            certainty: finding.certainty.name(),
            severity: finding.severity.name(),
            evidence: finding.evidence.iter().map(EvidenceEntry::of).collect(),
            says: finding.says.clone(),
            fix: finding.fix.clone(),
            settles: finding.settles.clone(),
        }
    }
}

impl EvidenceEntry {
    pub(super) fn of(evidence: &Evidence) -> Self {
        let (event, start, end) = match evidence {
            Evidence::Bytes { event, start, end, .. } => (Some(*event), Some(*start), Some(*end)),
            Evidence::Config { .. } | Evidence::End { .. } | Evidence::Absent { .. } => (None, None, None),
        };
        Self { kind: evidence.kind(), detail: evidence.detail().to_owned(), event, start, end }
    }
}
