//! The Handshake Secret and the Master Secret of TLS 1.3: HKDF-Extract, salted with what came before.

use super::{Calculation, Handshake, shell};
use crate::trace::DerivedSecret;

pub(super) fn of(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    if !handshake.is_tls13 {
        return None;
    }
    let zeros = handshake.hash.zeros();
    let (title, before, into, says) = match secret.name {
        "handshake_secret" => {
            let shared = handshake.secret("shared_secret").map(|shared| hex::encode(&shared.value));
            let says = if shared.is_some() {
                "The shared secret comes in here. The salt is derived from the early secret: with a pre-shared key the result depends on both."
            } else {
                "Nothing was exchanged, so zeros stand in the place of the shared secret: all rests on the pre-shared key, and there is no forward secrecy."
            };
            ("handshake secret", "early_secret", shared.unwrap_or(zeros), says)
        }
        "master_secret" => {
            ("master secret", "handshake_secret", zeros, "Nothing new comes in: zeros. The salt is derived from the handshake secret.")
        }
        _ => return None,
    };
    let salted_with = hex::encode(&handshake.secret(before)?.value);
    let mut inputs = vec![(before.to_owned(), salted_with.clone())];
    if secret.name == "handshake_secret" && handshake.secret("shared_secret").is_some() {
        inputs.push(("shared_secret".to_owned(), into.clone()));
    }
    let hash = handshake.hash;
    let command = shell::keep_digest("empty", &format!("printf '' | {}", hash.digest()))
        + &shell::keep("salt", &hash.expand_label(&salted_with, "derived", "$empty", hash.length))
        + &shell::print(&hash.extract("$salt", &into));
    Some(Calculation {
        title: title.into(),
        says: says.into(),
        source: "RFC 8446 section 7.1",
        inputs,
        command: Some(command),
        result: (secret.name.into(), hex::encode(&secret.value)),
    })
}
