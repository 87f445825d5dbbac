//! What does mutual TLS add?

use super::subject::Said;
use super::{Draft, Subject};
use crate::capture::Direction;
use crate::trace::ClientAuth;
use crate::trace::message::Message;

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    let said = subject.said();
    let (added, plain): (Vec<&Said<'_>>, Vec<&Said<'_>>) = said.iter().partition(|said| is_added(said));
    let wrong: Vec<String> = plain.iter().map(|said| said.name()).collect();
    let hint = "TLS proves the server. What is needed so that the client proves itself too?";
    if !subject.connection.negotiated.resumed && subject.connection.negotiated.client_auth == ClientAuth::NotRequested && added.is_empty() {
        return vec![Draft {
            right: "the server's CertificateRequest".into(),
            wrong,
            hint,
            explanation: vec![
                "The server asks with a CertificateRequest; this connection has none, so the client never shows a certificate.".into(),
            ],
            topic: Some("message certificate_request".into()),
            ..subject.draft("added", "The server does not ask who the client is. Which message would it have to send for that?")
        }];
    }
    let draft = |said: &&Said<'_>| Draft {
        right: said.name(),
        wrong: wrong.clone(),
        hint,
        explanation: said.explanation(),
        topic: said.topic(),
        ..subject.draft("added", "Which of these is here only because the server asks who the client is?")
    };
    added.iter().map(draft).collect()
}

fn is_added(said: &Said<'_>) -> bool {
    match said.event.message() {
        Some(Message::CertificateRequest(_)) => true,
        Some(Message::Certificate(_) | Message::CompressedCertificate(_) | Message::CertificateVerify(_)) => {
            said.event.from == Direction::ClientToServer
        }
        _ => false,
    }
}
