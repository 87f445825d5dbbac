//! One line of a lesson: a message, or a moment at which keys become computable.

use std::ops::Range;

use super::fields::Field;
use super::ladder::{self, Rung};
use super::{annotate, around, fields, summary};
use crate::bytes::Node;
use crate::capture::Direction;
use crate::trace::{Body, Check, Connection, DerivedSecret, Event, Origin, Protection};

/// The name of the field that holds the transcript hash behind a message.
pub const TRANSCRIPT_HASH: &str = "transcript hash";

/// One line of a lesson, at all three depths.
#[derive(Clone, Debug)]
pub struct Step {
    /// A message of the trace, or keys.
    pub kind: StepKind,
    /// Who sent it; `None` for keys, which both compute.
    pub from: Option<Direction>,
    /// `client_hello`, `application_data`, `handshake_keys`: a name for programs and links.
    pub key: String,
    /// `ClientHello`, `application data`, `handshake keys`.
    pub name: String,
    /// Its place on the classic ladder.
    pub rung: Option<Rung>,
    /// Whether it was encrypted on the wire.
    pub encrypted: bool,
    /// Length in bytes, without the header of a handshake message; `None` for keys.
    pub length: Option<usize>,
    /// What it says, in a few words.
    pub says: String,
    /// What was recomputed at this step.
    pub marks: Vec<Mark>,
    /// Depth 2: its fields.
    pub fields: Vec<Field>,
    /// Depth 3: its bytes, on the wire and opened.
    pub bytes: Vec<ByteBlock>,
}

/// What a step is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// The event of this number (from 1) of the trace.
    Event(usize),
    /// A moment at which secrets become computable: behind the event of this number (from 1).
    Keys {
        /// The event's number.
        after: usize,
    },
    /// What was said in the clear before TLS.
    Prelude,
    /// Bytes that were not captured.
    Gap,
}

impl StepKind {
    /// The number of the event, where it is one.
    #[must_use]
    pub fn event(self) -> Option<usize> {
        match self {
            Self::Event(number) => Some(number),
            Self::Keys { .. } | Self::Prelude | Self::Gap => None,
        }
    }
}

/// What became of a check, in a word: `✓ signature`, `✗ path`, `? MAC`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// `true`: recomputed and right; `false`: recomputed and wrong; `None`: could not be recomputed.
    pub holds: Option<bool>,
    /// `path`, `signature`, `MAC`, `key schedule`, `binder`.
    pub what: &'static str,
    /// How it was done, or why it failed, or what is missing.
    pub detail: String,
    /// Whether it was not recomputed now, but when the trace was saved.
    pub is_stored: bool,
}

impl Mark {
    /// `✓`, `✗` or `?`; in square brackets what was found when the trace was saved.
    #[must_use]
    pub fn symbol(&self) -> &'static str {
        match (self.holds, self.is_stored) {
            (Some(true), false) => "✓",
            (Some(false), false) => "✗",
            (Some(true), true) => "[✓]",
            (Some(false), true) => "[✗]",
            (None, _) => "?",
        }
    }
}

/// Bytes that belong together, with a title: a record on the wire, a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteBlock {
    /// What the bytes are, and where they are.
    pub title: String,
    /// Each byte stands in exactly one line.
    pub lines: Vec<ByteLine>,
}

/// One field's bytes and what they mean. A line without bytes is the heading of the indented lines below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteLine {
    /// How deep the field lies.
    pub indent: usize,
    /// The bytes; empty for a heading.
    pub bytes: Vec<u8>,
    /// The field's name and value.
    pub text: String,
    /// Of a message's line the bytes that it names: offsets in the message with its header. A field that has these bytes, or
    /// has them among its own, is what they say. `None` for what belongs to a record.
    pub at: Option<Range<usize>>,
}

/// The lines of a connection's lesson, in the order of the trace.
#[must_use]
pub fn steps(connection: &Connection) -> Vec<Step> {
    let mut steps: Vec<Step> = around::prelude(connection).into_iter().collect();
    for event in &connection.events {
        steps.extend(around::gaps_before(connection, event));
        steps.push(of_event(connection, event));
        let secrets: Vec<&DerivedSecret> = connection.secrets.iter().filter(|secret| secret.after_step == event.step).collect();
        for group in secrets.chunk_by(|left, right| left.group == right.group) {
            steps.push(of_keys(connection, event, group));
        }
    }
    steps
}

fn of_event(connection: &Connection, event: &Event) -> Step {
    Step {
        kind: StepKind::Event(event.step),
        from: Some(event.from),
        key: event.name().unwrap_or_else(|| event.kind().to_string()),
        name: display_name(event),
        rung: ladder::rung(event),
        encrypted: event.protection != Protection::Clear,
        length: Some(event.length()),
        says: summary::of(connection, event),
        marks: marks(connection, event.step),
        fields: event_fields(connection, event),
        bytes: annotate::event(connection, event),
    }
}

fn of_keys(connection: &Connection, event: &Event, secrets: &[&DerivedSecret]) -> Step {
    let group = secrets.first().map_or("", |secret| secret.group);
    Step {
        kind: StepKind::Keys { after: event.step },
        from: None,
        key: group.replace(' ', "_"),
        name: group.to_owned(),
        rung: Some(ladder::KEYS),
        encrypted: false,
        length: None,
        says: summary::of_keys(secrets),
        marks: connection
            .checks
            .iter()
            .filter(|check| check.id == "key_schedule" && check.step == Some(event.step))
            .filter(|_| is_last_group(connection, event, group))
            .map(mark)
            .collect(),
        fields: secrets.iter().map(|secret| secret_field(secret)).collect(),
        bytes: Vec::new(),
    }
}

fn secret_field(secret: &DerivedSecret) -> Field {
    let value = hex::encode(&secret.value);
    let note = match secret.origin {
        Origin::Computed => return Field::new(secret.name, value),
        Origin::ComputedAndLogged => "✓ as in the key log",
        Origin::Logged => "from the key log",
        Origin::Recorded => "recorded at the key exchange",
    };
    Field::new(secret.name, format!("{value} {note}"))
}

/// Whether these keys are the last of those that become computable at this step: the check stands there.
fn is_last_group(connection: &Connection, event: &Event, group: &str) -> bool {
    connection.secrets.iter().rfind(|secret| secret.after_step == event.step).is_some_and(|last| last.group == group)
}

fn marks(connection: &Connection, step: usize) -> Vec<Mark> {
    connection.checks.iter().filter(|check| check.step == Some(step) && check.id != "key_schedule").map(mark).collect()
}

fn mark(check: &Check) -> Mark {
    let what = match check.id {
        "server_certificate_path" | "client_certificate_path" => "path",
        "server_finished_mac" | "client_finished_mac" => "MAC",
        "key_schedule" => "key schedule",
        "psk_binder" => "binder",
        _ => "signature",
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
    let skipped = if matches!(event.body, Body::Handshake(_)) { 2 } else { 0 };
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
