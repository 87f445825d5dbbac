//! A handshake to walk through, card by card: one connection, or two side by side.
//!
//! A card is a step of the trace on both sides, with everything that a lesson shows at this moment: the page that
//! explains it, what somebody on the wire sees, what each end believes, and what can be computed from here on.

mod calculation;
mod card;
mod eavesdropper;
mod ends;
mod holes;
mod key;
mod page;

pub use calculation::Calculation;
pub use card::{Card, Side};
pub use eavesdropper::Sight;
pub use ends::EndView;

use super::comparison::{self, Row, Subject, Total};
use super::timeline::steps;
use crate::trace::{Connection, Trace};

/// One connection, or two side by side, card by card.
#[derive(Clone, Debug)]
pub struct Walk {
    /// The columns: one, or two.
    pub subjects: Vec<Subject>,
    /// The cards, in the order of the wire.
    pub cards: Vec<Card>,
    /// What the two connections amount to, a line each; empty for one alone.
    pub totals: Vec<Total>,
}

/// A connection of a trace: the trace, and the connection's index in it.
pub type Place<'a> = (&'a Trace, usize);

impl Walk {
    /// Walks through one connection, or through two side by side. `None` where a trace has no such connection.
    #[must_use]
    pub fn new(left: Place<'_>, right: Option<Place<'_>>) -> Option<Self> {
        let ours = connection(left)?;
        let Some(right) = right else { return Some(Self::alone(left, ours)) };
        let theirs = connection(right)?;
        let comparison = comparison::compare(left, right)?;
        let cards = card::cards(comparison.rows, &[(left.0, ours), (right.0, theirs)]);
        Some(Self { subjects: vec![comparison.left, comparison.right], cards, totals: comparison.totals })
    }

    fn alone(place: Place<'_>, connection: &Connection) -> Self {
        let rows = steps(connection).into_iter().map(|step| Row::new(Some(step), None)).collect();
        let subject = Subject::of(place.0, place.1, connection);
        Self { subjects: vec![subject], cards: card::cards(rows, &[(place.0, connection)]), totals: Vec::new() }
    }
}

fn connection((trace, index): Place<'_>) -> Option<&Connection> {
    trace.connections.get(index)
}
