//! Connections side by side, pair by pair.

use super::{Depth, Document, Secrets, WalkReport};
use crate::diagnose::Diagnosed;
use crate::teach::Comparison;

/// Connections side by side. Each view is made when a renderer asks for it.
#[derive(Clone, Debug)]
pub struct ComparisonReport<'a> {
    sources: Vec<&'a Diagnosed>,
    pairs: Vec<PairOf>,
    /// How much is shown to people.
    pub depth: Depth,
    /// What programs get to see of secrets.
    pub secrets: Secrets,
}

/// Which connections stand beside each other: index of the trace, index of the connection in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairOf {
    /// On the left.
    pub left: (usize, usize),
    /// On the right.
    pub right: (usize, usize),
}

impl<'a> ComparisonReport<'a> {
    /// A report on pairs of connections of these sources.
    #[must_use]
    pub fn new(sources: Vec<&'a Diagnosed>, pairs: Vec<PairOf>, depth: Depth) -> Self {
        Self { sources, pairs, depth, secrets: Secrets::default() }
    }

    /// The pairs, in order, aligned.
    #[must_use]
    pub fn comparisons(&self) -> Vec<Comparison> {
        self.pairs.iter().filter_map(|pair| pair.compare(&self.sources)).collect()
    }

    /// Everything, for programs.
    #[must_use]
    pub fn document(&self) -> Document {
        Document::of_pairs(&self.sources, &self.pairs, self.secrets)
    }

    /// The pairs as a walkthrough.
    #[must_use]
    pub fn walk(&self) -> WalkReport {
        WalkReport::new(&self.sources, self.pairs.iter().map(|pair| (pair.left, Some(pair.right))))
    }

    /// Whether any of it has made-up times and addresses (a seeded run).
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.sources.iter().any(|source| source.trace.synthetic)
    }
}

impl PairOf {
    /// Both side by side.
    pub(super) fn compare(&self, sources: &[&Diagnosed]) -> Option<Comparison> {
        let side = |(source, connection): (usize, usize)| sources.get(source).map(|source| (&source.trace, connection));
        crate::teach::compare(side(self.left)?, side(self.right)?)
    }
}
