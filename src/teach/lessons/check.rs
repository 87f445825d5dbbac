//! An experiment held against what was seen of it.

use super::claim::position;
use super::{Claim, Experiment};
use crate::teach::Walk;
use crate::trace::Connection;

/// What was seen in one column.
#[derive(Clone, Debug)]
pub struct Seen<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// The id of each finding about it, and whether it is a cause and not a mere note.
    pub findings: Vec<(&'a str, bool)>,
}

impl<'a> Seen<'a> {
    pub(super) fn cause(&self) -> Option<&'a str> {
        self.findings.iter().find(|(_, is_cause)| *is_cause).map(|(id, _)| *id)
    }

    pub(super) fn notes(&self) -> impl Iterator<Item = &'a str> {
        self.findings.iter().filter(|(_, is_cause)| !is_cause).map(|(id, _)| *id)
    }
}

/// Where the run is not as the experiment says, a line each: what it expects, the right and the wrong answers, and the
/// cards to look at.
#[must_use]
pub fn differences(experiment: &Experiment, walk: &Walk, seen: &[Seen<'_>]) -> Vec<String> {
    let mut found: Vec<String> = experiment.expect.iter().filter_map(|claim| difference(claim, walk, seen)).collect();
    for prediction in experiment.predictions.iter().filter(|prediction| !prediction.claims.is_empty()) {
        let mut wrong = prediction.claims.iter().filter_map(|claim| difference(claim, walk, seen));
        match (prediction.is_right, wrong.next()) {
            (true, Some(difference)) => found.push(format!("the right answer is wrong: {difference}")),
            (false, None) => found.push(format!("the answer `{}` is right as well", prediction.text)),
            _ => {}
        }
    }
    let nowhere = |card: &str| (0..seen.len()).all(|column| position(walk, column, card).is_none());
    let absent = experiment.see.iter().filter(|sight| nowhere(&sight.card));
    found.extend(absent.map(|sight| {
        let keys: Vec<&str> = walk.cards.iter().map(|card| card.key.as_str()).collect();
        format!("there is no card `{}`: there are {}", sight.card, keys.join(", "))
    }));
    found
}

fn difference(claim: &Claim, walk: &Walk, seen: &[Seen<'_>]) -> Option<String> {
    claim.otherwise(walk, seen).map(|found| format!("{claim}, but it is {found}"))
}
