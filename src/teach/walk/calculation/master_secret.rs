//! The master secret of TLS 1.2, with and without the extension that binds it to the handshake.

use super::{Calculation, Handshake, input, shell};
use crate::capture::End;
use crate::names::ExtensionType;
use crate::trace::DerivedSecret;
use crate::trace::message::Message;

pub(super) fn of(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    if handshake.is_tls13 || secret.name != "master_secret" {
        return None;
    }
    let result = (secret.name.to_owned(), hex::encode(&secret.value));
    let card = Calculation {
        title: "master secret".into(),
        says: String::new(),
        source: "RFC 5246 section 8.1",
        inputs: Vec::new(),
        command: None,
        result,
    };
    if handshake.connection.negotiated.resumed {
        let earlier = handshake.connection.resumes.map_or("an earlier connection".into(), |number| format!("connection {number}"));
        return Some(Calculation {
            says: format!(
                "Resumed: it is the master secret of {earlier}, unchanged. Only the keys below are new, because the randoms are."
            ),
            ..card
        });
    }
    let Some(pre_master) = handshake.secret("pre_master_secret").map(|secret| hex::encode(&secret.value)) else {
        return Some(Calculation {
            says: "Here it comes from the key log: the pre-master secret that it is made from is not known.".into(),
            ..card
        });
    };
    if is_extended(handshake) { extended(handshake, secret, pre_master, card) } else { plain(handshake, pre_master, card) }
}

fn is_extended(handshake: &Handshake<'_>) -> bool {
    let hello = handshake.first(End::Server, |message| matches!(message, Message::ServerHello(_)));
    matches!(hello.and_then(|event| event.message()), Some(Message::ServerHello(hello)) if hello.extensions.has(ExtensionType::EXTENDED_MASTER_SECRET))
}

fn extended(handshake: &Handshake<'_>, secret: &DerivedSecret, pre_master: String, card: Calculation) -> Option<Calculation> {
    let session_hash = hex::encode(handshake.hash_behind(secret.after_step)?);
    Some(Calculation {
        says: format!(
            "Both ends have `extended_master_secret`: the hash of {} goes in, so a secret of this handshake cannot be brought about in another.",
            handshake.names(secret.after_step)
        ),
        source: "RFC 7627 section 4",
        command: Some(shell::print(&handshake.hash.prf(&pre_master, "extended master secret", &session_hash, 48))),
        inputs: vec![("pre_master_secret".into(), pre_master), ("transcript hash".into(), session_hash)],
        ..card
    })
}

fn plain(handshake: &Handshake<'_>, pre_master: String, card: Calculation) -> Option<Calculation> {
    let [client, server] = handshake.randoms()?;
    let seed = hex::encode([client, server].concat());
    Some(Calculation {
        says: "Without `extended_master_secret` only the two randoms go in, not what else was said.".into(),
        command: Some(shell::print(&handshake.hash.prf(&pre_master, "master secret", &seed, 48))),
        inputs: vec![("pre_master_secret".into(), pre_master), input("client random", client), input("server random", server)],
        ..card
    })
}
