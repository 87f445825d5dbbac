//! A run of scenarios against what they expect.

use serde::Serialize;

use super::FORMAT;

/// The results, in the order of the scenarios.
#[derive(Clone, Debug, Serialize)]
pub struct SuiteReport {
    format: &'static str,
    /// One for each scenario and version.
    pub results: Vec<SuiteResult>,
    /// How many are as expected.
    pub passed: usize,
    /// How many are not.
    pub failed: usize,
}

/// One scenario in one version.
#[derive(Clone, Debug, Serialize)]
pub struct SuiteResult {
    /// `NAME@1.3`.
    pub name: String,
    /// Whether all is as expected.
    pub passed: bool,
    /// What was seen, in a few words.
    pub seen: String,
    /// The cause or the note that stands first, and its certainty.
    pub finding: Option<(&'static str, &'static str)>,
    /// Where it is not as expected.
    pub differences: Vec<Difference>,
}

/// Something that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What it is about.
    pub what: &'static str,
    /// What was expected.
    pub expected: String,
    /// What was seen.
    pub seen: String,
}

impl SuiteReport {
    /// A report on these results.
    #[must_use]
    pub fn new(results: Vec<SuiteResult>) -> Self {
        let passed = results.iter().filter(|result| result.passed).count();
        Self { format: FORMAT, failed: results.len() - passed, passed, results }
    }
}
