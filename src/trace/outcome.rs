//! How a connection ended. The verdict on the client in TLS 1.3 comes late: after the client believes it is done.

use std::fmt;

use super::event::{Body, Epoch, Event, Kind};
use super::negotiated::{self, Negotiated};
use crate::capture::{self, Direction, EndState};
use crate::wire::alert::Alert;
use crate::wire::handshake::Message;

/// How it ended, and who refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How far it came.
    pub state: State,
    /// Which end gave up on the other.
    pub refused_by: Option<Direction>,
}

/// How far a connection came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The handshake was finished, and nothing says that it was refused afterwards.
    Established,
    /// It was given up.
    Failed,
    /// It stops in the middle, and nobody says why.
    #[default]
    Incomplete,
    /// No TLS was spoken.
    NotTls,
}

impl Outcome {
    pub(super) fn of(events: &[Event], negotiated: &Negotiated, connection: &capture::Connection) -> Self {
        let refused_by = refusal(events, negotiated);
        Self { state: state(events, connection, refused_by.is_some()), refused_by }
    }
}

fn state(events: &[Event], connection: &capture::Connection, refused: bool) -> State {
    let ends = [&connection.client_end, &connection.server_end];
    if refused || ends.iter().any(|end| end.as_ref().is_some_and(|end| end.state == EndState::Failed)) {
        return State::Failed;
    }
    if ends.iter().all(|end| end.as_ref().is_some_and(|end| end.state == EndState::Established)) {
        return State::Established;
    }
    if negotiated::last_client_hello(events).is_none() && !events.is_empty() && events.iter().any(|event| event.kind() == Kind::Plaintext) {
        return State::NotTls;
    }
    if is_established(events) { State::Established } else { State::Incomplete }
}

/// The sender of the first alert that gives up the connection.
fn refusal(events: &[Event], negotiated: &Negotiated) -> Option<Direction> {
    events.iter().find(|event| alert(event).is_some_and(|alert| alert.is_error(negotiated.is_tls13()))).map(|event| event.from)
}

fn alert(event: &Event) -> Option<Alert> {
    match event.body {
        Body::Alert(alert) => Some(alert),
        _ => None,
    }
}

/// Both have sent Finished; or, where messages stay sealed, both sent application data.
fn is_established(events: &[Event]) -> bool {
    let finished = |from| events.iter().any(|event| event.from == from && matches!(event.message(), Some(Message::Finished(_))));
    let sent_data = |from| events.iter().any(|event| event.from == from && event.epoch == Epoch::Application);
    Direction::BOTH.into_iter().all(|from| finished(from) || sent_data(from))
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Established => "established",
            Self::Failed => "failed",
            Self::Incomplete => "incomplete",
            Self::NotTls => "not_tls",
        })
    }
}
