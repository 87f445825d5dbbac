//! Would this certificate be accepted? Judged from files, before any handshake: one rule, one file, in `rules/`.
//!
//! A rule says what it looked at, fine or not; a refusal has the id of the finding that the handshake would end with,
//! what it rests on, what to do, and what each stack would say (data, in `stacks.toml`).

mod check;
pub mod description;
mod forms;
mod material;
mod rules;
mod subject;
#[cfg(test)]
mod tests;

pub use super::fault::stacks::{StackSays, StackVerdict};
pub use super::time::{date, length};
pub use check::{Check, State};
pub use forms::{FileForm, file_form};
pub use material::{FileNote, FileNoteKind, FileUse, Given, GivenKey, Material};

use crate::capture::End;
use subject::Subject;

/// What came of all checks.
#[derive(Clone, Debug)]
pub struct Preflight {
    /// Whose certificate it is.
    pub role: End,
    /// Its subject.
    pub subject: String,
    /// Its issuer.
    pub issuer: String,
    /// Where it stands.
    pub place: String,
    /// By which clock it was judged: seconds since 1970-01-01 00:00 UTC.
    pub at_s: i64,
    /// The checks, the most important first.
    pub checks: Vec<Check>,
}

/// Why nothing could be judged: something that is no certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {says}")]
pub struct NotJudged {
    /// Where it stands.
    pub place: String,
    /// What is wrong with it, and what to do.
    pub says: String,
}

/// Judges what is given.
pub fn preflight(material: &Material) -> Result<Preflight, NotJudged> {
    let subject = Subject::of(material)?;
    let own = subject.own();
    Ok(Preflight {
        role: material.role,
        subject: own.x509.subject.clone(),
        issuer: own.x509.issuer.clone(),
        place: own.given.place.clone(),
        at_s: material.at_s,
        checks: rules::check(&subject),
    })
}

/// What a fault of that name makes the stacks say when they load the files of a client or a server.
#[must_use]
pub fn stacks_on(fault: &str) -> Vec<StackSays> {
    super::fault::stacks::say(fault, End::Client)
}

impl Preflight {
    /// What would be refused, the root cause first.
    pub fn refusals(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.state == State::Refused)
    }

    /// Whether nothing would be refused.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        self.refusals().next().is_none()
    }

    /// In which state the checks of that state are.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.checks.iter().filter(|check| check.state == state).count()
    }
}
