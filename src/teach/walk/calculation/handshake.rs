//! The first handshake of a connection, as calculations need it: its hash, its secrets by name, its transcript anywhere.

use std::collections::{BTreeMap, BTreeSet};

use super::shell::Hash;
use crate::capture::End;
use crate::names::ProtocolVersion;
use crate::trace::message::Message;
use crate::trace::{Connection, DerivedSecret, Event, Trace};

/// The longest transcript that is put into a command: 64 KiB. Nobody pastes more, and no shell has to take it.
const MAX_TRANSCRIPT: usize = 64 << 10;

/// The first handshake of a connection.
#[derive(Debug)]
pub(in crate::teach::walk) struct Handshake<'a> {
    pub(super) trace: &'a Trace,
    pub(super) connection: &'a Connection,
    pub(super) hash: Hash,
    pub(super) is_tls13: bool,
    /// The messages of the transcript, in order.
    messages: Vec<&'a Event>,
    /// The steps whose transcript hash is used later.
    used: BTreeSet<usize>,
    /// The step of the last message.
    end: usize,
}

/// The messages of a transcript, for a command: name of a shell variable, and hexadecimal digits.
pub(super) type Messages = Vec<(String, String)>;

impl<'a> Handshake<'a> {
    /// `None` where no version was agreed on whose calculations are known.
    pub(in crate::teach::walk) fn of(trace: &'a Trace, connection: &'a Connection) -> Option<Self> {
        let version = connection.negotiated.version?;
        let suite = connection.negotiated.suite()?;
        if version != ProtocolVersion::TLS_1_2 && !version.is_tls13() {
            return None;
        }
        let hash = if suite.hash.length() == Hash::SHA384.length { Hash::SHA384 } else { Hash::SHA256 };
        let end = end(connection);
        let messages: Vec<&Event> = connection.events.iter().filter(|event| event.step <= end && event.transcript_hash.is_some()).collect();
        let used = used(&messages);
        Some(Self { trace, connection, hash, is_tls13: version.is_tls13(), messages, used, end })
    }

    /// A step of this handshake.
    pub(super) fn event(&self, step: usize) -> Option<&'a Event> {
        self.connection.events.get(step.checked_sub(1)?).filter(|event| event.step <= self.end)
    }

    /// A secret by its name in the RFC.
    pub(super) fn secret(&self, name: &str) -> Option<&'a DerivedSecret> {
        self.connection.secrets.iter().find(|secret| secret.name == name)
    }

    /// Whether the transcript hash behind this step goes into something later.
    pub(super) fn is_used(&self, event: &Event) -> bool {
        self.used.contains(&event.step)
    }

    /// The transcript hash behind a step: that of the last message up to it.
    pub(super) fn hash_behind(&self, step: usize) -> Option<&'a [u8]> {
        self.messages.iter().rev().find(|event| event.step <= step)?.transcript_hash.as_deref()
    }

    /// The first message from an end that is of some kind.
    pub(super) fn first(&self, from: End, is: impl Fn(&Message) -> bool) -> Option<&'a Event> {
        self.messages.iter().find(|event| event.sender() == from && event.message().is_some_and(&is)).copied()
    }

    /// The bytes of the client's and the server's random.
    pub(super) fn randoms(&self) -> Option<[&'a [u8]; 2]> {
        let client = self.messages.iter().find_map(|event| match event.message()? {
            Message::ClientHello(hello) => Some(hello.random.as_slice()),
            _ => None,
        })?;
        let server = self.messages.iter().find_map(|event| match event.message()? {
            Message::ServerHello(hello) => Some(hello.random.as_slice()),
            _ => None,
        })?;
        Some([client, server])
    }

    /// The transcript up to and with a step; `None` where it is too long. In the place of a ClientHello that a
    /// HelloRetryRequest answered stands its hash, with the header of a message of its own (RFC 8446 4.4.1).
    pub(super) fn transcript(&self, step: usize) -> Option<Messages> {
        let until = self.messages.iter().position(|event| event.step > step).unwrap_or(self.messages.len());
        let messages = &self.messages[..until];
        if messages.iter().map(|event| event.span.len()).sum::<usize>() > MAX_TRANSCRIPT {
            return None;
        }
        let retry = messages.iter().position(|event| matches!(event.message(), Some(Message::HelloRetryRequest(_))));
        let mut names = Names::default();
        let mut found: Messages = Vec::new();
        if let Some(hash) = retry.and_then(|retry| messages.get(retry.checked_sub(1)?)?.transcript_hash.as_deref()) {
            found.push(("message_hash".into(), format!("fe0000{:02x}{}", hash.len(), hex::encode(hash))));
        }
        for event in &messages[retry.unwrap_or_default()..] {
            found.push((names.of(event), hex::encode(self.connection.buffers.bytes(event.span))));
        }
        Some(found)
    }

    /// The names of the messages up to and with a step, for a sentence.
    pub(super) fn names(&self, step: usize) -> String {
        let names: Vec<String> = self.transcript(step).unwrap_or_default().into_iter().map(|(name, _)| format!("`{name}`")).collect();
        match names.as_slice() {
            [] => "the messages so far".into(),
            [one] => one.clone(),
            [first, .., last] if names.len() > 4 => format!("the {} messages from {first} to {last}", names.len()),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        }
    }
}

/// The step of the second Finished; without one nothing ends.
fn end(connection: &Connection) -> usize {
    let finished = |from| connection.find(from, |message| matches!(message, Message::Finished(_))).map(|event| event.step);
    let [client, server] = End::BOTH.map(finished);
    client.zip(server).map_or(usize::MAX, |(client, server)| client.max(server))
}

/// The steps whose transcript hash goes into keys, a signature or a MAC, at most one of each kind from each end.
fn used(messages: &[&Event]) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut before = None;
    for event in messages {
        let Some(message) = event.message() else { continue };
        let is_first = seen.insert((event.sender(), message.name()));
        let (itself, predecessor) = match message {
            Message::ServerHello(_) | Message::ClientKeyExchange(_) => (true, false),
            Message::CertificateVerify(_) => (false, true),
            Message::Finished(_) => (true, true),
            _ => (false, false),
        };
        used.extend(Some(event.step).filter(|_| is_first && itself));
        used.extend(before.filter(|_| is_first && predecessor));
        before = Some(event.step);
    }
    used
}

/// Gives each message a name that a shell takes as a variable's: `client_hello`, `server_certificate`.
#[derive(Debug, Default)]
struct Names(BTreeMap<String, usize>);

impl Names {
    fn of(&mut self, event: &Event) -> String {
        let sender = event.sender().name();
        let name = event.name().filter(|name| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'));
        let name = name.unwrap_or_else(|| "message".into());
        let name = if name.starts_with(sender) { name } else { format!("{sender}_{name}") };
        let times = self.0.entry(name.clone()).or_default();
        *times += 1;
        if *times == 1 { name } else { format!("{name}_{times}") }
    }
}
