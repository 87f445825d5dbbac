//! What both ends reported, in a document.

use serde::Serialize;

use crate::capture::{EndReport, EndState};

/// What both ends reported.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EndsEntry {
    pub(super) client: Option<EndEntry>,
    pub(super) server: Option<EndEntry>,
}

/// What one end reported.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EndEntry {
    state: EndState,
    error: Option<String>,
    observations: Vec<ObservationEntry>,
}

/// What one end decided.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ObservationEntry {
    time_us: u64,
    what: String,
}

impl EndEntry {
    pub(super) fn of(end: &EndReport) -> Self {
        let observations =
            end.observations.iter().map(|seen| ObservationEntry { time_us: seen.time_us, what: seen.what.clone() }).collect();
        Self { state: end.state, error: end.error.clone(), observations }
    }
}
