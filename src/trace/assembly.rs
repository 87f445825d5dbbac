//! From pieces of two streams to steps: opens records, puts messages together, and follows the change of keys.
//!
//! A handshake message may be split over records and share records with others, so messages are read from a buffer
//! of their own, one for each direction and epoch, whose origin map leads every byte back to the wire.
//!
//! There is one walk. What it meets it gives to a [`Collector`]: one keeps every byte under its name, another the names
//! of the messages alone.

use super::epochs::{Opened, Side};
use super::event::{Epoch, Protection, Sealed};
use super::keys::Keys;
use super::streams::{MAX_RECORDS, Piece};
use crate::bytes::{Buffers, Span};
use crate::capture::{self, Direction, StoredRecord, StoredRecords};
use crate::crypt::Secret;
use crate::names::{CertificateType, ContentType, ExtensionType, HandshakeType, ProtocolVersion};
use crate::wire::extension::Extensions;
use crate::wire::handshake::{self, Context, Header, Message, sslv2};
use crate::wire::record;

/// The least length of an encrypted alert: two bytes and the shortest protection up to TLS 1.2, a MAC of MD5 (RFC 5246 C), or a
/// nonce and a tag of 8 bytes (RFC 6655 3). An alert in the clear has two bytes.
const LEAST_SEALED: usize = 2 + 16;

/// What becomes of what the walk meets.
pub(super) trait Collector {
    /// What is kept of a message beside what it says.
    type Details;

    /// A record; the result names it later.
    fn record(&mut self, piece: &Piece, header: record::Header, sealed: bool, epoch: Epoch, buffers: &Buffers) -> usize;
    /// That record was opened.
    fn opened(&mut self, record: usize, content: &Content, epoch: Epoch);
    /// That record stays sealed.
    fn sealed(&mut self, place: Place, record: usize, sealed: Sealed);
    /// Reads a message: as much of it as is kept, and the hellos, which the walk follows.
    fn read(&mut self, place: Place, context: &Context, buffers: &mut Buffers) -> (Message, Self::Details);
    /// A message that was read, with the side that sent it.
    fn message(&mut self, place: Place, message: Message, details: Self::Details, side: &Side);
    /// Reads a ClientHello in the form of SSL 2.0, which is a record of its own.
    fn sslv2_client_hello(&mut self, piece: &Piece, place: Place, buffers: &Buffers) -> Message;
    /// An alert.
    fn alert(&mut self, place: Place, record: usize, buffers: &Buffers);
    /// ChangeCipherSpec; `is_read`: not one that stays sealed.
    fn change_cipher_spec(&mut self, place: Place, record: usize, is_read: bool, buffers: &Buffers);
    /// Application data, with the side that sent it.
    fn application_data(&mut self, place: Place, content: &Content, side: &mut Side, buffers: &mut Buffers);
    /// Bytes that are no TLS, or of an unknown kind; of a record, or of none.
    fn plaintext(&mut self, place: Place, record: Option<usize>);
    /// Of several secrets of one label and client random this one fits.
    fn chose(&mut self, label: &'static str, client_random: &[u8], secret: &Secret);
    /// Something is odd.
    fn issue(&mut self, span: Span, what: impl FnOnce() -> String);
}

/// What was said where, when, and under which keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) from: Direction,
    pub(super) epoch: Epoch,
    pub(super) protection: Protection,
    /// Microseconds since the connection began.
    pub(super) time_us: u64,
    pub(super) span: Span,
}

/// The content of a record, and where it came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Content {
    pub(super) kind: ContentType,
    pub(super) span: Span,
    /// Where more of it stood that a saved trace does not hold.
    pub(super) withheld: Option<Span>,
    protection: Protection,
    pub(super) record: usize,
    time_us: u64,
}

