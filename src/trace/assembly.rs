//! From pieces of two streams to steps: opens records, puts messages together, and follows the change of keys.
//!
//! A handshake message may be split over records and share records with others, so messages are read from a buffer
//! of their own, one for each direction and epoch, whose origin map leads every byte back to the wire.

use super::connection::Record;
use super::epochs::{Keys, Side};
use super::event::{Body, Epoch, Event, Protection, Sealed};
use super::streams::{MAX_RECORDS, Piece, wire_id};
use super::unpack::unpack;
use crate::bytes::{Buffers, Issue, Span};
use crate::capture::{Direction, KeyLog};
use crate::names::{ContentType, ExtensionType, HandshakeType, ProtocolVersion};
use crate::wire::handshake::{self, Context, Header, Message};
use crate::wire::{self, alert, record};

/// What the walk over the records gives.
#[derive(Debug)]
pub(super) struct Assembled {
    pub(super) buffers: Buffers,
    pub(super) records: Vec<Record>,
    pub(super) events: Vec<Event>,
    pub(super) issues: Vec<Issue>,
}

/// Walks the pieces in causal order.
pub(super) fn assemble(pieces: &[Piece], buffers: Buffers, keylog: &KeyLog) -> Assembled {
    let result = Assembled { buffers, records: Vec::new(), events: Vec::new(), issues: Vec::new() };
    let mut assembly =
        Assembly { keys: Keys::new(keylog), sides: Direction::BOTH.map(Side::new), context: Context::default(), last: [None; 2], result };
    for piece in pieces {
        assembly.piece(piece);
    }
    assembly.finish()
}

struct Assembly<'a> {
    keys: Keys<'a>,
    sides: [Side; 2],
    context: Context,
    /// The last step of each direction.
    last: [Option<usize>; 2],
    result: Assembled,
}

/// The content of a record, and where it came from.
struct Content {
    kind: ContentType,
    span: Span,
    protection: Protection,
    record: usize,
    time_us: u64,
}

