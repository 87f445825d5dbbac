//! How a connection ended. The verdict on the client in TLS 1.3 comes late: after the client believes it is done.

use std::fmt;

use super::above::{self, RefusedAbove};
use super::closed::Leavings;
use super::course::{Course, Heard};
use super::event::{Body, Event, Kind};
use super::inferred::{Claim, Inferred};
use super::negotiated::{self, Negotiated};
use super::steps::Assembled;
use crate::capture::{self, Close, End, EndState};
use crate::names::{AlertDescription, ContentType};
use crate::wire::alert::Alert;

/// How it ended, and who refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How far it came.
    pub state: State,
    /// Which end gave up on the other.
    pub refused_by: Option<End>,
    /// The alert that gave it up, by its step.
    pub refused_at: Option<usize>,
    /// The server's refusal above TLS.
    pub refused_above: Option<RefusedAbove>,
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
    /// What was captured does not tell: a beginning, a direction or a part of it is missing.
    Unknown,
    /// No TLS was spoken.
    NotTls,
}

impl Outcome {
    /// `claims`: what the encrypted records betray; nothing here looks at sizes.
    pub(super) fn of(
        assembled: &Assembled,
        claims: &[Inferred],
        negotiated: &Negotiated,
        connection: &capture::Connection,
        leavings: &Leavings,
    ) -> Self {
        if connection.not_tls.is_some() {
            return Self { state: State::NotTls, ..Self::default() };
        }
        let events = assembled.events.as_slice();
        let course = Course::of(events, claims, negotiated, End::BOTH.map(|end| heard(connection, end)));
        let case = Case { events, claims, negotiated, connection, leavings, course };
        let refusal = case.refusal();
        let state = case.state(refusal.is_some());
        let above = (state == State::Established).then(|| above::refusal(events, &assembled.buffers, negotiated)).flatten();
        Self {
            state,
            refused_by: refusal.map(Event::sender).or(above.as_ref().map(|_| End::Server)),
            refused_at: refusal.map(|event| event.step),
            refused_above: above,
        }
    }
}

/// How much of an end was captured.
fn heard(connection: &capture::Connection, end: End) -> Heard {
    let is_own = |chunk: &capture::Chunk| chunk.direction.sender() == end;
    let spoke = connection.chunks.iter().any(is_own);
    let has_hole = connection.gaps.iter().any(|gap| connection.chunks.get(gap.chunk).is_none_or(is_own));
    let tcp = connection.tcp.as_ref().map(|ends| ends[end.index()]);
    match (spoke, tcp) {
        (false, Some(tcp)) if tcp.unseen > 0 || tcp.segments == 0 => Heard::NotAtAll,
        (_, Some(tcp)) if tcp.unseen > 0 => Heard::InPart,
        _ if has_hole => Heard::InPart,
        _ => Heard::Whole,
    }
}

struct Case<'a> {
    events: &'a [Event],
    claims: &'a [Inferred],
    negotiated: &'a Negotiated,
    connection: &'a capture::Connection,
    leavings: &'a Leavings,
    course: Course<'a>,
}

impl<'a> Case<'a> {
    fn state(&self, is_refused: bool) -> State {
        let ends = [&self.connection.client_end, &self.connection.server_end];
        if is_refused || ends.iter().any(|end| end.as_ref().is_some_and(|end| end.state == EndState::Failed)) {
            return State::Failed;
        }
        if ends.iter().all(|end| end.as_ref().is_some_and(|end| end.state == EndState::Established)) {
            return State::Established;
        }
        if self.is_not_tls() {
            return State::NotTls;
        }
        match self.course.is_established() {
            true if self.is_dropped() => State::Failed,
            true => State::Established,
            false if self.course.heard != [Heard::Whole; 2] || self.is_left_at_once() || self.is_cut_off() => State::Unknown,
            false => State::Incomplete,
        }
    }

    /// Whether the capture ends before anybody had time to answer: both ends are still there, and none gave up.
    fn is_cut_off(&self) -> bool {
        /// Longer than any handshake takes to go on.
        const LONG_US: u64 = 1_000_000;
        let is_short = self.connection.watched_us.is_some_and(|watched_us| watched_us < LONG_US);
        is_short && self.connection.closes == [Close::Open; 2] && !self.claims.iter().any(|claim| claim.claim == Claim::Alert)
    }

    /// No hello, and bytes that are none.
    fn is_not_tls(&self) -> bool {
        negotiated::last_client_hello(self.events).is_none() && self.events.iter().any(|event| event.kind() == Kind::Plaintext)
    }

    /// Whether a server that asked for a certificate left without a word. In TLS 1.3 its part is over before the client's certificate
    /// comes, and some (Node) then close: nobody said yes, not even with a ticket. Others (PHP) look at the certificate behind
    /// the handshake: then a client that showed none gets tickets, and no data.
    fn is_dropped(&self) -> bool {
        let left = self.connection.closes[End::Server.index()] != Close::Open && self.leavings.first().is_none_or(|end| end == End::Server);
        let Some((answer, is_empty)) = self.answer().filter(|_| left) else { return false };
        let mut behind = self.events.iter().filter(|event| event.step > answer && event.sender() == End::Server);
        if self.negotiated.is_tls13() && behind.clone().next().is_none() {
            return true;
        }
        is_empty && !behind.any(|event| self.says_more_than_handshake(event))
    }

