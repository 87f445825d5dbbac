//! How far a handshake came: from what could be read, and from what encrypted records betray. The second does not depend on the
//! keys at hand, so more keys never take back what fewer showed.

use super::event::{Body, Epoch, Event};
use super::inferred::{Claim, Inferred};
use super::negotiated::Negotiated;
use crate::names::{AlertDescription, ContentType, End, HandshakeType};
use crate::trace::message::Message;

/// How far it came, by steps.
pub(super) struct Course<'a> {
    events: &'a [Event],
    claims: &'a [Inferred],
    /// Of a connection whose hellos were not captured this is not known: then it is `None`.
    is_tls13: Option<bool>,
    /// Where each end sent its first Finished.
    finished: [Option<usize>; 2],
    /// Which ends were heard at all, and from their first byte to their last.
    pub(super) heard: [Heard; 2],
}

/// How much of what an end said was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// All of it, as far as is known.
    Whole,
    /// It begins late, or has holes.
    InPart,
    /// Nothing, although it spoke.
    NotAtAll,
}

impl<'a> Course<'a> {
    pub(super) fn of(events: &'a [Event], claims: &'a [Inferred], negotiated: &Negotiated, heard: [Heard; 2]) -> Self {
        let mut course = Self { events, claims, is_tls13: negotiated.version.map(|_| negotiated.is_tls13()), finished: [None; 2], heard };
        course.finished = End::BOTH.map(|end| course.first_finished(end));
        course
    }

    /// Whether the handshake was finished, as far as what was captured tells.
    pub(super) fn is_established(&self) -> bool {
        if self.is_tls13 == Some(true) {
            let both_read = End::BOTH.into_iter().all(|end| self.find(end, is_finished).is_some());
            return both_read && !self.is_verdict_sealed() || self.accepted().is_some() || self.goes_on_unasked();
        }
        self.is_in_use_up_to_tls12().is_some()
    }

    /// The step behind which an alert of this end, or its close, says nothing any more about the handshake.
    pub(super) fn is_over_for(&self, end: End) -> Option<usize> {
        match (self.is_tls13, end) {
            (Some(false) | None, _) => self.is_in_use_up_to_tls12(),
            // A client that sent its Finished had accepted the server.
            (Some(true), End::Client) => self.accepted().map(|step| step.max(self.finished[End::Client.index()].unwrap_or_default())),
            // A server may send tickets before it looks at the client's certificate, as GnuTLS's tool does, but no data.
            (Some(true), End::Server) => self.behind_the_client(is_read_data),
        }
    }

    /// Whether a handshake inside of the connection was begun and not ended before this step: a renegotiation, or a certificate asked
    /// for after the handshake.
    pub(super) fn is_in_another(&self, step: usize) -> bool {
        let before = || self.events.iter().take_while(|event| event.step < step);
        let begins = |event: &&Event| match event.message() {
            Some(Message::ClientHello(_)) => event.epoch == Epoch::Application,
            Some(Message::CertificateRequest(_)) => event.epoch == Epoch::Application && self.is_tls13 == Some(true),
            Some(message) => message.handshake_type() == HandshakeType::HELLO_REQUEST && self.finished[0].is_some(),
            None => false,
        };
        let Some(began) = before().filter(begins).last() else { return false };
        let ended = |event: &Event| event.step > began.step && event.sender() == End::Server && (is_read_data(event) || is_finished(event));
        !before().any(ended)
    }

    /// Up to TLS 1.2 without keys: whether a handshake inside of the connection was begun before this step and not ended, and nothing was
    /// said after it. Its messages are sealed, but their records say that they are of a handshake, or change the cipher.
    pub(super) fn stops_in_another(&self, step: usize) -> bool {
        let Some(over) = self.is_in_use_up_to_tls12().filter(|_| self.is_tls13 == Some(false)) else { return false };
        let is_handshake = |event: &&Event| matches!(&event.body, Body::Sealed(sealed) if sealed.content_type == ContentType::HANDSHAKE);
        let behind = || self.events.iter().filter(move |event| event.step > over);
        let Some(began) = behind().find(is_handshake).filter(|event| event.step < step) else { return false };
        let changes = |end: End| {
            behind().any(|event| event.step > began.step && event.sender() == end && matches!(event.body, Body::ChangeCipherSpec))
        };
        let goes_on = behind().any(|event| event.step > step && is_data_up_to_tls12(event));
        !goes_on && !End::BOTH.into_iter().all(changes)
    }

