//! What can be computed at a step, with the command that computes it again from this run's values.

use crate::teach::step::Step;
use crate::trace::Connection;

/// A calculation card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculation {
    /// `shared secret`, `transcript hash`, `what CertificateVerify signs`.
    pub title: String,
    /// What it is and why, as Markdown.
    pub says: String,
    /// Where it is defined: `RFC 8446 section 7.1`.
    pub source: &'static str,
    /// The values that go in: name and hexadecimal digits.
    pub inputs: Vec<(String, String)>,
    /// A shell command (POSIX `sh`, `openssl`, `xxd`) that computes the result from the values; prints its hexadecimal digits.
    pub command: Option<String>,
    /// The result: name and hexadecimal digits.
    pub result: (String, String),
}

pub(super) fn of(_connection: &Connection, _step: &Step) -> Vec<Calculation> {
    Vec::new()
}
