//! The signature in ServerKeyExchange: the server's key exchange value is its own (RFC 5246 7.4.3, RFC 8422 5.4).

use super::super::proof::{Case, Moment, Randoms};
use super::{Check, CheckId};
use crate::capture::Direction;
use crate::crypt::{Verdict, signature, signed_content};
use crate::wire::handshake::{Message, ServerKeyExchange};

pub(super) fn check(case: &Case<'_>, moment: &Moment<'_>) -> Option<Check> {
    let Message::ServerKeyExchange(exchange) = moment.message else { return None };
    if exchange.signature.is_empty() {
        return None; // anonymous or pre-shared key exchange
    }
    let verdict = verdict(case, moment, exchange);
    Some(Check::new(
        CheckId::ServerKeyExchangeSignature,
        moment,
        verdict,
        "the signature over both randoms and the parameters verifies with the key of the certificate",
    ))
}

fn verdict(case: &Case<'_>, moment: &Moment<'_>, exchange: &ServerKeyExchange) -> Verdict {
    let leaf = case.chain_before(moment.event.step, Direction::ServerToClient).and_then(|certificate| certificate.chain.first());
    let (Some(key), Some(params)) = (leaf.and_then(|leaf| leaf.public_key_info()), exchange.params) else {
        return Verdict::Unable("the certificate that it belongs to was not seen".into());
    };
    let Randoms { client, server } = moment.randoms;
    let signed = signed_content::server_key_exchange(client, server, case.buffers.bytes(params));
    match exchange.algorithm {
        Some(scheme) => signature::verify(scheme, key, &signed, &exchange.signature),
        None => signature::verify_legacy(key, &signed, &exchange.signature),
    }
}
