//! The binder of a pre-shared key in ClientHello: who offers the key has it.

use super::{Calculation, Handshake, shell};
use crate::bytes::Span;
use crate::trace::message::Message;
use crate::trace::{CheckId, Event};

pub(super) fn at(handshake: &Handshake<'_>, event: &Event) -> Vec<Calculation> {
    card(handshake, event).into_iter().collect()
}

fn card(handshake: &Handshake<'_>, event: &Event) -> Option<Calculation> {
    let Some(Message::ClientHello(hello)) = event.message() else { return None };
    let check = handshake.connection.check(CheckId::PskBinder).filter(|check| check.step == Some(event.step))?;
    let psk = hello.extensions.psks.first().filter(|_| hello.extensions.psks.len() == 1 && check.holds == Some(true))?;
    let key = hex::encode(&handshake.secret("binder_key")?.value);
    let cut = psk.binders_at?.start;
    let mut messages = handshake.transcript(event.step)?;
    let (_, digits) = messages.last_mut()?;
    *digits = hex::encode(handshake.connection.buffers.bytes(Span::new(event.span.buffer, event.span.start, cut)));
    let (variables, all) = shell::messages(&messages);
    let hash = handshake.hash;
    let finished_key = shell::keep("finished_key", &hash.expand_label(&key, "finished", "", hash.length));
    let command = format!(
        "{variables}{finished_key}{all} |\n  openssl dgst -{} -binary |\n  {}",
        hash.name.to_lowercase(),
        hash.hmac("$finished_key")
    );
    Some(Calculation {
        title: "binder".into(),
        says: "A MAC over the hello up to the list of binders: the client has the pre-shared key, and nobody changed its offer. The server checks it before it resumes.".into(),
        source: "RFC 8446 section 4.2.11.2",
        inputs: vec![("binder_key".into(), key)],
        command: Some(command),
        result: ("binder".into(), hex::encode(&psk.binder)),
    })
}
