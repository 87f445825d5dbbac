//! What a step says, in a few words, from its facts.

use crate::capture::Direction;
use crate::names::{AlertDescription, CipherSuite, ExtensionType, HandshakeType, NamedGroup};
use crate::trace::message::{Certificate, CertificateRequest, ClientHello, Message, NewSessionTicket, ServerHello, ServerKeyExchange};
use crate::trace::{Body, Connection, Event};

/// The summary of an event.
pub(super) fn of(connection: &Connection, event: &Event) -> String {
    match &event.body {
        Body::Handshake(message) => of_message(connection, event, message),
        Body::Alert(alert) if alert.description == AlertDescription::CLOSE_NOTIFY => {
            format!("{}: nothing more from the {}", alert.description, event.from.sender())
        }
        Body::Alert(alert) => format!("{} {}", alert.level, alert.description),
        Body::ChangeCipherSpec if connection.negotiated.is_tls13() => "for middleboxes, without meaning".into(),
        Body::ChangeCipherSpec => format!("from here the {} encrypts", event.from.sender()),
        Body::ApplicationData(_) => "data of the application".into(),
        Body::Sealed(sealed) => match connection.inferred(event.step) {
            Some(inferred) if is_told_before(connection, event, &sealed.why) => format!("[{inferred}]"),
            Some(inferred) => format!("[{inferred}] {}", sealed.why),
            None if is_told_before(connection, event, &sealed.why) => "stays sealed, too".into(),
            None => sealed.why.clone(),
        },
        Body::Plaintext(length) => match &connection.plaintext[event.from.index()] {
            Some(name) => format!("{} of {name}, not TLS", bytes(*length)),
            None => format!("{} that are not a TLS record", bytes(*length)),
        },
    }
}

/// Whether an earlier step says why it stays sealed.
fn is_told_before(connection: &Connection, event: &Event, why: &str) -> bool {
    let first = connection.events.iter().find(|other| matches!(&other.body, Body::Sealed(sealed) if sealed.why == why));
    first.is_some_and(|first| first.step < event.step)
}

fn of_message(connection: &Connection, event: &Event, message: &Message) -> String {
    match message {
        Message::ClientHello(hello) => client_hello(connection, hello),
        Message::ServerHello(hello) => server_hello(connection, hello),
        Message::HelloRetryRequest(hello) => hello_retry_request(hello),
        Message::EncryptedExtensions(message) => extensions(&message.extensions.types, message.extensions.alpn.first()),
        Message::CertificateRequest(request) => certificate_request(request),
        Message::Certificate(certificate) => presented(certificate),
        Message::CompressedCertificate(message) => {
            let packed = format!("{}, {} when unpacked", message.algorithm, bytes(message.uncompressed_length as usize));
            message.certificate.as_deref().map_or_else(|| packed.clone(), |certificate| format!("{}, {packed}", presented(certificate)))
        }
        Message::CertificateStatus(status) => format!("{} response stapled", status.status_type),
        Message::ServerKeyExchange(exchange) => server_key_exchange(exchange),
        Message::ClientKeyExchange(exchange) if !exchange.encrypted_pre_master_secret.is_empty() => {
            "pre-master secret, encrypted with the server's key".into()
        }
        Message::ClientKeyExchange(exchange) => format!("the client's public value, {}", bytes(exchange.public.len())),
        Message::CertificateVerify(verify) => verify.algorithm.map_or_else(|| "signature".into(), |scheme| scheme.to_string()),
        Message::NewSessionTicket(ticket) => new_session_ticket(connection, ticket),
        Message::Finished(_) => match event.from {
            Direction::ClientToServer => "the client saw the same handshake".into(),
            Direction::ServerToClient => "the server saw the same handshake".into(),
        },
        Message::KeyUpdate(update) => format!("next keys for the {}, {}", event.from.sender(), update.request_update),
        Message::Bare(kind) => bare(*kind).to_owned(),
    }
}

