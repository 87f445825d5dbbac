//! How a connection was given up: with an alert, above TLS, or without a word.

use super::field;
use crate::capture::{Close, End, Reason};
use crate::diagnose::finding::Evidence;
use crate::names::{AlertDescription, ContentType};
use crate::trace::{Body, Claim, Connection, Event, State};

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
    /// A record that must be an alert, or has the size of one, and could not be opened.
    Sealed { event: &'a Event },
    /// The server took the handshake and refuses above TLS.
    Http { event: &'a Event, says_invalid: bool },
    /// The connection ended without a word.
    Closed(Close),
}

/// An alert of two bytes under the keys of TLS 1.3: its type behind it, and a tag of 16 bytes.
const SEALED_ALERT: usize = 2 + 1 + 16;

impl<'a> Refusal<'a> {
    pub(super) fn of(connection: &'a Connection) -> Option<Self> {
        let events = connection.events.as_slice();
        let at = |index: usize, sign| Self { by: Some(events[index].sender()), sign, before: &events[..index] };
        let read = events.iter().enumerate().find_map(|(index, event)| match event.body {
            Body::Alert(alert)
                if alert.is_error(connection.negotiated.is_tls13()) && !is_answer_to_close(connection, event, alert.description) =>
            {
                Some(at(index, Sign::Alert { event, description: alert.description }))
            }
            _ => None,
        });
        let sealed = || {
            events
                .iter()
                .position(|event| is_sealed_alert(connection, event))
                .map(|index| at(index, Sign::Sealed { event: &events[index] }))
        };
        read.or_else(|| above_tls(connection)).or_else(sealed).or_else(|| sealed_alert(connection)).or_else(|| closed(connection))
    }

    pub(in crate::diagnose) fn alert(&self) -> Option<AlertDescription> {
        match self.sign {
            Sign::Alert { description, .. } => Some(description),
            _ => None,
        }
    }

    pub(in crate::diagnose) fn evidence(&self, connection: &Connection) -> Evidence {
        let by = self.by.map_or("an end", End::name);
        match self.sign {
            Sign::Alert { event, description } => {
                field::whole(event, format!("the {by}'s alert {} {description}, {}", description.0, place(connection, event)))
            }
            Sign::Sealed { event } => field::whole(event, format!("a record of the {by} that has the size of an alert, and stays sealed")),
            Sign::Http { event, .. } => field::whole(event, format!("the server's answer above TLS: {}", status_line(connection, event))),
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

fn status_line(connection: &Connection, event: &Event) -> String {
    let text = String::from_utf8_lossy(connection.buffers.bytes(event.span));
    let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| title);
    let first = if text.starts_with("HTTP/") { text.lines().next() } else { title };
    first.unwrap_or_default().chars().take(60).collect()
}

/// OpenSSL says `decode_error` to a peer that has hung up: that is not why it ended.
fn is_answer_to_close(connection: &Connection, event: &Event, description: AlertDescription) -> bool {
    let other = event.sender().other();
    let silent = !connection.events.iter().any(|later| later.sender() == other && later.step > event.step);
    let last = connection.events.iter().rfind(|earlier| earlier.step < event.step && !matches!(earlier.body, Body::Alert(_)));
    description == AlertDescription::DECODE_ERROR
        && silent
        && connection.close_of(other) != Close::Open
        && last.is_none_or(|last| last.sender() == event.sender())
}

/// Up to TLS 1.2 the type of a record that stays sealed can be read.
fn is_sealed_alert(connection: &Connection, event: &Event) -> bool {
    let is_alert = matches!(&event.body, Body::Sealed(sealed) if sealed.content_type == ContentType::ALERT);
    is_alert && connection.outcome.state != State::Established
}

fn above_tls(connection: &Connection) -> Option<Refusal<'_>> {
    let event = connection.refusal_above_tls()?;
    let text = String::from_utf8_lossy(connection.buffers.bytes(event.span));
    let sign = Sign::Http { event, says_invalid: !text.contains("No required SSL certificate") };
    Some(Refusal { by: Some(event.sender()), sign, before: connection.events.get(..event.step - 1).unwrap_or_default() })
}

/// In TLS 1.3 without keys: a last record of an end, after which nothing comes from it, that has the size of an alert.
fn sealed_alert(connection: &Connection) -> Option<Refusal<'_>> {
    if connection.outcome.state == State::Established || !connection.negotiated.is_tls13() {
        return None;
    }
    let events = connection.events.as_slice();
    let is_inferred = |event: &Event| connection.inferred(event.step).is_some_and(|inferred| inferred.claim == Claim::Alert);
    let has_its_size = |event: &Event| matches!(&event.body, Body::Sealed(sealed) if sealed.length == SEALED_ALERT);
    let index = events.iter().position(|event| has_its_size(event) || is_inferred(event))?;
    let event = events.get(index)?;
    let more = events.iter().skip(index + 1).any(|later| later.sender() == event.sender() && later.span.len() > event.span.len());
    (!more).then(|| Refusal { by: Some(event.sender()), sign: Sign::Sealed { event }, before: &events[..index] })
}

/// Who went away without a word: an end that says so of the other, or the one that did not answer.
fn closed(connection: &Connection) -> Option<Refusal<'_>> {
    if connection.outcome.state == State::Established {
        return None;
    }
    let spoke = |event: &&Event| !matches!(event.body, Body::Alert(_));
    let last = connection.events.iter().rfind(spoke).map(Event::sender);
    let waited = End::BOTH.into_iter().find(|end| is_left_alone(connection, *end));
    let reset = End::BOTH.into_iter().find(|end| connection.close_of(*end) == Close::Reset);
    let by = match (waited.map(End::other).or(reset), last) {
        (Some(by), _) => Some(by),
        (None, _) if let Some(given_up) = gave_up_waiting(connection) => {
            let sign = Sign::Closed(Close::Open);
            return Some(Refusal { by: Some(given_up.other()), sign, before: &connection.events });
        }
        (None, Some(last)) if connection.close_of(last.other()) != Close::Open => Some(last.other()),
        (None, Some(last)) if connection.close_of(last) != Close::Open => Some(last),
        (None, last) => last.map(End::other),
    };
    let close = by.map_or(Close::Open, |by| how_left(connection, by));
    Some(Refusal { by, sign: Sign::Closed(close), before: &connection.events })
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
