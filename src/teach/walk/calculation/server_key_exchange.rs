//! What ServerKeyExchange signs in TLS 1.2: the server's half of the key exchange is its own, and fresh.

use super::signature::{self, Signed};
use super::{Calculation, Handshake, input, shell};
use crate::trace::message::Message;
use crate::trace::{CheckId, Event};

pub(super) fn at(handshake: &Handshake<'_>, event: &Event) -> Vec<Calculation> {
    card(handshake, event).into_iter().collect()
}

fn card(handshake: &Handshake<'_>, event: &Event) -> Option<Calculation> {
    let Some(Message::ServerKeyExchange(exchange)) = event.message() else { return None };
    let scheme = exchange.algorithm?;
    let [client, server] = handshake.randoms()?;
    let params = handshake.connection.buffers.bytes(exchange.params?);
    let inputs = vec![input("client random", client), input("server random", server), input("params", params)];
    let all: String = inputs.iter().map(|(_, digits)| digits.as_str()).collect();
    let signed = Signed {
        title: "what ServerKeyExchange signs",
        says: "Both randoms, and the parameters of the key exchange with the server's public value, one behind the other. With the client's random in it, an old signature is of no use.".into(),
        source: "RFC 5246 section 7.4.3, RFC 8422 section 5.4",
        inputs,
        content: (String::new(), shell::bytes(&all)),
        scheme,
        signature: &exchange.signature,
        check: CheckId::ServerKeyExchangeSignature,
    };
    signature::card(handshake, event, signed)
}
