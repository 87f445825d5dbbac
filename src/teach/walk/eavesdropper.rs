//! What somebody on the wire sees of a step, without any key and with the key log. What sizes betray is what the trace inferred
//! from outside; nothing is guessed here.

use crate::capture::Direction;
use crate::names::ContentType;
use crate::teach::timeline::Entry;
use crate::trace::message::Message;
use crate::trace::{Body, Connection, Epoch, Event, Protection};

/// What is seen from outside, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Without any key. What sizes betray is a guess and stands in square brackets; the last line sums up what is known.
    pub without_keys: Vec<String>,
    /// With the key log.
    pub with_keys: Vec<String>,
}

/// Somebody on the wire of one connection: what can be read in the clear, step by step.
#[derive(Debug)]
pub(super) struct Eavesdropper<'a> {
    connection: &'a Connection,
    /// A fact, and the step that told it.
    known: Vec<(usize, String)>,
}

/// The most facts that are summed up. A real connection has six.
const MOST: usize = 12;

/// How many records are told one by one.
const RECORDS: usize = 4;

impl<'a> Eavesdropper<'a> {
    /// Goes through a connection once.
    pub(super) fn of(connection: &'a Connection) -> Self {
        let clear = connection.events.iter().filter(|event| event.protection == Protection::Clear);
        let mut known: Vec<(usize, String)> = Vec::new();
        for (step, fact) in clear.flat_map(|event| facts(event).into_iter().map(|fact| (event.step, fact))) {
            if known.len() < MOST && !known.iter().any(|(_, other)| *other == fact) {
                known.push((step, fact));
            }
        }
        Self { connection, known }
    }

    /// What is seen of a step.
    pub(super) fn sight(&self, step: &Entry) -> Sight {
        let event = step.message().and_then(|number| self.connection.events.get(number.checked_sub(1)?));
        match event {
            Some(event) => self.of_event(step, event),
            None if step.is_computed() => self.of_keys(step, step.after_step),
            // In the clear, for everybody; or lost, for this recording.
            None => Sight { without_keys: vec![step.says.clone()], with_keys: vec![step.says.clone()] },
        }
    }

    fn of_keys(&self, step: &Entry, after: usize) -> Sight {
        let mut without_keys = vec!["nothing: both ends compute this, and nothing is sent".to_owned()];
        without_keys.extend(self.so_far(after));
        let labels: Vec<&str> = LABELS.into_iter().filter(|(name, _)| self.has(step, name)).map(|(_, label)| label).collect();
        let with_keys = match labels.as_slice() {
            [] => vec!["the key log holds none of these".to_owned()],
            labels => vec![
                format!("in the key log: {}", labels.join(", ")),
                "the log of either end is enough: both have the same secrets".to_owned(),
                "not in it: the secret of the key exchange, and the private keys. Reading is possible, taking part as one of them is not"
                    .to_owned(),
            ],
        };
        Sight { without_keys, with_keys }
    }

    fn has(&self, step: &Entry, name: &str) -> bool {
        self.connection.secrets.iter().any(|secret| secret.name == name && secret.group == step.name)
    }

    fn of_event(&self, step: &Entry, event: &Event) -> Sight {
        let mut without_keys: Vec<String> = self.records(event).into_iter().collect();
        let with_keys = if event.protection == Protection::Clear {
            without_keys.push(format!("in the clear: {}", step.says));
            vec!["the same: it is in the clear".to_owned()]
        } else {
            without_keys.extend(self.sealed(event));
            self.opened(step, event)
        };
        without_keys.extend(self.so_far(event.step));
        Sight { without_keys, with_keys }
    }

    /// `client → server: a record of 232 bytes, type handshake`.
    fn records(&self, event: &Event) -> Option<String> {
        let records: Vec<_> = event.records.iter().filter_map(|&index| self.connection.records.get(index)).collect();
        let first = records.first()?;
        let way = format!("{} → {}", event.from.sender(), event.from.reverse().sender());
        let kind = self.connection.buffers.bytes(first.span).first().map(|&number| ContentType(number).to_string()).unwrap_or_default();
        let sizes: Vec<String> = records.iter().take(RECORDS).map(|record| record.span.len().to_string()).collect();
        Some(match records.len() {
            1 => format!("{way}: a record of {} bytes, type {kind}", sizes.join("")),
            number => {
                let more = if number > RECORDS { " and more" } else { "" };
                format!("{way}: {number} records of {}{more} bytes, type {kind}", sizes.join(", "))
            }
        })
    }

    fn sealed(&self, event: &Event) -> Vec<String> {
        let is_tls13 = self.connection.negotiated.is_tls13();
        let what = if is_tls13 { "encrypted, and so is what kind of message it is" } else { "encrypted; the kind of record is not" };
        let shared = is_shared(self.connection, event);
        let shared = shared.then(|| "the record holds more than this message; where one ends cannot be seen".to_owned());
        [Some(what.to_owned()), shared, self.betrayed(event)].into_iter().flatten().collect()
    }