    /// The client's answer to a CertificateRequest, by its step, and whether it is empty.
    fn answer(&self) -> Option<(usize, bool)> {
        let read = self.events.iter().find_map(|event| {
            let certificate = event.message().filter(|_| event.sender() == End::Client)?.certificate()?;
            Some((event.step, certificate.chain.is_empty()))
        });
        let inferred = || self.claims.iter().find(|claim| claim.claim.is_empty_certificate()).map(|claim| (claim.step, true));
        read.or_else(inferred)
    }

    /// Whether this is, or may be, data or an alert.
    fn says_more_than_handshake(&self, event: &Event) -> bool {
        match &event.body {
            Body::ApplicationData(_) | Body::Alert(_) | Body::Plaintext(_) => true,
            Body::Sealed(_) if self.negotiated.is_tls13() => self.claim(event) != Some(Claim::NewSessionTicket),
            Body::Sealed(sealed) => sealed.content_type != ContentType::HANDSHAKE,
            Body::Handshake(_) | Body::ChangeCipherSpec => false,
        }
    }

    /// Without keys (TLS 1.3): a client that says goodbye behind its flight before the server said anything. What the server answers is
    /// a goodbye, too, or a refusal; nobody can tell.
    fn is_left_at_once(&self) -> bool {
        let alert = |end: End| {
            self.events.iter().find(|event| event.sender() == end && self.claim(event) == Some(Claim::Alert)).map(|event| event.step)
        };
        let flight = self.answer().is_some() || self.claims.iter().any(|claim| matches!(claim.claim, Claim::Certificate | Claim::Finished));
        let [client, server] = End::BOTH.map(alert);
        let is_free = self.leavings.first() != Some(End::Server);
        flight && is_free && client.is_some_and(|client| server.is_none_or(|server| client < server))
    }

    fn is_alert(&self, event: &Event) -> bool {
        matches!(event.body, Body::Sealed(_)) && self.claim(event) == Some(Claim::Alert)
    }

    fn claim(&self, event: &Event) -> Option<Claim> {
        self.claims.iter().find(|claim| claim.step == event.step).map(|claim| claim.claim)
    }

    /// The first alert that gives up the handshake: an error, that is not about what came after it, and no answer to an end that
    /// hung up.
    fn refusal(&self) -> Option<&'a Event> {
        self.events.iter().find(|event| {
            if matches!(event.body, Body::Sealed(_)) {
                return self.is_alert(event) && self.course.stops_in_another(event.step);
            }
            let Some(alert) = alert(event).filter(|alert| alert.is_error(self.negotiated.is_tls13())) else { return false };
            let is_over = self.course.is_over_for(event.sender()).is_some_and(|over| event.step > over);
            let counts = !is_over || is_always_meant(alert.description) || self.course.is_in_another(event.step);
            counts && !self.is_answer_to_close(event, alert.description)
        })
    }

    /// OpenSSL says `decode_error` to a peer that has hung up, Java `internal_error`: that is not why it ended.
    fn is_answer_to_close(&self, event: &Event, description: AlertDescription) -> bool {
        let other = event.sender().other();
        let is_silent = !self.events.iter().any(|later| later.sender() == other && later.step > event.step);
        let is_such = if let Some(step) = self.leavings.behind(other) {
            matches!(description, AlertDescription::DECODE_ERROR | AlertDescription::INTERNAL_ERROR) && event.step > step
        } else {
            let last = self.events.iter().rfind(|earlier| earlier.step < event.step && alert(earlier).is_none());
            let waited = last.is_none_or(|last| last.sender() == event.sender());
            description == AlertDescription::DECODE_ERROR && waited && self.connection.closes[other.index()] != Close::Open
        };
        is_such && is_silent
    }
}

/// Alerts that judge a certificate, or its absence, or say that what was sent did not arrive as it was: whenever they come, they give
/// the connection up.
fn is_always_meant(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::NO_CERTIFICATE
            | AlertDescription::BAD_CERTIFICATE
            | AlertDescription::UNSUPPORTED_CERTIFICATE
            | AlertDescription::CERTIFICATE_REVOKED
            | AlertDescription::CERTIFICATE_EXPIRED
            | AlertDescription::CERTIFICATE_UNKNOWN
            | AlertDescription::UNKNOWN_CA
            | AlertDescription::ACCESS_DENIED
            | AlertDescription::CERTIFICATE_REQUIRED
            | AlertDescription::BAD_RECORD_MAC
            | AlertDescription::DECRYPTION_FAILED
            | AlertDescription::DECRYPT_ERROR
    )
}

fn alert(event: &Event) -> Option<Alert> {
    match event.body {
        Body::Alert(alert) => Some(alert),
        _ => None,
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Established => "established",
            Self::Failed => "failed",
            Self::Incomplete => "incomplete",
            Self::Unknown => "unknown",
            Self::NotTls => "not_tls",
        })
    }
}
