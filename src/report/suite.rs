//! A run of scenarios against what they expect.

use serde::Serialize;

use super::block::{Block, Cell, Table, Tone};
use super::{FORMAT, Report};

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

impl Report for SuiteReport {
    fn blocks(&self) -> Vec<Block> {
        let rows = self.results.iter().map(SuiteResult::row).collect();
        let mut blocks = vec![Block::Table(Table { header: Vec::new(), rows, fixed: 2 })];
        blocks.extend(self.results.iter().filter(|result| !result.passed).flat_map(SuiteResult::differences));
        let tone = if self.failed == 0 { Tone::Strong } else { Tone::Bad };
        blocks.push(Block::line(tone, format!("{} passed, {} failed", self.passed, self.failed)));
        blocks
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl SuiteResult {
    fn row(&self) -> Vec<Cell> {
        let mark = if self.passed { Cell::new(Tone::Good, "✓") } else { Cell::new(Tone::Bad, "✗") };
        vec![mark, Cell::plain(&self.name), Cell::plain(&self.seen)]
    }

    fn differences(&self) -> [Block; 2] {
        let row = |difference: &Difference| [difference.what, &difference.expected, &difference.seen].map(Cell::plain).into();
        let header = ["", "expected", "seen"].map(str::to_owned).into();
        let rows = self.differences.iter().map(row).collect();
        [Block::heading(2, &self.name), Block::Table(Table { header, rows, fixed: 1 })]
    }
}

impl SuiteReport {
    /// A report on these results.
    #[must_use]
    pub fn new(results: Vec<SuiteResult>) -> Self {
        let passed = results.iter().filter(|result| result.passed).count();
        Self { format: FORMAT, failed: results.len() - passed, passed, results }
    }
}
