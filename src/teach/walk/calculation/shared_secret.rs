//! The result of the key exchange: the one value that cannot be computed from what was on the wire.

use super::{Calculation, Handshake};
use crate::trace::DerivedSecret;

/// The secret of a lab run, which recorded it.
pub(super) fn of(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    matches!(secret.name, "shared_secret" | "pre_master_secret").then(|| {
        let says = "This run recorded it at the key exchange. It is never sent, and no command computes it from the wire: that takes a private value of one of the ends, which both forgot when they had the keys.";
        card(handshake, format!("{} {says}", how(handshake)), (secret.name.into(), hex::encode(&secret.value)))
    })
}

/// In its place, where it was not recorded.
pub(super) fn unknown(handshake: &Handshake<'_>, secrets: &[&DerivedSecret]) -> Option<Calculation> {
    let is_first = secrets.iter().any(|secret| matches!(secret.group, "handshake keys" | "session keys"));
    let is_known = secrets.iter().any(|secret| matches!(secret.name, "shared_secret" | "pre_master_secret"));
    (is_first && !is_known && !is_resumed_without_exchange(handshake)).then(|| {
        let says = "It cannot be computed from a capture: the private values never left the ends, and a key log does not hold the secret either, only what was derived from it.";
        let name = if handshake.is_tls13 { "shared_secret" } else { "pre_master_secret" };
        card(handshake, format!("{} {says}", how(handshake)), (name.into(), String::new()))
    })
}

/// A resumption of TLS 1.2, or one of TLS 1.3 by the ticket alone, exchanges nothing.
fn is_resumed_without_exchange(handshake: &Handshake<'_>) -> bool {
    let negotiated = &handshake.connection.negotiated;
    negotiated.resumed && (!handshake.is_tls13 || negotiated.group.is_none())
}

fn card(handshake: &Handshake<'_>, says: String, result: (String, String)) -> Calculation {
    let (title, source) =
        if handshake.is_tls13 { ("shared secret", "RFC 8446 section 7.4") } else { ("pre-master secret", "RFC 5246 section 8.1") };
    Calculation { title: title.into(), says, source, inputs: Vec::new(), command: None, result }
}

fn how(handshake: &Handshake<'_>) -> String {
    match handshake.connection.negotiated.group {
        Some(group) if group.to_string().contains("MLKEM") => format!(
            "The key exchange is {group}: the client sent a key to encapsulate with, the server a ciphertext made with it, and both get the same secret (of a hybrid: two, one behind the other)."
        ),
        Some(group) => format!(
            "The key exchange is {group}: each end sent a public value and kept the private one. Its own private value and the other's public one give both ends the same secret."
        ),
        None => "Both ends get the same secret from the key exchange.".into(),
    }
}
