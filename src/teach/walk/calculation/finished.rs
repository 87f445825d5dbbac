//! The MAC of Finished, where it was recomputed and holds.

use super::{Calculation, Handshake, shell};
use crate::capture::End;
use crate::trace::message::Message;
use crate::trace::{CheckId, Event};

pub(super) fn at(handshake: &Handshake<'_>, event: &Event) -> Vec<Calculation> {
    let Some(Message::Finished(finished)) = event.message() else { return Vec::new() };
    let holds =
        |id| handshake.connection.checks.iter().any(|check| check.id == id && check.step == Some(event.step) && check.holds == Some(true));
    let id = CheckId::FinishedMac(event.sender());
    let card = if handshake.is_tls13 { tls13 } else { tls12 };
    let card = card(handshake, event).filter(|_| holds(id));
    card.map(|card| Calculation { result: ("verify_data".into(), hex::encode(&finished.verify_data)), ..card }).into_iter().collect()
}

fn tls13(handshake: &Handshake<'_>, event: &Event) -> Option<Calculation> {
    let name = match event.sender() {
        End::Client => "client_handshake_traffic_secret",
        End::Server => "server_handshake_traffic_secret",
    };
    let secret = hex::encode(&handshake.secret(name)?.value);
    let transcript = hex::encode(handshake.hash_behind(event.step.checked_sub(1)?)?);
    let hash = handshake.hash;
    let command = shell::keep("finished_key", &hash.expand_label(&secret, "finished", "", hash.length))
        + &format!("{} |\n  {}", shell::bytes(&transcript), hash.hmac("$finished_key"));
    Some(Calculation {
        source: "RFC 8446 section 4.4.4",
        inputs: vec![(name.into(), secret), ("transcript hash".into(), transcript)],
        command: Some(command),
        ..card(handshake, event, "a key from its own handshake traffic secret")
    })
}

fn tls12(handshake: &Handshake<'_>, event: &Event) -> Option<Calculation> {
    let label = match event.sender() {
        End::Client => "client finished",
        End::Server => "server finished",
    };
    let master = hex::encode(&handshake.secret("master_secret")?.value);
    let transcript = hex::encode(handshake.hash_behind(event.step.checked_sub(1)?)?);
    Some(Calculation {
        source: "RFC 5246 section 7.4.9",
        command: Some(shell::print(&handshake.hash.prf(&master, label, &transcript, 12))),
        inputs: vec![("master_secret".into(), master), ("transcript hash".into(), transcript)],
        ..card(handshake, event, "the master secret")
    })
}

fn card(handshake: &Handshake<'_>, event: &Event, key: &str) -> Calculation {
    let (whose, names) = (event.sender(), handshake.names(event.step.saturating_sub(1)));
    Calculation {
        title: "MAC of Finished".into(),
        says: format!(
            "The {whose} computes it with {key} over the hash of {names}. It fits only if both ends have the same keys and saw the same messages."
        ),
        source: "",
        inputs: Vec::new(),
        command: None,
        result: Default::default(),
    }
}
