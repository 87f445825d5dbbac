//! What is odd in a capture, and what was left out.

use std::fmt;

/// Something that a reader of the result has to know. It never stands for a connection that was read well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What was left out, counted: a damaged file must not give a line for each of its packets.
#[derive(Debug, Default)]
pub(super) struct Losses(Vec<(String, u64)>);

/// The most kinds of losses that are told apart. The kinds are few; only numbers of link types come from the file.
const MAX_KINDS: usize = 64;

impl Losses {
    /// Counts one more of a kind. `what` is the line with `{}` for the number.
    pub(super) fn count(&mut self, what: &str) {
        if let Some((_, number)) = self.0.iter_mut().find(|(known, _)| known == what) {
            *number = number.saturating_add(1);
        } else if self.0.len() < MAX_KINDS {
            self.0.push((what.to_owned(), 1));
        }
    }

    /// The losses as problems, in the order in which each kind was first seen.
    pub(super) fn problems(&self) -> impl Iterator<Item = Problem> {
        self.0.iter().map(|(what, number)| Problem(what.replace("{}", &number.to_string())))
    }
}
