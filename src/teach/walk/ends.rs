//! What the client believes and what the server knows behind a step.
//!
//! A line is there because a message was seen, a check was made, or an end said so itself. What is proved and what is
//! only said are never mixed.

use super::learned;
use crate::capture::{End, EndReport, Observation};
use crate::trace::{Connection, Event, Kind};

/// What one end knows and believes at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndView {
    /// Which end.
    pub of: End,
    /// A line each; what is new behind this step comes last.
    pub lines: Vec<String>,
    /// How many of the lines are new behind this step.
    pub new: usize,
}

/// The most lines of one end. A real connection has a dozen.
const MOST: usize = 40;

/// How many messages and alerts are looked at. A handshake has fifteen; somebody else may send thousands.
const MOST_EVENTS: usize = 256;

/// What both ends learn on the way, in the order of the steps.
#[derive(Debug, Default)]
pub(super) struct Ends([Vec<Line>; 2]);

#[derive(Debug)]
struct Line {
    after_step: usize,
    says: String,
}

impl Ends {
    /// Goes through a connection once.
    pub(super) fn of(connection: &Connection) -> Self {
        let mut ends = Self::default();
        let telling = connection.events.iter().filter(|event| matches!(event.kind(), Kind::Handshake | Kind::Alert)).take(MOST_EVENTS);
        for event in telling {
            ends.add_all(event.step, learned::at(connection, event));
        }
        if let Some((step, lines)) = learned::from_verdict(connection) {
            ends.add_all(step, lines);
        }
        for of in End::BOTH {
            if let Some(report) = connection.end(of) {
                ends.own_words(connection, of, report);
            }
            ends.0[of.index()].sort_by_key(|line| line.after_step);
        }
        ends
    }

    /// Both views behind the event of this number. `is_new` is false for keys, behind which nothing is learned.
    pub(super) fn views(&self, number: usize, is_new: bool) -> [EndView; 2] {
        End::BOTH.map(|of| {
            let known = || self.0[of.index()].iter().filter(|line| line.after_step <= number);
            let new = known().filter(|line| is_new && line.after_step == number).count();
            EndView { of, lines: known().map(|line| line.says.clone()).collect(), new }
        })
    }

    fn add(&mut self, of: End, after_step: usize, says: String) {
        let lines = &mut self.0[of.index()];
        if lines.len() < MOST && !lines.iter().any(|line| line.says == says) {
            lines.push(Line { after_step, says });
        }
    }

    /// What an end reported of itself, between what follows from the protocol.
    fn own_words(&mut self, connection: &Connection, of: End, report: &EndReport) {
        for observation in &report.observations {
            self.add(of, moment(connection, of, observation), format!("says itself: {}", observation.what));
        }
        if let Some(error) = &report.error {
            self.add(of, connection.events.len(), format!("says itself: {error}"));
        }
    }

    fn add_all(&mut self, after_step: usize, lines: impl IntoIterator<Item = learned::Line>) {
        for (of, says) in lines {
            self.add(of, after_step, says);
        }
    }
}

/// The step behind which an end observed something: what it had read and written by then. (The time of a write is
/// taken before it.)
fn moment(connection: &Connection, of: End, observation: &Observation) -> usize {
    let is_before = |event: &&Event| {
        if event.sender() == of { event.time_us < observation.time_us } else { event.time_us <= observation.time_us }
    };
    connection.events.iter().filter(is_before).map(|event| event.step).max().unwrap_or_default()
}