impl Assembly<'_> {
    fn piece(&mut self, piece: &Piece) {
        if let Some(lost) = piece.lost {
            self.gap(piece, lost);
        }
        let Some(header) = piece.header else { return self.not_a_record(piece) };
        let sealed = self.is_sealed(piece.from, header);
        let record = self.add_record(piece, header, sealed);
        if sealed {
            self.open(piece, header, record);
        } else {
            let span = Span::new(piece.span.buffer, piece.span.start + record::HEADER, piece.span.end);
            self.content(
                piece.from,
                &Content { kind: header.content_type, span, protection: Protection::Clear, record, time_us: piece.time_us },
            );
        }
    }

    /// In TLS 1.3 only `application_data` records are encrypted; up to TLS 1.2 all records behind ChangeCipherSpec are, the
    /// ChangeCipherSpec of a renegotiation too (in the clear it is one byte long).
    fn is_sealed(&self, from: Direction, header: record::Header) -> bool {
        let side = &self.sides[from.index()];
        match header.content_type {
            ContentType::CHANGE_CIPHER_SPEC if header.length == 1 => false,
            ContentType::APPLICATION_DATA => true,
            _ => side.is_encrypted() && !self.context.is_tls13(),
        }
    }

    fn add_record(&mut self, piece: &Piece, header: record::Header, sealed: bool) -> usize {
        let data = self.result.buffers.get(piece.span.buffer).map_or(&[][..], |buffer| buffer.bytes());
        let ((), tree, mut issues) = wire::decode(data, piece.span, |reader| record::record(reader, sealed));
        self.result.issues.append(&mut issues);
        self.result.records.push(Record {
            from: piece.from,
            span: piece.span,
            content_type: header.content_type,
            protection: if sealed { Protection::Sealed } else { Protection::Clear },
            epoch: self.sides[piece.from.index()].epoch,
            content: (!sealed).then(|| Span::new(piece.span.buffer, piece.span.start + record::HEADER, piece.span.end)),
            tree,
        });
        self.result.records.len() - 1
    }

    /// Bytes were not captured: a message that was begun is lost, and what follows may be any number of records later.
    fn gap(&mut self, piece: &Piece, lost: u64) {
        let what = match lost {
            0 => "the beginning was not captured".to_owned(),
            lost => format!("{lost} bytes before this were not captured"),
        };
        self.issue(piece.span, what);
        self.sides[piece.from.index()].gap();
    }

    fn not_a_record(&mut self, piece: &Piece) {
        if piece.lost.is_some() {
            return self.issue(piece.span, "the end of a record whose beginning was not captured");
        }
        if piece.excess {
            return self.issue(piece.span, format!("more than {MAX_RECORDS} records: the rest is not read"));
        }
        self.issue(piece.span, "not a TLS record");
        let step = self.new_event(piece.from, Protection::Clear, piece.time_us, piece.span, Body::Plaintext(piece.span.len()));
        self.add(step);
    }

    fn open(&mut self, piece: &Piece, header: record::Header, index: usize) {
        let Assembled { buffers, records, .. } = &mut self.result;
        let opened = if piece.cut_short {
            Err("the stream ends inside this record".into())
        } else {
            self.sides[piece.from.index()].open(piece, header, &self.keys, buffers)
        };
        match opened {
            Ok(opened) => {
                let entry = &mut records[index];
                entry.protection = Protection::Opened;
                entry.epoch = self.sides[piece.from.index()].epoch;
                entry.content_type = opened.content_type;
                entry.content = Some(opened.content);
                let content = Content {
                    kind: opened.content_type,
                    span: opened.content,
                    protection: Protection::Opened,
                    record: index,
                    time_us: piece.time_us,
                };
                self.content(piece.from, &content);
            }
            Err(_) if header.content_type == ContentType::CHANGE_CIPHER_SPEC => self.sealed_change_cipher_spec(piece, index),
            Err(why) => {
                let body = Body::Sealed(Sealed { content_type: header.content_type, length: header.length, why });
                let mut event = self.new_event(piece.from, Protection::Sealed, piece.time_us, piece.span, body);
                event.records = vec![index];
                self.add(event);
            }
        }
    }

    fn content(&mut self, from: Direction, content: &Content) {
        match content.kind {
            ContentType::HANDSHAKE => self.handshake(from, content),
            ContentType::ALERT => self.alert(from, content),
            ContentType::CHANGE_CIPHER_SPEC => self.change_cipher_spec(from, content),
            ContentType::APPLICATION_DATA => self.application_data(from, content),
            other => {
                self.issue(content.span, format!("a record of the type {other}"));
                self.push(from, content, content.span, Body::Plaintext(content.span.len()), None);
            }
        }
    }

    /// Appends a fragment to the message buffer of its direction and epoch, and reads every message that is complete.
    fn handshake(&mut self, from: Direction, content: &Content) {
        let side = &mut self.sides[from.index()];
        side.append_fragment(content.span, content.record, &mut self.result.buffers);
        while let Some(span) = self.sides[from.index()].next_message(&self.result.buffers) {
            self.message(from, content, span);
        }
    }

    fn message(&mut self, from: Direction, content: &Content, span: Span) {
        let data = self.result.buffers.get(span.buffer).map_or(&[][..], |buffer| buffer.bytes());
        let context = &self.context;
        let (message, tree, mut issues) = wire::decode(data, span, |reader| handshake::message(reader, context));
        self.result.issues.append(&mut issues);
        let message = self.unpacked(from, span, message);
        let records = self.sides[from.index()].records_of(span);
        let mut event = self.new_event(from, content.protection, content.time_us, span, Body::Handshake(message));
        event.tree = tree;
        event.records = records;
        self.add(event);
        self.follow(from);
    }

    /// A compressed Certificate gets what is packed in it, from a buffer of its own.
    fn unpacked(&mut self, from: Direction, span: Span, message: Message) -> Message {
        let Message::CompressedCertificate(mut packed) = message else { return message };
        match unpack(&packed) {
            Ok(bytes) => {
                let id = self.result.buffers.create(format!("{} certificate, unpacked", from.sender()));
                let certificate = self.result.buffers.append(id, &bytes, Some(span));
                let (message, _, mut issues) = wire::decode(&bytes, certificate, |reader| handshake::message(reader, &self.context));
                self.result.issues.append(&mut issues);
                if let Message::Certificate(certificate) = message {
                    packed.certificate = Some(Box::new(certificate));
                }
            }
            Err(why) => self.issue(span, why),
        }
        Message::CompressedCertificate(packed)
    }

    /// What the last message changes: the version, the keys, the shape of what comes.
    fn follow(&mut self, from: Direction) {
        let Some(Event { body: Body::Handshake(message), .. }) = self.result.events.last() else { return };
        match message {
            Message::ClientHello(hello) => {
                self.keys.client_hello(&hello.random);
                if hello.extensions.has(ExtensionType::EARLY_DATA) {
                    self.sides[Direction::ClientToServer.index()].expect_early_data();
                }
            }
            Message::ServerHello(hello) => {
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
            Message::Bare(HandshakeType::END_OF_EARLY_DATA) => self.sides[from.index()].change_keys(Epoch::Handshake),
            Message::Finished(_) if self.context.is_tls13() => self.sides[from.index()].change_keys(Epoch::Application),
            Message::Finished(_) => self.sides[from.index()].epoch = Epoch::Application,
            Message::KeyUpdate(_) => self.sides[from.index()].update_keys(&self.keys),
            _ => {}
        }
    }

    fn alert(&mut self, from: Direction, content: &Content) {
        let data = self.result.buffers.get(content.span.buffer).map_or(&[][..], |buffer| buffer.bytes());
        let (alert, tree, mut issues) = wire::decode(data, content.span, alert::alert);
        self.result.issues.append(&mut issues);
        self.push(from, content, content.span, Body::Alert(alert), tree);
    }

    fn change_cipher_spec(&mut self, from: Direction, content: &Content) {
        let data = self.result.buffers.get(content.span.buffer).map_or(&[][..], |buffer| buffer.bytes());
        let ((), tree, mut issues) = wire::decode(data, content.span, record::change_cipher_spec);
        self.result.issues.append(&mut issues);
        self.push(from, content, content.span, Body::ChangeCipherSpec, tree);
        if !self.context.is_tls13() && self.context.version.is_some() {
            self.sides[from.index()].change_keys(Epoch::Handshake);
        }
    }

    /// The ChangeCipherSpec of a renegotiation says what it is in its header: it need not be opened.
    fn sealed_change_cipher_spec(&mut self, piece: &Piece, index: usize) {
        let mut event = self.new_event(piece.from, Protection::Sealed, piece.time_us, piece.span, Body::ChangeCipherSpec);
        event.records = vec![index];
        self.add(event);
        self.sides[piece.from.index()].change_keys(Epoch::Handshake);
    }

    /// A run of application data in one direction is one step.
    fn application_data(&mut self, from: Direction, content: &Content) {
        let span = self.sides[from.index()].append_data(content.span, &mut self.result.buffers);
        let epoch = self.sides[from.index()].epoch;
        let last = self.last[from.index()].and_then(|index| self.result.events.get_mut(index));
        if let Some(event) = last.filter(|event| matches!(event.body, Body::ApplicationData(_)) && event.epoch == epoch) {
            event.span.end = span.end;
            event.body = Body::ApplicationData(event.span.len());
            event.records.push(content.record);
            return;
        }
        self.push(from, content, span, Body::ApplicationData(span.len()), None);
    }

    fn push(&mut self, from: Direction, content: &Content, span: Span, body: Body, tree: Option<crate::bytes::Node>) {
        let mut event = self.new_event(from, content.protection, content.time_us, span, body);
        event.tree = tree;
        event.records = vec![content.record];
        self.add(event);
    }

    fn add(&mut self, event: Event) {
        self.last[event.from.index()] = Some(self.result.events.len());
        self.result.events.push(event);
    }

    fn new_event(&self, from: Direction, protection: Protection, time_us: u64, span: Span, body: Body) -> Event {
        let epoch = if protection == Protection::Clear { Epoch::Initial } else { self.sides[from.index()].epoch };
        Event {
            step: 0,
            from,
            epoch,
            protection,
            time_us,
            span,
            wire: Vec::new(),
            records: Vec::new(),
            tree: None,
            body,
            transcript_hash: None,
        }
    }

    fn issue(&mut self, span: Span, what: impl Into<String>) {
        self.result.issues.push(Issue { span, what: what.into() });
    }

    fn finish(mut self) -> Assembled {
        for side in &self.sides {
            if let Some(rest) = side.unfinished(&self.result.buffers) {
                if let Some(what) = side.excess() {
                    self.result.issues.push(Issue { span: rest, what });
                    continue;
                }
                let wanted = Header::peek(self.result.buffers.bytes(rest)).map(|header| header.length + handshake::HEADER);
                let what = wanted.map_or_else(
                    || "the header of a handshake message is cut short".into(),
                    |wanted| format!("a handshake message of {wanted} bytes is cut short at {}", rest.len()),
                );
                self.result.issues.push(Issue { span: rest, what });
            }
        }
        let Assembled { buffers, events, .. } = &mut self.result;
        for (index, event) in events.iter_mut().enumerate() {
            event.step = index + 1;
            event.wire = buffers.on_the_wire(event.span);
            debug_assert!(event.wire.iter().all(|span| span.buffer == wire_id(event.from)));
        }
        self.result
    }
}
