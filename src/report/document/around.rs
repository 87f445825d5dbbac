//! What stands around the steps of TLS in a document: what was said before it, what is not TLS, what is missing.

use serde::Serialize;

use crate::capture::Prelude;
use crate::trace::Gap;

/// What was said in the clear before TLS. Its bytes are the application's, with passwords in them.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PreludeEntry {
    name: String,
    client_length: usize,
    server_length: usize,
}

/// What each direction speaks where it is not TLS.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PlaintextEntry {
    client: Option<String>,
    server: Option<String>,
}

/// Bytes that were not captured.
#[derive(Clone, Debug, Serialize)]
pub(super) struct GapEntry {
    from: &'static str,
    at: usize,
    /// Null where nobody knows: the beginning was not captured.
    length: Option<u64>,
    before_step: Option<usize>,
}

impl PreludeEntry {
    pub(super) fn of(prelude: &Prelude) -> Self {
        Self { name: prelude.name.clone(), client_length: prelude.client_bytes.len(), server_length: prelude.server_bytes.len() }
    }
}

impl PlaintextEntry {
    pub(super) fn of([client, server]: &[Option<String>; 2]) -> Self {
        Self { client: client.clone(), server: server.clone() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.client.is_none() && self.server.is_none()
    }
}

impl GapEntry {
    pub(super) fn of(gap: &Gap) -> Self {
        Self { from: gap.from.sender().name(), at: gap.at, length: (gap.bytes > 0).then_some(gap.bytes), before_step: gap.before_step }
    }
}
