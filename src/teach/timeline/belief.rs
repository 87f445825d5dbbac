//! What each end believed, and when: in TLS 1.3 the client believes that it is done before the server has judged it.

use super::{Entry, EntryKind, Weight};
use crate::capture::{End, EndReport, EndState};
use crate::names::AlertDescription;
use crate::trace::message::Message;
use crate::trace::{Body, Connection, Event};

/// The beliefs of both ends.
pub(super) fn of(connection: &Connection) -> Vec<Entry> {
    done(connection).into_iter().chain(verdict(connection)).collect()
}

/// In TLS 1.3 a client is done when it has sent its Finished.
fn done(connection: &Connection) -> Option<Entry> {
    let event = finished(connection, End::Client).filter(|_| connection.negotiated.is_tls13())?;
    let is_told = connection.client_end.as_ref().is_some_and(|end| end.state == EndState::Established);
    Some(belief(event, End::Client, "believes: done. The server has not judged it yet", is_told))
}

/// The server's verdict on the client: an alert, or the first thing that it sends to a client that it accepts.
pub(super) fn verdict(connection: &Connection) -> Option<Entry> {
    let finished = finished(connection, End::Client).filter(|_| connection.negotiated.is_tls13())?;
    let answer = connection.events.iter().find(|event| event.step > finished.step && event.sender() == End::Server)?;
    let end = connection.server_end.as_ref();
    let (says, is_refusal) = match &answer.body {
        Body::Alert(alert) if alert.description == AlertDescription::CLOSE_NOTIFY && !has_failed(end) => {
            ("verdict: accepted, nothing to say", false)
        }
        Body::Alert(_) => ("verdict: refused", true),
        Body::Handshake(Message::NewSessionTicket(_)) | Body::ApplicationData(_) if !has_failed(end) => ("verdict: accepted", false),
        _ => return None,
    };
    Some(Entry { is_refusal, ..belief(answer, End::Server, says, end.is_some()) })
}

/// What an end believes behind a message. `is_told`: it said so itself.
fn belief(event: &Event, of: End, says: &str, is_told: bool) -> Entry {
    let entry = Entry::new(EntryKind::Belief, Weight::Remark, event.step, of.name(), says);
    Entry { of: Some(of), is_inferred: !is_told, ..entry }
}

fn has_failed(end: Option<&EndReport>) -> bool {
    end.is_some_and(|end| end.state == EndState::Failed)
}

fn finished(connection: &Connection, from: End) -> Option<&Event> {
    connection.find(from, |message| matches!(message, Message::Finished(_)))
}
