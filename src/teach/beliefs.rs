//! What each end believed, and when: in TLS 1.3 the client believes that it is done before the server has judged it.

use crate::capture::{End, EndReport, EndState};
use crate::names::AlertDescription;
use crate::trace::message::Message;
use crate::trace::{Body, Connection, Event};

/// What an end believed behind a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belief {
    /// The step behind which it believed so.
    pub after_step: usize,
    /// Which end.
    pub of: End,
    /// What, in a few words.
    pub says: String,
    /// Whether it said so itself; else it follows from the protocol.
    pub is_told: bool,
    /// Whether it is the belief that all is well.
    pub is_good: bool,
}

/// The beliefs of both ends, in the order of the steps.
#[must_use]
pub fn beliefs(connection: &Connection) -> Vec<Belief> {
    let mut found: Vec<Belief> = done(connection).into_iter().chain(verdict(connection)).collect();
    found.sort_by_key(|belief| belief.after_step);
    found
}

/// In TLS 1.3 a client is done when it has sent its Finished.
fn done(connection: &Connection) -> Option<Belief> {
    let event = finished(connection, End::Client).filter(|_| connection.negotiated.is_tls13())?;
    let is_told = connection.client_end.as_ref().is_some_and(|end| end.state == EndState::Established);
    let belief = |says: &str| Belief { after_step: event.step, of: End::Client, says: says.into(), is_told, is_good: true };
    Some(belief("believes: done. The server has not judged it yet"))
}

/// The server's verdict on the client: an alert, or the first thing that it sends to a client that it accepts.
pub(super) fn verdict(connection: &Connection) -> Option<Belief> {
    let finished = finished(connection, End::Client).filter(|_| connection.negotiated.is_tls13())?;
    let answer = connection.events.iter().find(|event| event.step > finished.step && event.sender() == End::Server)?;
    let end = connection.server_end.as_ref();
    let (says, is_good) = match &answer.body {
        Body::Alert(alert) if alert.description == AlertDescription::CLOSE_NOTIFY && !has_failed(end) => {
            ("verdict: accepted, nothing to say", true)
        }
        Body::Alert(_) => ("verdict: refused", false),
        Body::Handshake(Message::NewSessionTicket(_)) | Body::ApplicationData(_) if !has_failed(end) => ("verdict: accepted", true),
        _ => return None,
    };
    Some(Belief { after_step: answer.step, of: End::Server, says: says.into(), is_told: end.is_some(), is_good })
}

fn has_failed(end: Option<&EndReport>) -> bool {
    end.is_some_and(|end| end.state == EndState::Failed)
}

fn finished(connection: &Connection, from: End) -> Option<&Event> {
    connection.find(from, |message| matches!(message, Message::Finished(_)))
}
