//! Who signs this, and with what?

use super::subject::subject_of;
use super::{Draft, Subject};
use crate::teach::markdown::code;
use crate::trace::message::Message;

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    let signed = subject
        .said()
        .into_iter()
        .filter(|said| matches!(said.event.message(), Some(Message::CertificateVerify(_) | Message::ServerKeyExchange(_))));
    let draft = |said: super::subject::Said<'_>| {
        let (from, other) = (said.event.sender(), said.event.sender().other());
        let own = code(&subject_of(subject.connection, from)?);
        let issuer = subject.connection.leaf(from)?.issuer.clone();
        let issuer = code(&issuer);
        let others = subject_of(subject.connection, other).map_or_else(|| "its own".to_owned(), |name| code(&name));
        let wrong = vec![
            format!("the authority {issuer}, with its private key"),
            format!("the {from}, with the public key of {own}"),
            format!("the {other}, with the private key of {others}"),
            "both ends, with the secret that they share".to_owned(),
        ];
        Some(Draft {
            right: format!("the {from}, with the private key of {own}"),
            wrong,
            hint: "A certificate is public. What does only its owner have?",
            explanation: said.explanation(),
            topic: said.topic(),
            ..subject.draft("signer", format!("{} holds a signature. Who made it, and with what?", capital(&said.name())))
        })
    };
    signed.filter_map(draft).collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
