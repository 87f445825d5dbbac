//! How many of how many are right, by name.

use std::collections::BTreeMap;
use std::fmt;

/// Counts by name.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<String, (usize, usize)>);

impl Tally {
    /// Counts one of this name.
    pub(crate) fn count(&mut self, name: &str, is_right: bool) {
        let (right, all) = self.0.entry(name.to_owned()).or_default();
        *all += 1;
        *right += usize::from(is_right);
    }

    /// Right ones, and all.
    pub(crate) fn sum(&self) -> (usize, usize) {
        self.0.values().fold((0, 0), |(right, all), (right_here, all_here)| (right + right_here, all + all_here))
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, (right, all)) in &self.0 {
            writeln!(f, "  {right:>4} of {all:<4} {}{name}", if right == all { "" } else { "✗ " })?;
        }
        Ok(())
    }
}
