//! The Early Secret of TLS 1.3, from a pre-shared key or from zeros, and the binder key that follows from it.

use super::{Calculation, Handshake, input, shell};
use crate::trace::DerivedSecret;
use crate::trace::message::Message;

const SOURCE: &str = "RFC 8446 section 7.1";

/// Its card stands with the first keys that are made from it: those of the pre-shared key, if there are any.
pub(super) fn of(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    match secret.name {
        "early_secret" if handshake.secret("binder_key").is_none() => Some(card(handshake, secret)),
        "binder_key" => binder_key(handshake, secret),
        _ => None,
    }
}

/// The card before the early keys.
pub(super) fn before(handshake: &Handshake<'_>, secrets: &[&DerivedSecret]) -> Option<Calculation> {
    secrets.iter().find(|secret| secret.name == "binder_key")?;
    handshake.secret("early_secret").map(|early| card(handshake, early))
}

fn card(handshake: &Handshake<'_>, early: &DerivedSecret) -> Calculation {
    let result = (early.name.to_owned(), hex::encode(&early.value));
    let title = "early secret".to_owned();
    if !handshake.connection.negotiated.resumed {
        let says = format!(
            "No session is resumed, so zeros stand where a pre-shared key would go in: this value is the same in every such connection with {}.",
            handshake.hash.name
        );
        let zeros = handshake.hash.zeros();
        let command = Some(shell::print(&handshake.hash.extract(&zeros, &zeros)));
        return Calculation { title, says, source: SOURCE, inputs: Vec::new(), command, result };
    }
    let number = handshake.connection.resumes.unwrap_or_default();
    let Some((master, nonce)) = ticket(handshake) else {
        let says = "It is made from the pre-shared key of an earlier connection, which was not seen.".into();
        return Calculation { title, says, source: SOURCE, inputs: Vec::new(), command: None, result };
    };
    let (master_digits, nonce_digits) = (hex::encode(master), hex::encode(nonce));
    let psk = handshake.hash.expand_label(&master_digits, "resumption", &nonce_digits, handshake.hash.length);
    let command = shell::keep("psk", &psk) + &shell::print(&handshake.hash.extract(&handshake.hash.zeros(), "$psk"));
    Calculation {
        title,
        says: format!(
            "The client resumes connection {number}: the pre-shared key follows from that connection's `resumption_master_secret` and the nonce of the ticket. Whoever has it took part in that connection."
        ),
        source: "RFC 8446 sections 4.6.1 and 7.1",
        inputs: vec![input("resumption_master_secret", master), input("ticket_nonce", nonce)],
        command: Some(command),
        result,
    }
}

/// The earlier connection's resumption secret, and the nonce of the ticket that the server chose.
fn ticket<'a>(handshake: &Handshake<'a>) -> Option<(&'a [u8], &'a [u8])> {
    let earlier = handshake.trace.connections.get(handshake.connection.resumes?.checked_sub(1)?)?;
    let master = earlier.secrets.iter().find(|secret| secret.name == "resumption_master_secret")?;
    let identity = chosen_identity(handshake)?;
    let nonce = earlier.events.iter().rev().find_map(|event| match event.message()? {
        Message::NewSessionTicket(ticket) if ticket.ticket == identity => Some(ticket.nonce.as_slice()),
        _ => None,
    })?;
    Some((&master.value, nonce))
}

fn chosen_identity<'a>(handshake: &Handshake<'a>) -> Option<&'a [u8]> {
    let messages = || handshake.connection.events.iter().filter_map(|event| event.message());
    let index = messages().find_map(|message| match message {
        Message::ServerHello(hello) => hello.extensions.selected_psk,
        _ => None,
    })?;
    messages().find_map(|message| match message {
        Message::ClientHello(hello) => Some(hello.extensions.psks.get(usize::from(index))?.identity.as_slice()),
        _ => None,
    })
}

fn binder_key(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    let early = hex::encode(&handshake.secret("early_secret")?.value);
    let expand = handshake.hash.expand_label(&early, "res binder", "$empty", handshake.hash.length);
    let command = shell::keep_digest("empty", &format!("printf '' | {}", handshake.hash.digest())) + &shell::print(&expand);
    Some(Calculation {
        title: "binder key".into(),
        says: "The key of the MAC with which the client proves that it has the pre-shared key. No message goes in: the hash is that of nothing.".into(),
        source: SOURCE,
        inputs: vec![("early_secret".into(), early)],
        command: Some(command),
        result: (secret.name.into(), hex::encode(&secret.value)),
    })
}