    /// Both Finished. The server's is its acceptance, and comes last, but where a session is resumed: alone it is enough where the
    /// client was not heard. So is data: an end sends it behind the other's Finished.
    fn is_in_use_up_to_tls12(&self) -> Option<usize> {
        let data = End::BOTH.map(|end| self.find(end, is_data_up_to_tls12));
        match (self.finished, data) {
            ([Some(client), Some(server)], _) => Some(client.max(server)),
            (_, [Some(client), Some(server)]) if self.is_tls13.is_some() => Some(client.max(server)),
            ([None, Some(server)], _) if self.heard[End::Client.index()] != Heard::Whole => Some(server),
            ([Some(_), None], [Some(data), _]) if self.heard[End::Server.index()] != Heard::Whole => Some(data),
            _ => None,
        }
    }

    /// Where the server first showed that it took the client (TLS 1.3): a ticket, data, or a goodbye behind the client's Finished.
    fn accepted(&self) -> Option<usize> {
        let is_answer = |event: &Event| {
            let is_goodbye = matches!(event.body, Body::Alert(alert) if alert.description == AlertDescription::CLOSE_NOTIFY);
            is_read_data(event) || is_goodbye || matches!(event.message(), Some(Message::NewSessionTicket(_)))
        };
        let read = self.behind_the_client(is_answer);
        let inferred = self.claims.iter().find(|claim| claim.claim.is_acceptance() && self.sender(claim) == Some(End::Server));
        let inferred = inferred.map(|claim| claim.step);
        read.into_iter().chain(inferred).min()
    }

    fn behind_the_client(&self, is: fn(&Event) -> bool) -> Option<usize> {
        let from = match self.finished[End::Client.index()] {
            Some(step) => step,
            // It was there, and was not captured.
            None if self.heard[End::Client.index()] != Heard::Whole => 0,
            None => return None,
        };
        self.events.iter().find(|event| event.step > from && event.sender() == End::Server && is(event)).map(|event| event.step)
    }

    /// Whether something that the server said behind its Finished cannot be read: it may be a refusal. (It may stand before the client's
    /// Finished: an empty Certificate is refused at once.)
    fn is_verdict_sealed(&self) -> bool {
        let finished = self.finished[End::Server.index()].unwrap_or_default();
        let is_sealed = |event: &&Event| event.step > finished && event.sender() == End::Server && matches!(event.body, Body::Sealed(_));
        self.events.iter().any(|event| is_sealed(&event))
    }

    /// Without keys: a client that was asked for nothing, finished, and said more. Nothing of it is left to be judged.
    fn goes_on_unasked(&self) -> bool {
        let mut own = self.claims.iter().filter(|claim| self.sender(claim) == Some(End::Client) && claim.claim != Claim::EarlyData);
        let Some(first) = own.next().filter(|first| first.claim == Claim::Finished) else { return false };
        self.events.iter().any(|event| event.step > first.step && event.sender() == End::Client)
    }

    fn first_finished(&self, end: End) -> Option<usize> {
        let read = self.find(end, is_finished);
        let is_claim = |claim: &&Inferred| {
            matches!(claim.claim, Claim::Finished | Claim::EmptyCertificateAndFinished) && self.sender(claim) == Some(end)
        };
        read.or_else(|| self.claims.iter().find(is_claim).map(|claim| claim.step))
    }

    fn find(&self, end: End, is: fn(&Event) -> bool) -> Option<usize> {
        self.events.iter().find(|event| event.sender() == end && is(event)).map(|event| event.step)
    }

    fn sender(&self, claim: &Inferred) -> Option<End> {
        claim.step.checked_sub(1).and_then(|index| self.events.get(index)).map(Event::sender)
    }
}

fn is_finished(event: &Event) -> bool {
    matches!(event.message(), Some(Message::Finished(_)))
}

/// Data of an application behind the handshake that was read.
fn is_read_data(event: &Event) -> bool {
    matches!(event.body, Body::ApplicationData(_)) && event.epoch == Epoch::Application
}

/// The same, or a record that says that it is data: up to TLS 1.2 that is true.
fn is_data_up_to_tls12(event: &Event) -> bool {
    is_read_data(event) || matches!(&event.body, Body::Sealed(sealed) if sealed.content_type == ContentType::APPLICATION_DATA)
}
