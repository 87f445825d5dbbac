//! What the two ends agreed on, read from what they said.

use std::fmt;

use super::event::{Body, Event, Protection};
use crate::capture::Direction;
use crate::crypt::Suite;
use crate::names::{AlertDescription, CipherSuite, ExtensionType, NamedGroup, ProtocolVersion};
use crate::wire::handshake::{ClientHello, Message, ServerHello};

/// What was agreed on. `None` without a trace of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Negotiated {
    /// The protocol version.
    pub version: Option<ProtocolVersion>,
    /// The cipher suite.
    pub cipher_suite: Option<CipherSuite>,
    /// The key exchange group.
    pub group: Option<NamedGroup>,
    /// The application protocol.
    pub alpn: Option<String>,
    /// The host name that the client asked for.
    pub server_name: Option<String>,
    /// Whether an earlier session was resumed.
    pub resumed: bool,
    /// Whether the server asked for another ClientHello.
    pub hello_retry: bool,
    /// Whether the client was asked for a certificate, and gave one.
    pub client_auth: ClientAuth,
}

/// Whether the client was asked for a certificate, and gave one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientAuth {
    /// The server did not ask.
    NotRequested,
    /// The server asked and the client sent none.
    RequestedAbsent,
    /// The client sent a certificate.
    Presented,
    /// It cannot be seen.
    #[default]
    Unknown,
}

impl Negotiated {
    pub(super) fn of(events: &[Event]) -> Self {
        let client_hello = last_client_hello(events);
        let server_hello = server_hello(events);
        Self {
            version: server_hello.map(ServerHello::version),
            cipher_suite: server_hello.map(|hello| hello.cipher_suite),
            group: server_hello.and_then(|hello| group(hello, events)),
            alpn: alpn(events),
            server_name: client_hello.and_then(|hello| hello.extensions.server_name.clone()),
            resumed: client_hello.zip(server_hello).is_some_and(|(client, server)| resumed(client, server)),
            hello_retry: messages(events).any(|(_, message)| matches!(message, Message::HelloRetryRequest(_))),
            client_auth: client_auth(events),
        }
    }

    /// What the cipher suite stands for.
    #[must_use]
    pub fn suite(&self) -> Option<Suite> {
        self.cipher_suite.and_then(Suite::of)
    }

    /// Whether TLS 1.3 was agreed on.
    #[must_use]
    pub fn is_tls13(&self) -> bool {
        self.version.is_some_and(ProtocolVersion::is_tls13)
    }
}

/// The ClientHello that counts: the last one of the first handshake.
pub(super) fn last_client_hello(events: &[Event]) -> Option<&ClientHello> {
    let until = events.iter().position(|event| matches!(event.message(), Some(Message::ServerHello(_)))).unwrap_or(events.len());
    client_hellos(&events[..until]).next_back()
}

/// The very first ClientHello.
pub(super) fn first_client_hello(events: &[Event]) -> Option<&ClientHello> {
    client_hellos(events).next()
}

fn client_hellos(events: &[Event]) -> impl DoubleEndedIterator<Item = &ClientHello> {
    messages(events).filter_map(|(_, message)| match message {
        Message::ClientHello(hello) => Some(&**hello),
        _ => None,
    })
}

/// The first ServerHello.
pub(super) fn server_hello(events: &[Event]) -> Option<&ServerHello> {
    messages(events).find_map(|(_, message)| match message {
        Message::ServerHello(hello) => Some(&**hello),
        _ => None,
    })
}

/// In TLS 1.3 a chosen pre-shared key; before, an echoed session id (a ticket's client makes one up to see it echoed).
fn resumed(client: &ClientHello, server: &ServerHello) -> bool {
    if server.version().is_tls13() {
        return server.extensions.selected_psk.is_some();
    }
    !client.legacy_session_id.is_empty() && client.legacy_session_id == server.legacy_session_id_echo
}

fn group(hello: &ServerHello, events: &[Event]) -> Option<NamedGroup> {
    let shared = hello.extensions.key_shares.first().map(|(group, _)| *group);
    shared.or_else(|| {
        messages(events).find_map(|(_, message)| match message {
            Message::ServerKeyExchange(exchange) => exchange.group,
            _ => None,
        })
    })
}

fn alpn(events: &[Event]) -> Option<String> {
    messages(events).find_map(|(_, message)| match message {
        Message::ServerHello(hello) => hello.extensions.alpn.first().cloned(),
        Message::EncryptedExtensions(encrypted) => encrypted.extensions.alpn.first().cloned(),
        _ => None,
    })
}

fn client_auth(events: &[Event]) -> ClientAuth {
    let asked = messages(events).any(|(_, message)| matches!(message, Message::CertificateRequest(_)));
    let answer = messages(events)
        .filter(|(from, _)| *from == Direction::ClientToServer)
        .filter_map(|(_, message)| message.certificate())
        .next_back();
    match (asked, answer) {
        (_, Some(certificate)) if !certificate.chain.is_empty() => ClientAuth::Presented,
        (_, Some(_)) => ClientAuth::RequestedAbsent,
        (true, None) if has_no_certificate(events) => ClientAuth::RequestedAbsent,
        (false, None) if server_flight_was_seen(events) => ClientAuth::NotRequested,
        _ => ClientAuth::Unknown,
    }
}

/// In SSL 3.0 a client without a certificate says so with a warning, in place of an empty Certificate (RFC 6101 5.6.6).
fn has_no_certificate(events: &[Event]) -> bool {
    let is_said = |event: &Event| matches!(event.body, Body::Alert(alert) if alert.description == AlertDescription::NO_CERTIFICATE);
    events.iter().any(|event| event.from == Direction::ClientToServer && is_said(event))
}

/// Whether a CertificateRequest would have been seen: the server's part of the handshake is there to its end.
fn server_flight_was_seen(events: &[Event]) -> bool {
    let mut from_server = events.iter().filter(|event| event.from == Direction::ServerToClient);
    let end = from_server.position(|event| match event.message() {
        Some(Message::Finished(_)) => true,
        Some(message) => message.handshake_type() == crate::names::HandshakeType::SERVER_HELLO_DONE,
        None => event.protection == Protection::Sealed,
    });
    let sealed = |event: &Event| event.from == Direction::ServerToClient && event.protection == Protection::Sealed;
    end.is_some() && (!server_hello(events).is_some_and(|hello| hello.version().is_tls13()) || !events.iter().any(sealed))
}

fn messages(events: &[Event]) -> impl DoubleEndedIterator<Item = (Direction, &Message)> {
    events.iter().filter_map(|event| event.message().map(|message| (event.from, message)))
}

/// Whether both ends use the extended master secret (RFC 7627).
pub(super) fn extended_master_secret(events: &[Event]) -> bool {
    server_hello(events).is_some_and(|hello| hello.extensions.has(ExtensionType::EXTENDED_MASTER_SECRET))
}

impl fmt::Display for ClientAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRequested => "not_requested",
            Self::RequestedAbsent => "requested_absent",
            Self::Presented => "presented",
            Self::Unknown => "unknown",
        })
    }
}
