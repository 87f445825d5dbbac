//! The hash of everything said so far, where something later rests on it.

use super::{Calculation, Handshake, shell};
use crate::trace::Event;
use crate::trace::message::Message;

pub(super) fn at(handshake: &Handshake<'_>, event: &Event) -> Vec<Calculation> {
    let hash = event.transcript_hash.as_ref().filter(|_| handshake.is_used(event));
    hash.map(|hash| card(handshake, event, hash)).into_iter().collect()
}

fn card(handshake: &Handshake<'_>, event: &Event, hash: &[u8]) -> Calculation {
    let messages = handshake.transcript(event.step);
    let retry = messages.iter().flatten().any(|(name, _)| name == "message_hash");
    let retry = if retry { " The first ClientHello is in it as its own hash (`message_hash`): the server need not keep it." } else { "" };
    let too_long = if messages.is_none() { " They are too long for a command." } else { "" };
    let command = messages.map(|messages| {
        let (variables, all) = shell::messages(&messages);
        format!("{variables}{all} |\n  {}", handshake.hash.digest())
    });
    Calculation {
        title: "transcript hash".into(),
        says: format!(
            "{} of {}, each with its four bytes of header, as they were before encryption. {}{retry}{too_long}",
            handshake.hash.name,
            handshake.names(event.step),
            what_for(handshake, event)
        ),
        source: if handshake.is_tls13 { "RFC 8446 section 4.4.1" } else { "RFC 5246 section 7.4.9" },
        inputs: Vec::new(),
        command,
        result: ("transcript hash".into(), hex::encode(hash)),
    }
}

fn what_for(handshake: &Handshake<'_>, event: &Event) -> &'static str {
    match (event.message(), handshake.is_tls13) {
        (Some(Message::ServerHello(_)), true) => "The handshake keys depend on it.",
        (Some(Message::ClientKeyExchange(_)), _) => "With the extended master secret (RFC 7627) all keys depend on it.",
        (Some(Message::Finished(_)), true) => "The secrets that come next depend on it.",
        (Some(Message::Certificate(_)), true) => "CertificateVerify signs it.",
        _ => "Finished proves that both ends have the same.",
    }
}
