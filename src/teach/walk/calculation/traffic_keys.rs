//! The key and the IV of the records under a traffic secret of TLS 1.3.

use super::{Calculation, Handshake, shell};
use crate::trace::DerivedSecret;

/// Which traffic secret a key or an IV follows from.
const OF: [(&str, &str); 5] = [
    ("client_early", "client_early_traffic_secret"),
    ("client_handshake", "client_handshake_traffic_secret"),
    ("server_handshake", "server_handshake_traffic_secret"),
    ("client_application", "client_application_traffic_secret_0"),
    ("server_application", "server_application_traffic_secret_0"),
];

pub(super) fn of(handshake: &Handshake<'_>, secret: &DerivedSecret) -> Option<Calculation> {
    let (base, label) = secret.name.rsplit_once('_').filter(|(_, label)| matches!(*label, "key" | "iv"))?;
    let (_, from) = OF.into_iter().find(|(name, _)| *name == base)?;
    let traffic = hex::encode(&handshake.secret(from)?.value);
    let says = match label {
        "key" => "What encrypts the records: it follows from the traffic secret alone.",
        _ => "For each record it is combined with the record's number, so that no two records of this key have the same nonce.",
    };
    Some(Calculation {
        title: secret.name.replace('_', " ").replace("iv", "IV"),
        says: says.into(),
        source: "RFC 8446 section 7.3",
        inputs: vec![(from.into(), traffic.clone())],
        command: Some(shell::print(&handshake.hash.expand_label(&traffic, label, "", secret.value.len()))),
        result: (secret.name.into(), hex::encode(&secret.value)),
    })
}
