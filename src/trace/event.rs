//! One step of a connection: a message, an alert, a change of keys, a run of data, or a record that stays sealed.

use std::fmt;

use crate::bytes::{Node, Span};
use crate::capture::{Direction, End};
use crate::names::ContentType;
use crate::wire::alert::Alert;
use crate::wire::handshake::Message;

/// One step.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its number in the connection, from 1.
    pub step: usize,
    /// Who sent it.
    pub from: Direction,
    /// Under which keys.
    pub epoch: Epoch,
    /// Whether it could be read.
    pub protection: Protection,
    /// Microseconds since the connection began: when its last byte was written.
    pub time_us: u64,
    /// Its bytes: of a handshake message with the 4-byte header, of a sealed record with the record header.
    pub span: Span,
    /// The ranges of its direction's stream that it stems from.
    pub wire: Vec<Span>,
    /// The records that carried it, as indices into [`Connection::records`](super::Connection::records).
    pub records: Vec<usize>,
    /// Every byte under its name; `None` where there is nothing to read, or none was asked for ([`Effort`](super::Effort)).
    pub tree: Option<Node>,
    /// Whether bytes of it could not be decoded.
    pub left_over: bool,
    /// What it says.
    pub body: Body,
    /// The transcript hash with this message as the last; `None` where the message is not part of the transcript.
    pub transcript_hash: Option<Vec<u8>>,
}

/// What a step says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Body {
    /// A handshake message.
    Handshake(Message),
    /// An alert.
    Alert(Alert),
    /// ChangeCipherSpec: the sender's next record is encrypted (TLS 1.2), or nothing at all (TLS 1.3).
    ChangeCipherSpec,
    /// A run of application data, and its length in bytes.
    ApplicationData(usize),
    /// A record that could not be opened.
    Sealed(Sealed),
    /// Bytes that are not TLS.
    Plaintext(usize),
}

/// A record that could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// What its header says it is: always `application_data` in TLS 1.3.
    pub content_type: ContentType,
    /// Length of the fragment in bytes.
    pub length: usize,
    /// Why it stays sealed: which secret is missing, or that the keys do not fit.
    pub why: String,
}

/// The kind of a step, as the JSON format names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A handshake message.
    Handshake,
    /// An alert.
    Alert,
    /// ChangeCipherSpec.
    ChangeCipherSpec,
    /// A run of application data.
    ApplicationData,
    /// A record that could not be opened.
    Sealed,
    /// Bytes that are not TLS.
    Plaintext,
}

/// Under which keys something was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Epoch {
    /// In the clear.
    #[default]
    Initial,
    /// 0-RTT keys (TLS 1.3).
    EarlyData,
    /// Handshake keys (TLS 1.3); Finished (TLS 1.2).
    Handshake,
    /// Application keys.
    Application,
}

/// Whether something could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// It was sent in the clear.
    Clear,
    /// It was encrypted, and opened with the key log.
    Opened,
    /// It was encrypted, and stays so.
    Sealed,
}

impl Event {
    /// The end that sent it.
    #[must_use]
    pub fn sender(&self) -> End {
        self.from.sender()
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.body {
            Body::Handshake(_) => Kind::Handshake,
            Body::Alert(_) => Kind::Alert,
            Body::ChangeCipherSpec => Kind::ChangeCipherSpec,
            Body::ApplicationData(_) => Kind::ApplicationData,
            Body::Sealed(_) => Kind::Sealed,
            Body::Plaintext(_) => Kind::Plaintext,
        }
    }

    /// Its name: of a handshake message the IANA name; `None` for what could not be read.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match &self.body {
            Body::Handshake(message) => Some(message.name()),
            Body::Alert(_) => Some("alert".into()),
            Body::ChangeCipherSpec => Some("change_cipher_spec".into()),
            Body::ApplicationData(_) => Some("application_data".into()),
            Body::Sealed(_) | Body::Plaintext(_) => None,
        }
    }

    /// The handshake message, if it is one.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        match &self.body {
            Body::Handshake(message) => Some(message),
            _ => None,
        }
    }

    /// Its length in bytes: of a handshake message without the 4-byte header.
    #[must_use]
    pub fn length(&self) -> usize {
        match &self.body {
            Body::Handshake(message) => self.span.len().saturating_sub(message.header_length()),
            Body::ApplicationData(length) | Body::Plaintext(length) => *length,
            Body::Sealed(sealed) => sealed.length,
            Body::Alert(_) | Body::ChangeCipherSpec => self.span.len(),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Handshake => "handshake",
            Self::Alert => "alert",
            Self::ChangeCipherSpec => "change_cipher_spec",
            Self::ApplicationData => "application_data",
            Self::Sealed => "sealed",
            Self::Plaintext => "plaintext",
        })
    }
}

impl Epoch {
    /// The epoch of this name, as the JSON format has it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Initial, Self::EarlyData, Self::Handshake, Self::Application].into_iter().find(|epoch| epoch.to_string() == name)
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Initial => "initial",
            Self::EarlyData => "early_data",
            Self::Handshake => "handshake",
            Self::Application => "application",
        })
    }
}

impl fmt::Display for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear => "clear",
            Self::Opened => "opened",
            Self::Sealed => "sealed",
        })
    }
}
