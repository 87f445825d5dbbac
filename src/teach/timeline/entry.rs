//! One entry of the timeline: a message, or something that happened between two of them.

use std::ops::Range;

use crate::capture::{Direction, End};
use crate::teach::fields::Field;
use crate::teach::ladder::Rung;
use crate::teach::pages::Page;

/// One entry, at all three depths. Every view shows it by these fields, whatever its kind is.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing, and all of them occur together")]
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// The message (from 1) behind which it stands; of a message its own number; 0 before the first.
    pub after_step: usize,
    /// Where it is told.
    pub weight: Weight,
    /// Who sent it; `None` for what both ends have in common, and for what one end believes.
    pub from: Option<Direction>,
    /// The end that believes or knows it.
    pub of: Option<End>,
    /// `client_hello`, `application_data`, `handshake_keys`: a name for programs and links.
    pub key: String,
    /// `ClientHello`, `application data`, `handshake keys`.
    pub name: String,
    /// Its place on the classic ladder.
    pub rung: Option<Rung>,
    /// The page that explains it.
    pub page: Option<&'static Page>,
    /// Whether it was encrypted on the wire.
    pub encrypted: bool,
    /// Whether it was encrypted, and the secrets that are known open it.
    pub opened: bool,
    /// Length in bytes, without the header of a handshake message; `None` for what was not sent.
    pub length: Option<usize>,
    /// What it says, in a few words.
    pub says: String,
    /// Whether nobody said it, and it follows from the protocol: it is shown in square brackets.
    pub is_inferred: bool,
    /// Whether it is a refusal.
    pub is_refusal: bool,
    /// What was recomputed here.
    pub marks: Vec<Mark>,
    /// Depth 2: its fields.
    pub fields: Vec<Field>,
    /// Depth 3: its bytes, on the wire and opened.
    pub bytes: Vec<ByteBlock>,
}

/// What an entry is. Its maker knows what that means; views ask the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EntryKind {
    /// A message of the trace, an alert, data of the application.
    Message,
    /// A moment at which secrets become computable.
    Keys,
    /// What was said in the clear before TLS.
    Prelude,
    /// Bytes that were not captured.
    Gap,
    /// What an end believes of the handshake's end: that it is done, that the other is accepted or refused.
    Belief,
    /// What an end knows or believes from here on.
    Knowledge,
}

/// Where an entry is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Everywhere: a line of its own beside another connection's, a card of the lesson.
    Step,
    /// Between the steps, where one connection is told.
    Remark,
    /// Where somebody asks what each end knows.
    Detail,
}

impl EntryKind {
    /// Its name, for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Keys => "keys",
            Self::Prelude => "prelude",
            Self::Gap => "gap",
            Self::Belief => "belief",
            Self::Knowledge => "knowledge",
        }
    }
}

impl Entry {
    /// An entry that says something, and no more.
    pub(super) fn new(kind: EntryKind, weight: Weight, after_step: usize, name: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            kind,
            after_step,
            weight,
            from: None,
            of: None,
            key: kind.name().to_owned(),
            name: name.into(),
            rung: None,
            page: None,
            encrypted: false,
            opened: false,
            length: None,
            says: says.into(),
            is_inferred: false,
            is_refusal: false,
            marks: Vec::new(),
            fields: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// The number of the message, where it is one.
    #[must_use]
    pub fn message(&self) -> Option<usize> {
        (self.kind == EntryKind::Message).then_some(self.after_step)
    }

    /// Whether both ends compute it, and nothing is sent.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        self.from.is_none() && self.of.is_none() && self.length.is_none()
    }

    /// Who tells it to whom, or that both compute it.
    #[must_use]
    pub fn way(&self) -> &'static str {
        match (self.from, self.of) {
            (Some(Direction::ClientToServer), _) => "client → server",
            (Some(Direction::ServerToClient), _) => "client ← server",
            (None, Some(End::Client)) => "the client alone; nothing is sent",
            (None, Some(End::Server)) => "the server alone; nothing is sent",
            (None, None) if self.is_computed() => "both ends compute it; nothing is sent",
            (None, None) => "client ⇄ server",
        }
    }

    /// What is said of a connection that has no such entry.
    #[must_use]
    pub fn absent(&self) -> &'static str {
        if self.is_computed() { "not computed" } else { "not sent" }
    }

    /// Whether a check of it failed, or somebody refuses.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        self.is_refusal || self.marks.iter().any(|mark| mark.holds == Some(false))
    }

    /// What it says; in square brackets what nobody said.
    #[must_use]
    pub fn words(&self) -> String {
        if self.is_inferred { format!("[{}]", self.says) } else { self.says.clone() }
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