fn client_hello(connection: &Connection, hello: &ClientHello) -> String {
    let mut parts = Vec::new();
    if hello.is_sslv2 {
        parts.push(format!("in the form of SSL 2.0, for up to {}", hello.legacy_version));
    }
    if let Some(name) = &hello.extensions.server_name {
        parts.push(format!("SNI {name}"));
    }
    parts.push(count(hello.cipher_suites.iter().filter(|suite| !suite.is_grease() && !is_signal(**suite)).count(), "suite"));
    let groups: Vec<String> = hello
        .extensions
        .key_shares
        .iter()
        .map(|(group, _)| *group)
        .filter(|group| !NamedGroup::is_grease(*group))
        .map(|group| group.to_string())
        .collect();
    match groups.as_slice() {
        [] if hello.extensions.has(ExtensionType::KEY_SHARE) => parts.push("no key share".into()),
        [] => {}
        [one] => parts.push(format!("key share {one}")),
        many => parts.push(format!("key shares {}", many.join(" and "))),
    }
    if !hello.extensions.alpn.is_empty() {
        parts.push(format!("ALPN {}", hello.extensions.alpn.join(" ")));
    }
    if offers_resumption(hello) {
        let from = connection.resumes.map_or_else(String::new, |earlier| format!(" from connection {earlier}"));
        parts.push(format!("offers to resume{from}"));
    }
    parts.join(", ")
}

/// A signalling value: it stands in the list of suites, and is none.
fn is_signal(suite: CipherSuite) -> bool {
    matches!(suite, CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV | CipherSuite::TLS_FALLBACK_SCSV)
}

fn offers_resumption(hello: &ClientHello) -> bool {
    let ticket = hello.extensions.session_ticket.as_ref().is_some_and(|ticket| !ticket.is_empty());
    let by_id = !hello.legacy_session_id.is_empty() && !hello.extensions.has(ExtensionType::KEY_SHARE);
    !hello.extensions.psks.is_empty() || ticket || by_id
}

fn server_hello(connection: &Connection, hello: &ServerHello) -> String {
    let mut parts = vec![hello.version().to_string(), hello.cipher_suite.to_string()];
    parts.extend(hello.extensions.key_shares.first().map(|(group, _)| group.to_string()));
    if connection.negotiated.resumed {
        parts.push("resumed".into());
    }
    parts.join(", ")
}

fn hello_retry_request(hello: &ServerHello) -> String {
    match hello.extensions.key_shares.first() {
        Some((group, _)) => format!("try again with {group}"),
        None => "try again".into(),
    }
}

fn extensions(types: &[ExtensionType], alpn: Option<&String>) -> String {
    match (types, alpn) {
        ([], _) => "nothing to add".into(),
        (_, Some(protocol)) => format!("ALPN {protocol}"),
        (types, None) => types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn certificate_request(request: &CertificateRequest) -> String {
    let authorities = match request.certificate_authorities.len() {
        0 => "any CA".into(),
        number => count(number, "CA"),
    };
    format!("prove who you are: {authorities}, {}", count(request.signature_algorithms.len(), "scheme"))
}

fn presented(certificate: &Certificate) -> String {
    match certificate.chain.as_slice() {
        [] => "empty: no certificate to show".into(),
        [leaf, rest @ ..] => chain(leaf.x509.as_ref().map_or("a bare public key", |x509| x509.subject.as_str()), rest.len()),
    }
}

fn chain(subject: &str, more: usize) -> String {
    match more {
        0 => subject.to_owned(),
        more => format!("{subject} and {more} more"),
    }
}

fn server_key_exchange(exchange: &ServerKeyExchange) -> String {
    let group = exchange.group.map(|group| group.to_string()).or_else(|| exchange.prime_bits.map(|bits| format!("DH, {bits} bits")));
    let signed = exchange.algorithm.map(|scheme| format!("signed {scheme}"));
    [group, signed].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn new_session_ticket(connection: &Connection, ticket: &NewSessionTicket) -> String {
    let lifetime = if ticket.lifetime == 0 && !connection.negotiated.is_tls13() {
        "lifetime not said".into()
    } else {
        format!("valid {}", duration(ticket.lifetime))
    };
    format!("ticket of {}, {lifetime}", bytes(ticket.ticket.len()))
}

fn bare(kind: HandshakeType) -> &'static str {
    match kind {
        HandshakeType::SERVER_HELLO_DONE => "the server's turn is over",
        HandshakeType::HELLO_REQUEST => "the server asks for a new handshake",
        HandshakeType::END_OF_EARLY_DATA => "no more 0-RTT data",
        _ => "not known to the grammar",
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn bytes(number: usize) -> String {
    format!("{number} B")
}

/// Seconds in the largest unit that fits.
fn duration(seconds: u32) -> String {
    match seconds {
        0..60 => count(seconds as usize, "second"),
        60..3600 => count(seconds as usize / 60, "minute"),
        3600..86400 => count(seconds as usize / 3600, "hour"),
        _ => count(seconds as usize / 86400, "day"),
    }
}
