//! The messages of a connection, and its alerts, its data, and the records that stay sealed.

use super::{Entry, EntryKind, Mark, Weight};
use crate::bytes::Node;
use crate::teach::fields::{self, Field};
use crate::teach::pages::{Kind, Page, library};
use crate::teach::{annotate, ladder, summary};
use crate::trace::message::Message;
use crate::trace::{Body, Check, CheckId, Connection, Event, Protection};

/// The name of the field that holds the transcript hash behind a message.
pub const TRANSCRIPT_HASH: &str = "transcript hash";

/// Each event of the trace.
pub(super) fn of(connection: &Connection) -> Vec<Entry> {
    connection.events.iter().map(|event| entry(connection, event)).collect()
}

fn entry(connection: &Connection, event: &Event) -> Entry {
    let key = event.name().unwrap_or_else(|| event.kind().to_string());
    let says = summary::of(connection, event);
    Entry {
        from: Some(event.from),
        page: page(event, &key),
        key,
        rung: ladder::rung(event),
        encrypted: event.protection != Protection::Clear,
        opened: event.protection == Protection::Opened,
        length: Some(event.length()),
        is_refusal: matches!(event.body, Body::Alert(alert) if alert.is_error(connection.negotiated.is_tls13())),
        marks: marks(connection, event.step, |id| id != CheckId::KeySchedule),
        fields: event_fields(connection, event),
        bytes: annotate::event(connection, event),
        ..Entry::new(EntryKind::Message, Weight::Step, event.step, display_name(event), says)
    }
}

/// The page of a message; of an alert that of its description.
fn page(event: &Event, key: &str) -> Option<&'static Page> {
    let alert = match event.body {
        Body::Alert(alert) => alert.description.name(),
        _ => None,
    };
    alert.and_then(|name| library().page(Kind::Alert, name)).or_else(|| library().page(Kind::Message, key))
}

/// What became of the checks of a step that are wanted.
pub(super) fn marks(connection: &Connection, step: usize, is_wanted: fn(CheckId) -> bool) -> Vec<Mark> {
    connection.checks.iter().filter(|check| check.step == Some(step) && is_wanted(check.id)).map(mark).collect()
}

fn mark(check: &Check) -> Mark {
    let what = match check.id {
        CheckId::CertificatePath(_) => "path",
        CheckId::FinishedMac(_) => "MAC",
        CheckId::KeySchedule => "key schedule",
        CheckId::PskBinder => "binder",
        CheckId::CertificateVerify(_) | CheckId::ServerKeyExchangeSignature => "signature",
    };
    Mark { holds: check.holds, what, detail: check.detail.clone(), is_stored: check.is_stored }
}

fn event_fields(connection: &Connection, event: &Event) -> Vec<Field> {
    let mut found = event.tree.as_ref().map(|tree| fields::of(connection, event.span, body_of(event, tree))).unwrap_or_default();
    if let Some(hash) = &event.transcript_hash {
        found.push(Field::new(TRANSCRIPT_HASH, hex::encode(hash)));
    }
    found
}

/// The parts of a message behind its header, which the step's name and length already tell.
fn body_of<'a>(event: &Event, tree: &'a Node) -> &'a [Node] {
    let skipped = match &event.body {
        Body::Handshake(Message::ClientHello(hello)) if hello.is_sslv2 => 1,
        Body::Handshake(_) => 2,
        _ => 0,
    };
    tree.children.get(skipped..).unwrap_or_default()
}

/// `client_hello` is written `ClientHello`, as the RFCs do in prose.
fn display_name(event: &Event) -> String {
    match &event.body {
        Body::Handshake(message) if message.handshake_type().name().is_some() => camel_case(&message.name()),
        Body::Handshake(message) => format!("handshake message {}", message.name()),
        Body::Alert(_) => "Alert".into(),
        Body::ChangeCipherSpec => "ChangeCipherSpec".into(),
        Body::ApplicationData(_) => "application data".into(),
        Body::Sealed(_) => "sealed record".into(),
        Body::Plaintext(_) => "not TLS".into(),
    }
}

fn camel_case(name: &str) -> String {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    name.split('_').map(capitalised).collect()
}
