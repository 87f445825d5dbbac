//! What does somebody on the wire learn, without keys?

use super::subject::subject_of;
use super::{Draft, Subject};
use crate::capture::End;
use crate::teach::markdown::{code, plain};
use crate::trace::{Body, Kind, Protection};

const KIND: &str = "on_the_wire";
const HINT: &str = "Names, certificates and alerts can be read where they are not encrypted. Sizes can always be seen.";

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    of_messages(subject).into_iter().chain(at_the_end(subject)).collect()
}

fn of_messages(subject: &Subject<'_>) -> Vec<Draft> {
    let is_tls13 = subject.connection.negotiated.is_tls13();
    let told = subject.said().into_iter().filter(|said| matches!(said.event.kind(), Kind::Handshake));
    // Up to TLS 1.2 the kind of an encrypted record can be seen, which says too much for a question.
    let draft = |said: super::subject::Said<'_>| {
        let everything = "everything that it says".to_owned();
        let size = "that something was sent, and its size".to_owned();
        let kind = format!("that the message is {}, but not what it says", said.step.name);
        let nothing = "nothing: it does not travel over the network".to_owned();
        let (right, other) = if said.step.encrypted { (size, everything) } else { (everything, size) };
        (is_tls13 || !said.step.encrypted).then(|| Draft {
            right,
            wrong: vec![other, kind, nothing],
            hint: HINT,
            explanation: said.side.sight.without_keys.iter().map(|line| plain(line)).chain(said.explanation()).collect(),
            topic: said.topic(),
            ..subject.draft(KIND, format!("Somebody without keys watches. What do they learn from {}?", said.name()))
        })
    };
    told.filter_map(draft).collect()
}

/// Whether the client's name went over the wire in the clear.
fn at_the_end(subject: &Subject<'_>) -> Option<Draft> {
    let connection = subject.connection;
    let shown = |end| connection.chain(end).map(|(event, _)| event);
    let is_clear = |end| shown(end).is_some_and(|event| event.protection == Protection::Clear);
    let [client, server] = End::BOTH.map(is_clear);
    let right = match (client, server) {
        (true, true) => "both certificates: who the client is, and who the server is",
        (false, true) => "the server's certificate, and no certificate of the client",
        (true, false) => "the client's certificate, and no certificate of the server",
        (false, false) => "no certificate at all",
    };
    let all = [
        "both certificates: who the client is, and who the server is",
        "the server's certificate, and no certificate of the client",
        "the client's certificate, and no certificate of the server",
        "no certificate at all",
    ];
    let why = |end: End| match (shown(end), subject_of(connection, end)) {
        (Some(event), Some(name)) => format!(
            "The {end}'s certificate, {}, was sent {}.",
            code(&name),
            if event.protection == Protection::Clear { "in the clear" } else { "encrypted" }
        ),
        _ => format!("No certificate of the {end} was seen."),
    };
    let is_readable = !connection.events.iter().any(|event| matches!(event.body, Body::Sealed(_)));
    is_readable.then(|| Draft {
        right: right.into(),
        wrong: all.map(str::to_owned).to_vec(),
        hint: HINT,
        explanation: End::BOTH.map(why).to_vec(),
        topic: Some("message certificate".into()),
        ..subject.draft(KIND, "Which certificates of this connection could somebody without keys read?")
    })
}
