//! How a connection ended. The verdict on the client in TLS 1.3 comes late: after the client believes it is done.

use std::fmt;

use super::event::{Body, Epoch, Event, Kind};
use super::negotiated::{self, Negotiated};
use crate::bytes::Buffers;
use crate::capture::{self, Close, Direction, End, EndState};
use crate::names::{ContentType, ExtensionType};
use crate::wire::alert::Alert;
use crate::wire::handshake::Message;

/// How it ended, and who refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How far it came.
    pub state: State,
    /// Which end gave up on the other.
    pub refused_by: Option<End>,
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
    pub(super) fn of(events: &[Event], buffers: &Buffers, negotiated: &Negotiated, connection: &capture::Connection) -> Self {
        if connection.not_tls.is_some() {
            return Self { state: State::NotTls, refused_by: None };
        }
        let refused_by = refusal(events, negotiated);
        let state = state(events, negotiated, connection, refused_by.is_some());
        let above = (state == State::Established).then(|| refusal_above_tls(events, buffers)).flatten();
        Self { state, refused_by: refused_by.or(above.map(Event::sender)) }
    }
}

/// Where a server that took the handshake refuses the client's certificate, or its absence, above TLS: nginx answers
/// `400 No required SSL certificate was sent` or `400 The SSL certificate error`. In HTTP/2, whose headers are packed,
/// the title of the page says so.
pub(super) fn refusal_above_tls<'a>(events: &'a [Event], buffers: &Buffers) -> Option<&'a Event> {
    /// Headers and the title of the page.
    const LOOKED_AT: usize = 2048;
    events.iter().find(|event| {
        let bytes = buffers.bytes(event.span);
        let text = String::from_utf8_lossy(bytes.get(..LOOKED_AT).unwrap_or(bytes));
        let status = text.split_ascii_whitespace().nth(1).filter(|_| text.starts_with("HTTP/1."));
        let is_refusal = matches!(status, Some("400" | "495" | "496")) || text.contains("<title>400 ");
        event.from == Direction::ServerToClient
            && matches!(event.body, Body::ApplicationData(_))
            && is_refusal
            && text.contains("SSL certificate")
    })
}

fn state(events: &[Event], negotiated: &Negotiated, connection: &capture::Connection, refused: bool) -> State {
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
    match is_established(events) || seems_established(events, negotiated) {
        true if is_dropped(events, negotiated, connection) => State::Failed,
        true => State::Established,
        false => State::Incomplete,
    }
}

/// In TLS 1.3 the server's part is over before the client's certificate comes. Some servers (Node) then close without
/// an alert: nobody said yes, not even with a ticket.
fn is_dropped(events: &[Event], negotiated: &Negotiated, connection: &capture::Connection) -> bool {
    let from_server = |event: &Event| event.from == Direction::ServerToClient;
    let asked = events.iter().any(|event| matches!(event.message(), Some(Message::CertificateRequest(_))));
    let answer = events.iter().position(|event| !from_server(event) && matches!(event.message(), Some(Message::Certificate(_))));
    let silent = answer.is_some_and(|answer| !events.iter().skip(answer).any(from_server));
    negotiated.is_tls13() && asked && silent && connection.closes[Direction::ServerToClient.index()] != Close::Open
}

/// The sender of the first alert that gives up the connection.
fn refusal(events: &[Event], negotiated: &Negotiated) -> Option<End> {
    events.iter().find(|event| alert(event).is_some_and(|alert| alert.is_error(negotiated.is_tls13()))).map(Event::sender)
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

/// What records that stay sealed betray. Up to TLS 1.2 a sealed handshake record is a Finished; what
/// follows it is data, or an alert that may be of either kind. In TLS 1.3 a server that sends more than an alert after the client's flight has not refused it.
fn seems_established(events: &[Event], negotiated: &Negotiated) -> bool {
    /// An alert: level, description, content type, and a tag of 16 bytes.
    const SEALED_ALERT: usize = 19;
    let sealed = |event: &Event| match &event.body {
        Body::Sealed(sealed) => Some((sealed.content_type, sealed.length)),
        _ => None,
    };
    if !negotiated.is_tls13() {
        let is = |event: &Event, wanted| sealed(event).is_some_and(|(kind, _)| kind == wanted);
        let finished = |from| events.iter().any(|event| event.from == from && is(event, ContentType::HANDSHAKE));
        let sent = |kind| events.iter().any(|event| is(event, kind));
        let is_in_use = sent(ContentType::APPLICATION_DATA) || !sent(ContentType::ALERT);
        return Direction::BOTH.into_iter().all(finished) && is_in_use;
    }
    let is_flight = |event: &Event, from| event.from == from && sealed(event).is_some_and(|(_, length)| length > SEALED_ALERT);
    let offers_early_data = negotiated::last_client_hello(events).is_some_and(|hello| hello.extensions.has(ExtensionType::EARLY_DATA));
    let flight = events.iter().position(|event| is_flight(event, Direction::ClientToServer)).filter(|_| !offers_early_data);
    flight.is_some_and(|flight| events.iter().skip(flight).any(|event| is_flight(event, Direction::ServerToClient)))
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
