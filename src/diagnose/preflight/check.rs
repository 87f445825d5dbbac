//! What a rule says: fine, refused, worth knowing, or not to be told.

use crate::capture::End;
use crate::diagnose::fault::stacks::{self, StackSays};
use crate::diagnose::ids::FindingId;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at, in a word or two.
    pub about: &'static str,
    /// What came of it.
    pub state: State,
    /// What was seen, in one sentence without its full stop.
    pub says: String,
    /// The id of the finding; of a refusal only.
    pub finding: Option<FindingId>,
    /// What it rests on.
    pub evidence: Vec<String>,
    /// What to do, a line each; commands stand as they can be typed.
    pub fix: Vec<String>,
    /// What each stack would say.
    pub stacks: Vec<StackSays>,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody would object.
    Fine,
    /// Some stack would refuse it.
    Refused,
    /// Worth knowing; nobody refuses it because of this.
    Note,
    /// It cannot be told without knowing more.
    Unknown,
}

impl State {
    /// Its word in the JSON format.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Refused => "refused",
            Self::Note => "note",
            Self::Unknown => "unknown",
        }
    }
}

impl Check {
    /// Nobody would object.
    pub(super) fn fine(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, state: State::Fine, says: says.into(), finding: None, evidence: Vec::new(), fix: Vec::new(), stacks: Vec::new() }
    }

    /// Worth knowing.
    pub(super) fn note(about: &'static str, says: impl Into<String>) -> Self {
        Self { state: State::Note, ..Self::fine(about, says) }
    }

    /// Not to be told.
    pub(super) fn unknown(about: &'static str, says: impl Into<String>) -> Self {
        Self { state: State::Unknown, ..Self::fine(about, says) }
    }

    /// Some stack would refuse it.
    pub(super) fn refused(about: &'static str, finding: FindingId, says: impl Into<String>) -> Self {
        Self { state: State::Refused, finding: Some(finding), ..Self::fine(about, says) }
    }

    /// Adds what the stacks say to this fault, a row of `stacks.toml`.
    pub(super) fn stacks(mut self, fault: &str, role: End) -> Self {
        self.stacks = stacks::say(fault, role);
        self
    }

    /// Adds what it rests on.
    pub(super) fn evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence.push(evidence.into());
        self
    }

    /// Adds a line of what to do.
    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix.push(fix.into());
        self
    }
}
