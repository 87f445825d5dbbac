//! How a connection was given up: with an alert, above TLS, or without a word.

use super::field;
use crate::capture::{Close, End, Reason};
use crate::diagnose::finding::Evidence;
use crate::names::AlertDescription;
use crate::trace::{Body, Claim, Connection, Event, RefusedAbove, State};

/// Who gave up, and how that showed.
pub(in crate::diagnose) struct Refusal<'a> {
    /// `None` where both may have.
    pub(in crate::diagnose) by: Option<End>,
    pub(in crate::diagnose) sign: Sign<'a>,
    /// The steps before it.
    pub(in crate::diagnose) before: &'a [Event],
}

/// How it showed.
pub(in crate::diagnose) enum Sign<'a> {
    /// An alert that could be read.
    Alert { event: &'a Event, description: AlertDescription },
    /// A record that must be an alert, by its type or from outside, and could not be opened.
    Sealed { event: &'a Event },
    /// The server took the handshake and refuses above TLS.
    Above { event: &'a Event, said: &'a RefusedAbove },
    /// The connection ended without a word.
    Closed(Close),
}

impl<'a> Refusal<'a> {
    pub(super) fn of(connection: &'a Connection) -> Option<Self> {
        read(connection).or_else(|| above_tls(connection)).or_else(|| sealed_alert(connection)).or_else(|| closed(connection))
    }

    pub(in crate::diagnose) fn alert(&self) -> Option<AlertDescription> {
        match self.sign {
            Sign::Alert { description, .. } => Some(description),
            _ => None,
        }
    }

    pub(in crate::diagnose) fn evidence(&self, connection: &Connection) -> Evidence {
        let by = self.by.map_or("peer", End::name);
        match self.sign {
            Sign::Alert { event, description } => {
                field::whole(event, format!("the {by}'s alert {} {description}, {}", description.0, place(connection, event)))
            }
            Sign::Sealed { event } => field::whole(event, format!("a record of the {by} that has the size of an alert, and stays sealed")),
            Sign::Above { event, said } => field::whole(event, format!("the server's answer in {}: {}", said.protocol, said.words)),
            Sign::Closed(close) => Evidence::Absent { detail: format!("no alert: {}", how(close, by)) },
        }
    }
}

/// Where in the handshake an alert was sent: the step before it of the other end.
fn place(connection: &Connection, event: &Event) -> String {
    let before = connection.events.iter().filter(|other| other.step < event.step && other.sender() != event.sender());
    let last = before.filter_map(|other| other.message()).next_back();
    last.map_or_else(|| "before anything was said".into(), |message| format!("sent after {}", message.name()))
}

fn how(close: Close, by: &str) -> String {
    match close {
        Close::Fin => format!("the {by} closed the connection"),
        Close::Reset => format!("the {by} reset the connection"),
        Close::Open => format!("nothing more came from the {by}"),
    }
}

/// The alert that gave up the handshake, by the outcome.
fn read(connection: &Connection) -> Option<Refusal<'_>> {
    let index = connection.outcome.refused_at?.checked_sub(1)?;
    let event = connection.events.get(index)?;
    let sign = match event.body {
        Body::Alert(alert) => Sign::Alert { event, description: alert.description },
        _ => Sign::Sealed { event },
    };
    Some(Refusal { by: Some(event.sender()), sign, before: connection.events.get(..index).unwrap_or_default() })
}

fn above_tls(connection: &Connection) -> Option<Refusal<'_>> {
    let (event, said) = connection.refusal_above_tls()?;
    let before = connection.events.get(..event.step - 1).unwrap_or_default();
    Some(Refusal { by: Some(event.sender()), sign: Sign::Above { event, said }, before })
}

/// Whether it can be told at all that somebody gave up.
fn is_settled(connection: &Connection) -> bool {
    matches!(connection.outcome.state, State::Established | State::Unknown | State::NotTls)
}

/// A record that stays sealed, is an alert from outside, and is the last word of its end.
fn sealed_alert(connection: &Connection) -> Option<Refusal<'_>> {
    if is_settled(connection) {
        return None;
    }
    let events = connection.events.as_slice();
    let is_alert = |event: &Event| connection.inferred(event.step).is_some_and(|inferred| inferred.claim == Claim::Alert);
    let index = events.iter().position(is_alert)?;
    let event = events.get(index)?;
    let more = events.iter().skip(index + 1).any(|later| later.sender() == event.sender() && !is_alert(later));
    (!more).then(|| Refusal { by: Some(event.sender()), sign: Sign::Sealed { event }, before: &events[..index] })
}

/// Who went away without a word: an end that says so of the other, or the one that did not answer.
fn closed(connection: &Connection) -> Option<Refusal<'_>> {
    if is_settled(connection) {
        return None;
    }
    let spoke = |event: &&Event| !matches!(event.body, Body::Alert(_));
    let last = connection.events.iter().rfind(spoke).map(Event::sender);
    let waited = End::BOTH.into_iter().find(|end| is_left_alone(connection, *end));
    let first = connection.leavings.first();
    // A reset in answer to the other's close is none.
    let counts = |end: End| first.is_none_or(|first| first == end);
    let reset = End::BOTH.into_iter().find(|end| connection.close_of(*end) == Close::Reset && counts(*end));
    let by = match (waited.map(End::other).or(reset), last) {
        (Some(by), _) => Some(by),
        (None, _) if let Some(given_up) = gave_up_waiting(connection) => {
            let sign = Sign::Closed(Close::Open);
            return Some(Refusal { by: Some(given_up.other()), sign, before: &connection.events });
        }
        (None, Some(_)) if let Some(first) = first => Some(first),
        (None, Some(last)) if connection.close_of(last.other()) != Close::Open => Some(last.other()),
        (None, Some(last)) if connection.close_of(last) != Close::Open => Some(last),
        (None, last) => last.map(End::other),
    };
    let close = by.map_or(Close::Open, |by| how_left(connection, by));
    // What came after it had gone, it did not see.
    let seen = by.filter(|_| close != Close::Open).and_then(|by| connection.leavings.behind(by)).unwrap_or(connection.events.len());
    Some(Refusal { by, sign: Sign::Closed(close), before: connection.events.get(..seen).unwrap_or(&connection.events) })
}

/// An end that closed after a long wait, for want of an answer: the other one fell silent.
fn gave_up_waiting(connection: &Connection) -> Option<End> {
    /// Longer than any handshake takes, shorter than the patience of clients.
    const LONG_US: u64 = 1_000_000;
    connection.first_close.filter(|close| close.idle_us >= LONG_US).map(|close| close.by)
}

/// Whether an end reports that the other one left it.
fn is_left_alone(connection: &Connection, end: End) -> bool {
    matches!(reason(connection, end), Some(Reason::Closed | Reason::Reset | Reason::TimedOut))
}

fn how_left(connection: &Connection, by: End) -> Close {
    match reason(connection, by.other()) {
        Some(Reason::Closed) => Close::Fin,
        Some(Reason::Reset) => Close::Reset,
        Some(Reason::TimedOut) => Close::Open,
        _ => connection.close_of(by),
    }
}

fn reason(connection: &Connection, end: End) -> Option<&Reason> {
    connection.end(end).and_then(|report| report.reason.as_ref())
}