    /// What the record betrays: the same whether it was opened or not.
    fn betrayed(&self, event: &Event) -> Option<String> {
        let record = event.records.first()?;
        let claims = &self.connection.seen_from_outside;
        let place = claims.binary_search_by_key(record, |claim| claim.record).ok()?;
        claims.get(place).map(|claim| format!("[{claim}]"))
    }

    fn opened(&self, step: &Entry, event: &Event) -> Vec<String> {
        if event.protection == Protection::Sealed {
            let has_secrets = !self.connection.secrets.is_empty();
            return vec![if has_secrets { format!("sealed here too: {}", step.says) } else { "there is no key log with it here".into() }];
        }
        let mut lines = vec![format!("everything: {}", step.says), format!("opened with {} of the key log", label(self.connection, event))];
        if matches!(event.message(), Some(Message::CertificateVerify(_))) {
            lines.push("the private key that signed is in no key log".to_owned());
        }
        lines
    }

    fn so_far(&self, step: usize) -> Option<String> {
        let known: Vec<&str> = self.known.iter().filter(|(at, _)| *at <= step).map(|(_, fact)| fact.as_str()).collect();
        (!known.is_empty()).then(|| format!("so far they know: {}", known.join("; ")))
    }
}

/// Whether a record of this event holds something else too.
fn is_shared(connection: &Connection, event: &Event) -> bool {
    let beside = |number: usize| number.checked_sub(1).and_then(|index| connection.events.get(index));
    let neighbours = [beside(event.step.saturating_sub(1)), beside(event.step + 1)];
    let shares = |other: &Event| other.from == event.from && other.records.iter().any(|record| event.records.contains(record));
    event.records.len() < 64 && neighbours.into_iter().flatten().any(shares)
}

/// Secrets, and their labels in a key log (RFC 9850).
const LABELS: [(&str, &str); 8] = [
    ("client_early_traffic_secret", "CLIENT_EARLY_TRAFFIC_SECRET"),
    ("early_exporter_master_secret", "EARLY_EXPORTER_SECRET"),
    ("client_handshake_traffic_secret", "CLIENT_HANDSHAKE_TRAFFIC_SECRET"),
    ("server_handshake_traffic_secret", "SERVER_HANDSHAKE_TRAFFIC_SECRET"),
    ("client_application_traffic_secret_0", "CLIENT_TRAFFIC_SECRET_0"),
    ("server_application_traffic_secret_0", "SERVER_TRAFFIC_SECRET_0"),
    ("exporter_master_secret", "EXPORTER_SECRET"),
    ("client_write_key", "CLIENT_RANDOM with the master secret"),
];

/// The line of the key log that opens it.
fn label(connection: &Connection, event: &Event) -> &'static str {
    if !connection.negotiated.is_tls13() && event.epoch != Epoch::EarlyData {
        return "the line CLIENT_RANDOM";
    }
    match (event.from, event.epoch) {
        (_, Epoch::EarlyData) => "CLIENT_EARLY_TRAFFIC_SECRET",
        (Direction::ClientToServer, Epoch::Handshake) => "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        (Direction::ServerToClient, Epoch::Handshake) => "SERVER_HANDSHAKE_TRAFFIC_SECRET",
        (Direction::ClientToServer, _) => "CLIENT_TRAFFIC_SECRET_0",
        (Direction::ServerToClient, _) => "SERVER_TRAFFIC_SECRET_0",
    }
}

/// What a message in the clear tells for good.
fn facts(event: &Event) -> Vec<String> {
    let who = event.from.sender();
    match &event.body {
        Body::Handshake(Message::ClientHello(hello)) => {
            let name = hello.extensions.server_name.as_ref().map(|name| format!("the host name {name}"));
            let protocols = hello.extensions.alpn.join(" ");
            let protocols = (!protocols.is_empty()).then(|| format!("the protocols that the client offers: {protocols}"));
            name.into_iter().chain(protocols).collect()
        }
        Body::Handshake(Message::ServerHello(hello)) => vec![format!("{} with {}", hello.version(), hello.cipher_suite)],
        Body::Handshake(Message::CertificateRequest(_)) => vec!["the server asks for a certificate".into()],
        Body::Handshake(message) => match message.certificate().map(|certificate| certificate.chain.first()) {
            Some(Some(leaf)) => {
                vec![format!("the {who} shows the certificate of {}", leaf.x509.as_ref().map_or("a bare key", |x509| &x509.subject))]
            }
            Some(None) => vec![format!("the {who} shows no certificate")],
            None => Vec::new(),
        },
        Body::Alert(alert) => vec![format!("the {who} sent the alert {}", alert.description)],
        Body::Plaintext(_) => vec![format!("the {who} does not speak TLS")],
        _ => Vec::new(),
    }
}
