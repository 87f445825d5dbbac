//! The key block of TLS 1.2, from which the keys of both directions are cut.

use super::{Calculation, Handshake, input, shell};
use crate::trace::DerivedSecret;

/// One card for all keys: it stands where the first of them does.
pub(super) fn of(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    let is_key = |secret: &&DerivedSecret| secret.name.starts_with("client_write_") || secret.name.starts_with("server_write_");
    let keys: Vec<&DerivedSecret> = handshake.connection.secrets.iter().filter(is_key).collect();
    if handshake.is_tls13 || keys.first().is_none_or(|first| *first != secret) {
        return None;
    }
    let master = handshake.secret("master_secret")?;
    let [client, server] = handshake.randoms()?;
    let block = keys.iter().map(|key| key.value.as_slice()).collect::<Vec<_>>().concat();
    let cut: Vec<String> = keys.iter().map(|key| format!("{} B `{}`", key.value.len(), key.name)).collect();
    let seed = hex::encode([server, client].concat());
    let command = handshake.hash.prf(&hex::encode(&master.value), "key expansion", &seed, block.len());
    Some(Calculation {
        title: "key block".into(),
        says: format!(
            "One run of bytes for both directions, cut in this order: {}. The server's random stands first here.",
            cut.join(", ")
        ),
        source: "RFC 5246 section 6.3",
        inputs: vec![input(master.name, &master.value), input("server random", server), input("client random", client)],
        command: Some(shell::print(&command)),
        result: ("key_block".into(), hex::encode(block)),
    })
}
