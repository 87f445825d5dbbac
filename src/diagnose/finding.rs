//! What a rule finds: a cause or a note, how sure it is, what it rests on, and what to do.

use super::ids::FindingId;
use crate::capture::End;

/// A cause of what happened, or something worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub id: FindingId,
    /// Whether it is why the handshake failed.
    pub severity: Severity,
    /// What happened, in one sentence without its full stop.
    pub says: String,
    /// Who gave up on the other.
    pub by: Option<End>,
    /// How sure it is.
    pub certainty: Certainty,
    /// What it rests on.
    pub evidence: NonEmpty<Evidence>,
    /// What to do about it.
    pub fix: String,
    /// What would settle it, where it is not proven.
    pub settles: Option<String>,
}

/// Whether something failed because of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A cause of the failure.
    Cause,
    /// Worth knowing.
    Note,
}

/// How sure a finding is; the surest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Recomputed from the evidence, or said by the end that gave up.
    Proven,
    /// The evidence fits this cause best.
    Likely,
    /// The evidence fits this cause too.
    Possible,
}

/// What a finding rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Evidence {
    /// Bytes of a message.
    Bytes {
        /// The step of the message.
        event: usize,
        /// Offset of the first byte in the message, its header included.
        start: usize,
        /// Offset behind the last byte.
        end: usize,
        /// What they say.
        detail: String,
    },
    /// Something that was told: what an end trusts, its clock.
    Config {
        /// Which knowledge: `trust`, `crl`, `at`, `server_name`.
        key: &'static str,
        /// What it says.
        detail: String,
    },
    /// What an end reported of itself.
    End {
        /// Which end.
        end: End,
        /// What it reported.
        detail: String,
    },
    /// Something that is not there.
    Absent {
        /// What is not there.
        detail: String,
    },
}

/// A list that has at least one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonEmpty<T> {
    first: T,
    rest: Vec<T>,
}

impl<T> NonEmpty<T> {
    /// A list of one item.
    #[must_use]
    pub fn new(first: T) -> Self {
        Self { first, rest: Vec::new() }
    }

    /// Adds an item.
    pub fn push(&mut self, item: T) {
        self.rest.push(item);
    }

    /// The first item.
    #[must_use]
    pub fn first(&self) -> &T {
        &self.first
    }

    /// All items, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl Finding {
    /// A cause. There is none without evidence.
    #[must_use]
    pub fn cause(id: FindingId, certainty: Certainty, says: impl Into<String>, evidence: Evidence) -> Self {
        Self {
            id,
            severity: Severity::Cause,
            says: says.into(),
            by: None,
            certainty,
            evidence: NonEmpty::new(evidence),
            fix: String::new(),
            settles: None,
        }
    }

    /// A note: it is always certain.
    #[must_use]
    pub fn note(id: FindingId, says: impl Into<String>, evidence: Evidence) -> Self {
        Self { severity: Severity::Note, ..Self::cause(id, Certainty::Proven, says, evidence) }
    }

    /// Says who gave up.
    #[must_use]
    pub fn by(mut self, end: Option<End>) -> Self {
        self.by = end;
        self
    }

    /// Adds evidence, where there is some, and it does not stand there already.
    #[must_use]
    pub fn and(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        for evidence in evidence {
            if !self.evidence.iter().any(|known| known == &evidence) {
                self.evidence.push(evidence);
            }
        }
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Says what would settle it; of no use where it is proven, which only the ranking decides.
    #[must_use]
    pub fn settled_by(mut self, what: impl Into<String>) -> Self {
        self.settles = Some(what.into());
        self
    }

    /// Whether it is why the handshake failed.
    #[must_use]
    pub fn is_cause(&self) -> bool {
        self.severity == Severity::Cause
    }
}

impl Severity {
    /// Its word in the JSON format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Note => "note",
        }
    }
}

impl Certainty {
    /// Its word in the JSON format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

impl Evidence {
    /// Its kind in the JSON format.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Bytes { .. } => "bytes",
            Self::Config { .. } => "config",
            Self::End { .. } => "end",
            Self::Absent { .. } => "absent",
        }
    }

    /// What it says.
    #[must_use]
    pub fn detail(&self) -> &str {
        match self {
            Self::Bytes { detail, .. } | Self::Config { detail, .. } | Self::End { detail, .. } | Self::Absent { detail } => detail,
        }
    }
}
