//! The secrets of TLS 1.3 that are made by Derive-Secret: from the secret of the stage and the transcript so far.

use super::{Calculation, Handshake, shell};
use crate::trace::DerivedSecret;

/// A secret: what it is derived from, its label, what it is for.
type Entry = (&'static str, &'static str, &'static str, &'static str);

const SECRETS: [Entry; 8] = [
    ("client_early_traffic_secret", "early_secret", "c e traffic", "protects data that the client sends before any answer"),
    ("early_exporter_master_secret", "early_secret", "e exp master", "gives keys to applications before any answer"),
    ("client_handshake_traffic_secret", "handshake_secret", "c hs traffic", "protects the client's part of the handshake"),
    ("server_handshake_traffic_secret", "handshake_secret", "s hs traffic", "protects the server's part of the handshake"),
    ("client_application_traffic_secret_0", "master_secret", "c ap traffic", "protects what the client sends behind its Finished"),
    ("server_application_traffic_secret_0", "master_secret", "s ap traffic", "protects what the server sends behind its Finished"),
    ("exporter_master_secret", "master_secret", "exp master", "gives keys to applications above TLS"),
    ("resumption_master_secret", "master_secret", "res master", "gives the pre-shared keys of later connections"),
];

pub(super) fn of(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    let (name, from, label, for_what) = SECRETS.into_iter().find(|(name, ..)| *name == secret.name && handshake.is_tls13)?;
    let transcript = hex::encode(handshake.hash_behind(secret.after_step)?);
    let based_on = handshake.secret(from).map(|from| hex::encode(&from.value));
    let says = format!(
        "It {for_what}. The hash of {} goes in: an end that saw other messages gets another secret.",
        handshake.names(secret.after_step)
    );
    let length = handshake.hash.length;
    let command = based_on.as_ref().map(|from| shell::print(&handshake.hash.expand_label(from, label, &transcript, length)));
    let says = if command.is_some() {
        says
    } else {
        format!("{says} Here it comes from the key log: the `{from}` that it is derived from is not known.")
    };
    let inputs = based_on.map(|value| (from.to_owned(), value)).into_iter().chain([("transcript hash".to_owned(), transcript)]);
    Some(Calculation {
        title: title(name),
        says,
        source: "RFC 8446 section 7.1",
        inputs: inputs.collect(),
        command,
        result: (name.into(), hex::encode(&secret.value)),
    })
}

/// `client handshake traffic secret`.
fn title(name: &str) -> String {
    name.trim_end_matches("_0").replace('_', " ")
}
