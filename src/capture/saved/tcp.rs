//! What TCP tells of an end of a saved connection.

use serde::{Deserialize, Serialize};

use super::super::{Closed, Rewritten, TcpEnd};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SavedTcpEnd {
    segments: u64,
    unseen: u64,
    closed: Option<SavedClosed>,
    rewritten: Option<SavedRewritten>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedClosed {
    chunk: usize,
    time_us: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedRewritten {
    at: usize,
    segments: u64,
}

impl From<TcpEnd> for SavedTcpEnd {
    fn from(TcpEnd { segments, unseen, closed, rewritten }: TcpEnd) -> Self {
        let closed = closed.map(|Closed { chunk, time_us }| SavedClosed { chunk, time_us });
        let rewritten = rewritten.map(|Rewritten { at, segments }| SavedRewritten { at, segments });
        Self { segments, unseen, closed, rewritten }
    }
}

impl From<SavedTcpEnd> for TcpEnd {
    fn from(SavedTcpEnd { segments, unseen, closed, rewritten }: SavedTcpEnd) -> Self {
        let closed = closed.map(|SavedClosed { chunk, time_us }| Closed { chunk, time_us });
        let rewritten = rewritten.map(|SavedRewritten { at, segments }| Rewritten { at, segments });
        Self { segments, unseen, closed, rewritten }
    }
}