/// Walks the pieces in causal order.
pub(super) fn walk<C: Collector>(pieces: &[Piece], buffers: &mut Buffers, capture: &capture::Connection, collector: &mut C) {
    let sides = Direction::BOTH.map(Side::new);
    let mut walk = Walk {
        keys: Keys::new(&capture.keylog),
        stored: &capture.stored_records,
        is_plain: capture.not_tls.is_some(),
        numbers: [0; 2],
        sides,
        context: Context::default(),
        certificate_types: Default::default(),
        buffers,
        collector,
    };
    for piece in pieces {
        walk.piece(piece);
    }
    walk.finish();
}

struct Walk<'a, C> {
    keys: Keys<'a>,
    stored: &'a StoredRecords,
    /// Whether it is known that no TLS is spoken.
    is_plain: bool,
    /// How many records of each direction there were.
    numbers: [usize; 2],
    sides: [Side; 2],
    context: Context,
    /// The kinds of certificates that client and server agreed on.
    certificate_types: [CertificateType; 2],
    buffers: &'a mut Buffers,
    collector: &'a mut C,
}

impl<C: Collector> Walk<'_, C> {
    fn piece(&mut self, piece: &Piece) {
        if let Some(lost) = piece.lost {
            self.gap(piece, lost);
        }
        let Some(header) = piece.header else { return self.not_a_record(piece) };
        self.numbers[piece.from.index()] += 1;
        let sealed = self.is_sealed(piece, header);
        let epoch = self.sides[piece.from.index()].epoch;
        let record = self.collector.record(piece, header, sealed, epoch, self.buffers);
        if sealed {
            self.open(piece, header, record);
        } else {
            let span = Span::new(piece.span.buffer, piece.span.start + record::HEADER, piece.span.end);
            self.content(
                piece.from,
                &Content { kind: header.content_type, span, withheld: None, protection: Protection::Clear, record, time_us: piece.time_us },
            );
        }
    }

    /// In TLS 1.3 only `application_data` records are encrypted; up to TLS 1.2 all records behind ChangeCipherSpec are, the
    /// ChangeCipherSpec of a renegotiation too (in the clear it is one byte long). Where the change of keys may have been missed,
    /// or the version is not known, the record itself has to tell.
    fn is_sealed(&self, piece: &Piece, header: record::Header) -> bool {
        let side = &self.sides[piece.from.index()];
        match header.content_type {
            ContentType::CHANGE_CIPHER_SPEC if header.length == 1 => false,
            ContentType::APPLICATION_DATA => true,
            ContentType::ALERT if header.length >= LEAST_SEALED => true,
            _ if self.context.is_tls13() => false,
            _ if side.is_encrypted() => true,
            ContentType::HANDSHAKE if side.may_be_encrypted && !side.is_mid_message(self.buffers) => {
                let fragment = self.buffers.bytes(piece.span).get(record::HEADER..).unwrap_or_default();
                !handshake::is_in_the_clear(fragment)
            }
            _ => false,
        }
    }

    /// Bytes were not captured: a message that was begun is lost, and what follows may be any number of records later.
    fn gap(&mut self, piece: &Piece, lost: u64) {
        self.collector.issue(piece.span, || match lost {
            0 => "the beginning was not captured".to_owned(),
            lost => format!("{lost} bytes before this were not captured"),
        });
        self.sides[piece.from.index()].gap();
    }

    fn not_a_record(&mut self, piece: &Piece) {
        if piece.lost.is_some() && !self.is_plain {
            return self.collector.issue(piece.span, || "the end of a record whose beginning was not captured".into());
        }
        if piece.excess {
            return self.collector.issue(piece.span, || format!("more than {MAX_RECORDS} records: the rest is not read"));
        }
        if piece.span.start == 0 && sslv2::length(self.buffers.bytes(piece.span)).is_some() && !piece.cut_short {
            return self.sslv2_client_hello(piece);
        }
        self.collector.issue(piece.span, || "not a TLS record".into());
        let place = self.place_of(piece, Protection::Clear);
        self.collector.plaintext(place, None);
    }

    /// A ClientHello in the form of SSL 2.0: a record and a message of its own kind (RFC 5246 E.2).
    fn sslv2_client_hello(&mut self, piece: &Piece) {
        self.numbers[piece.from.index()] += 1;
        let message = Span::new(piece.span.buffer, piece.span.start + sslv2::RECORD_HEADER, piece.span.end);
        let place = Place { span: message, ..self.place_of(piece, Protection::Clear) };
        let hello = self.collector.sslv2_client_hello(piece, place, self.buffers);
        self.follow(piece.from, &hello);
    }

    fn open(&mut self, piece: &Piece, header: record::Header, record: usize) {
        let side = &mut self.sides[piece.from.index()];
        let opened = if piece.cut_short {
            Err("the stream ends inside this record".into())
        } else {
            side.open(piece, header, &self.keys, self.buffers)
        };
        let stored = || StoredRecord::find(self.stored, piece.from, self.numbers[piece.from.index()] - 1);
        let opened = opened.or_else(|why| stored().map_or(Err(why), |stored| side.restore(piece, stored, self.buffers)));
        side.may_be_encrypted = true;
        if let Some((label, secret)) = side.take_choice() {
            self.collector.chose(label, self.keys.client_random(), &secret);
        }
        match opened {
            Ok(Opened { content_type: kind, content: span, withheld }) => {
                let content = Content { kind, span, withheld, protection: Protection::Opened, record, time_us: piece.time_us };
                self.collector.opened(record, &content, side.epoch);
                self.content(piece.from, &content);
            }
            Err(_) if header.content_type == ContentType::CHANGE_CIPHER_SPEC => self.sealed_change_cipher_spec(piece, record),
            Err(why) => {
                let sealed = Sealed { content_type: header.content_type, length: header.length, why };
                let place = self.place_of(piece, Protection::Sealed);
                self.collector.sealed(place, record, sealed);
            }
        }
    }

    fn content(&mut self, from: Direction, content: &Content) {
        let place = self.place(from, content, content.span);
        match content.kind {
            ContentType::HANDSHAKE => self.handshake(from, content),
            ContentType::ALERT => self.collector.alert(place, content.record, self.buffers),
            ContentType::CHANGE_CIPHER_SPEC => self.change_cipher_spec(from, content),
            ContentType::APPLICATION_DATA => {
                let side = &mut self.sides[from.index()];
                self.collector.application_data(place, content, side, self.buffers);
            }
            other => {
                self.collector.issue(content.span, || format!("a record of the type {other}"));
                self.collector.plaintext(place, Some(content.record));
            }
        }
    }

    /// Appends a fragment to the message buffer of its direction and epoch, and reads every message that is complete.
    fn handshake(&mut self, from: Direction, content: &Content) {
        let side = &mut self.sides[from.index()];
        side.append_fragment(content.span, content.record, self.buffers);
        while let Some(span) = self.sides[from.index()].next_message(self.buffers) {
            self.message(from, content, span);
        }
    }

    fn message(&mut self, from: Direction, content: &Content, span: Span) {
        let place = self.place(from, content, span);
        let (message, details) = self.collector.read(place, &self.context_of(from), self.buffers);
        self.follow(from, &message);
        self.collector.message(place, message, details, &self.sides[from.index()]);
    }

    /// What the grammar has to know to read a message of this end: the kind of its certificate, too (RFC 7250).
    fn context_of(&self, from: Direction) -> Context {
        Context { certificate_type: self.certificate_types[from.index()], ..self.context }
    }

    /// What a message changes: the version, the keys, the shape of what comes.
    fn follow(&mut self, from: Direction, message: &Message) {
        match message {
            Message::ClientHello(hello) => {
                self.keys.client_hello(&hello.random);
                if hello.extensions.has(ExtensionType::EARLY_DATA) {
                    self.sides[Direction::ClientToServer.index()].expect_early_data();
                }
            }
            Message::ServerHello(hello) => {
                self.certificate_types = chosen_types(&hello.extensions);
                self.context.version = Some(hello.version());
                self.context.cipher_suite = Some(hello.cipher_suite);
                self.keys.server_hello(hello);
                if hello.version().is_tls13() {
                    self.sides[Direction::ServerToClient.index()].change_keys(Epoch::Handshake);
                    self.sides[Direction::ClientToServer.index()].expect_handshake_keys();
                }
            }
            Message::HelloRetryRequest(_) => {
                self.context.version = Some(ProtocolVersion::TLS_1_3);
                self.sides[Direction::ClientToServer.index()].reject_early_data();
            }
            Message::EncryptedExtensions(message) => self.certificate_types = chosen_types(&message.extensions),
            other => self.follow_by_type(from, other.handshake_type()),
        }
    }

    /// Of these it is enough to know that they were sent.
    fn follow_by_type(&mut self, from: Direction, message: HandshakeType) {
        let is_tls13 = self.context.is_tls13();
        let side = &mut self.sides[from.index()];
        match message {
            HandshakeType::END_OF_EARLY_DATA => side.change_keys(Epoch::Handshake),
            HandshakeType::FINISHED if is_tls13 => side.change_keys(Epoch::Application),
            HandshakeType::FINISHED => side.epoch = Epoch::Application,
            HandshakeType::KEY_UPDATE => side.update_keys(&self.keys),
            _ => {}
        }
    }

    fn change_cipher_spec(&mut self, from: Direction, content: &Content) {
        let place = self.place(from, content, content.span);
        self.collector.change_cipher_spec(place, content.record, true, self.buffers);
        match self.context.version {
            Some(version) if version.is_tls13() => {}
            Some(_) => self.sides[from.index()].change_cipher(&self.keys),
            None => self.sides[from.index()].may_be_encrypted = true,
        }
    }

    /// The ChangeCipherSpec of a renegotiation says what it is in its header: it need not be opened.
    fn sealed_change_cipher_spec(&mut self, piece: &Piece, record: usize) {
        let place = self.place_of(piece, Protection::Sealed);
        self.collector.change_cipher_spec(place, record, false, self.buffers);
        self.sides[piece.from.index()].change_cipher(&self.keys);
    }

    fn place(&self, from: Direction, content: &Content, span: Span) -> Place {
        let epoch = if content.protection == Protection::Clear { Epoch::Initial } else { self.sides[from.index()].epoch };
        Place { from, epoch, protection: content.protection, time_us: content.time_us, span }
    }

    /// The place of a piece that was not opened.
    fn place_of(&self, piece: &Piece, protection: Protection) -> Place {
        let epoch = if protection == Protection::Clear { Epoch::Initial } else { self.sides[piece.from.index()].epoch };
        Place { from: piece.from, epoch, protection, time_us: piece.time_us, span: piece.span }
    }

    fn finish(self) {
        for side in &self.sides {
            if let Some(rest) = side.unfinished(self.buffers) {
                if let Some(what) = side.excess() {
                    self.collector.issue(rest, || what);
                    continue;
                }
                let wanted = Header::peek(self.buffers.bytes(rest)).map(|header| header.length + handshake::HEADER);
                self.collector.issue(rest, || {
                    wanted.map_or_else(
                        || "the header of a handshake message is cut short".into(),
                        |wanted| format!("a handshake message of {wanted} bytes is cut short at {}", rest.len()),
                    )
                });
            }
        }
    }
}

/// The kinds of certificates that the server chose for client and server: X.509 where it says nothing.
fn chosen_types(extensions: &Extensions) -> [CertificateType; 2] {
    let chosen = |types: &[CertificateType]| types.first().copied().unwrap_or_default();
    [chosen(&extensions.client_certificate_types), chosen(&extensions.server_certificate_types)]
}
