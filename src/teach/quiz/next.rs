//! What comes next, and who sends it?

use super::subject::names;
use super::{Draft, Subject};
use crate::trace::message::Message;
use crate::trace::{Body, Kind};

pub(super) fn drafts(subject: &Subject<'_>, all: &[Subject<'_>]) -> Vec<Draft> {
    let is_telling = |body: &Body| !matches!(body, Body::ChangeCipherSpec | Body::Sealed(_) | Body::Plaintext(_));
    let steps: Vec<_> = subject.all().filter(|said| is_telling(&said.event.body)).collect();
    let is_twice = |name: &str| steps.iter().filter(|said| said.name() == name).count() > 1;
    // Behind the handshake both ends speak when they like.
    let end = steps.iter().rposition(|said| matches!(said.event.message(), Some(Message::Finished(_)))).unwrap_or(steps.len());
    let pairs = steps.windows(2).take(end).filter_map(|pair| <&[_; 2]>::try_from(pair).ok());
    let draft = |[before, next]: &[_; 2]| {
        let (before, next): (&super::subject::Said<'_>, &super::subject::Said<'_>) = (before, next);
        (!is_twice(&before.name()) && next.event.kind() != Kind::ApplicationData).then(|| Draft {
            right: next.name(),
            wrong: names(all).into_iter().chain(IMAGINED.map(str::to_owned)).filter(|name| *name != before.name()).collect(),
            hint: "Who has something to answer? And what must be known before the next step is possible?",
            explanation: next.explanation(),
            topic: next.topic(),
            ..subject.draft("next", format!("Here is {}. What comes next, and who sends it?", before.name()))
        })
    };
    pairs.filter_map(draft).collect()
}

/// For connections in which little was said.
const IMAGINED: [&str; 3] = ["the client's Certificate", "the server's Finished", "the server's CertificateRequest"];
