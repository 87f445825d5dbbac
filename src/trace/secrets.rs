//! The secrets of a connection, each at the step where it becomes computable, and the check of the key schedule.
//!
//! With the (EC)DHE shared secret of a lab run the whole schedule is computed, and compared with the key log. Without
//! it, the secrets of the key log are shown as what they are: logged, not derived.

mod tls12;
mod tls13;

use std::fmt;

use super::checks::{Check, CheckId};
use super::proof::{Case, Hashes};
use crate::capture::SharedSecret;
use crate::crypt::Secret;

/// A secret of the key schedule.
#[derive(Clone, PartialEq, Eq)]
pub struct DerivedSecret {
    /// Its name in the RFC: `client_handshake_traffic_secret`, `master_secret`, `client_write_key`.
    pub name: &'static str,
    /// Its bytes.
    pub value: Vec<u8>,
    /// The step, from 1, behind which it can be computed.
    pub after_step: usize,
    /// What it belongs to: `handshake keys`, `application keys`, …
    pub group: &'static str,
    /// What the group is for, in a few words.
    pub means: &'static str,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a secret comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Recorded at the key exchange (lab runs).
    Recorded,
    /// Computed from other secrets and the transcript.
    Computed,
    /// Computed, and equal to the key log.
    ComputedAndLogged,
    /// Taken from the key log.
    Logged,
}

/// What is derived of a connection.
#[derive(Debug, Default)]
pub(super) struct Derived {
    pub(super) secrets: Vec<DerivedSecret>,
    pub(super) check: Option<Check>,
    pub(super) resumption_master: Option<Secret>,
    pub(super) master: Option<Secret>,
}

/// Derives what can be derived.
pub(super) fn derive(case: &Case<'_>, hashes: &Hashes) -> Derived {
    let Some(suite) = case.suite.as_ref() else { return Derived::default() };
    if case.negotiated.is_tls13() { tls13::derive(case, suite, hashes) } else { tls12::derive(case, suite, hashes) }
}

/// The recorded secret of the group that was agreed on: the last one, because a client may have begun with others.
fn shared<'a>(case: &Case<'a>) -> Option<&'a SharedSecret> {
    let group = case.negotiated.group?;
    case.capture.shared_secrets.iter().rfind(|shared| shared.group == group.0)
}

/// The check of the key schedule: every secret that was both derived and logged is the same.
fn key_schedule_check(secrets: &[DerivedSecret], differing: &[&str], step: Option<usize>, from: &str) -> Check {
    let equal = secrets.iter().filter(|secret| secret.origin == Origin::ComputedAndLogged).count();
    let (holds, detail) = match (differing, equal) {
        ([], 0) => (None, "the key log has nothing to compare with".into()),
        ([], 1) => (Some(true), format!("the secret derived from {from} equals the key log")),
        ([], equal) => (Some(true), format!("{equal} secrets derived from {from} equal the key log")),
        (names, _) => (Some(false), format!("not equal to the key log: {}", names.join(", "))),
    };
    Check { id: CheckId::KeySchedule, holds, detail, step, is_stored: false }
}

impl fmt::Debug for DerivedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({} bytes, {})", self.name, self.value.len(), self.origin)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Recorded => "recorded at the key exchange",
            Self::Computed => "computed",
            Self::ComputedAndLogged => "computed, equal to the key log",
            Self::Logged => "from the key log",
        })
    }
}
