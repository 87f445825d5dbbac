//! What a trace keeps of the walk: every record, every step, and what is odd; with each byte under its name, or without.

use super::assembly::{Collector, Content, Place, walk};
use super::connection::Record;
use super::effort::Effort;
use super::epochs::Side;
use super::event::{Body, Epoch, Event, Protection, Sealed};
use super::streams::{Piece, wire_id};
use super::unpack::unpack;
use crate::bytes::{Buffers, Issue, Node, Reader, Remarks, Sink, Span, Tree, Value};
use crate::capture;
use crate::crypt::Secret;
use crate::names::ContentType;
use crate::wire::handshake::{self, Context, Message, sslv2};
use crate::wire::{self, alert, record};

/// What the walk over the records gives.
#[derive(Debug)]
pub(super) struct Assembled {
    pub(super) buffers: Buffers,
    pub(super) records: Vec<Record>,
    pub(super) events: Vec<Event>,
    pub(super) issues: Vec<Issue>,
    /// Of several secrets of one label and client random those that fit: label, client random, secret.
    pub(super) chosen: Vec<(&'static str, Vec<u8>, Secret)>,
}

/// Walks the pieces in causal order, and keeps all that is met.
pub(super) fn assemble(pieces: &[Piece], mut buffers: Buffers, capture: &capture::Connection, effort: Effort) -> Assembled {
    let mut steps = Steps { effort, last: [None; 2], records: Vec::new(), events: Vec::new(), issues: Vec::new(), chosen: Vec::new() };
    walk(pieces, &mut buffers, capture, &mut steps);
    let Steps { records, mut events, issues, chosen, .. } = steps;
    for (index, event) in events.iter_mut().enumerate() {
        event.step = index + 1;
        // What a saved trace does not hold has its place on the wire already.
        event.wire.extend(buffers.on_the_wire(event.span));
        event.wire.sort_by_key(|span| span.start);
        debug_assert!(event.wire.iter().all(|span| span.buffer == wire_id(event.from)));
    }
    Assembled { buffers, records, events, issues, chosen }
}

struct Steps {
    effort: Effort,
    /// The last step of each direction.
    last: [Option<usize>; 2],
    records: Vec<Record>,
    events: Vec<Event>,
    issues: Vec<Issue>,
    chosen: Vec<(&'static str, Vec<u8>, Secret)>,
}

/// What the grammar left beside the facts.
#[derive(Debug, Default)]
pub(super) struct Details {
    tree: Option<Node>,
    left_over: bool,
}

/// A grammar that runs with any sink.
trait Grammar {
    type Facts;
    fn read<S: Sink>(self, reader: &mut Reader<'_, '_, S>) -> Self::Facts;
}

impl Collector for Steps {
    type Details = Details;

    fn record(&mut self, piece: &Piece, header: record::Header, sealed: bool, epoch: Epoch, buffers: &Buffers) -> usize {
        let ((), details) = self.decode(buffers, piece.span, RecordGrammar { sealed });
        self.records.push(Record {
            from: piece.from,
            span: piece.span,
            content_type: header.content_type,
            protection: if sealed { Protection::Sealed } else { Protection::Clear },
            epoch,
            content: (!sealed).then(|| Span::new(piece.span.buffer, piece.span.start + record::HEADER, piece.span.end)),
            tree: details.tree,
        });
        self.records.len() - 1
    }

    fn opened(&mut self, record: usize, content: &Content, epoch: Epoch) {
        if let Some(record) = self.records.get_mut(record) {
            (record.protection, record.epoch) = (Protection::Opened, epoch);
            (record.content_type, record.content) = (content.kind, Some(content.span));
        }
    }

    fn sealed(&mut self, place: Place, record: usize, sealed: Sealed) {
        self.push(place, vec![record], Body::Sealed(sealed), Details::default());
    }

    fn read(&mut self, place: Place, context: &Context, buffers: &mut Buffers) -> (Message, Details) {
        let (message, details) = self.decode(buffers, place.span, MessageGrammar { context });
        (self.unpacked(place, message, context, buffers), details)
    }

    fn message(&mut self, place: Place, message: Message, details: Details, side: &Side) {
        self.push(place, side.records_of(place.span), Body::Handshake(message), details);
    }

    fn sslv2_client_hello(&mut self, piece: &Piece, place: Place, buffers: &Buffers) -> Message {
        let ((), Details { tree, .. }) = self.decode(buffers, piece.span, Sslv2RecordGrammar);
        let (hello, details) = self.decode(buffers, place.span, Sslv2HelloGrammar);
        let (content_type, epoch, protection) = (ContentType::HANDSHAKE, Epoch::Initial, Protection::Clear);
        self.records.push(Record { from: piece.from, span: piece.span, content_type, protection, epoch, content: Some(place.span), tree });
        self.push(place, vec![self.records.len() - 1], Body::Handshake(hello.clone()), details);
        hello
    }

    fn alert(&mut self, place: Place, record: usize, buffers: &Buffers) {
        let (alert, details) = self.decode(buffers, place.span, AlertGrammar);
        self.push(place, vec![record], Body::Alert(alert), details);
    }

    fn change_cipher_spec(&mut self, place: Place, record: usize, is_read: bool, buffers: &Buffers) {
        let details = if is_read { self.decode(buffers, place.span, ChangeCipherSpecGrammar).1 } else { Details::default() };
        self.push(place, vec![record], Body::ChangeCipherSpec, details);
    }

    /// A run of application data in one direction is one step.
    fn application_data(&mut self, place: Place, content: &Content, side: &mut Side, buffers: &mut Buffers) {
        let span = side.append_data(place.span, buffers);
        let last = self.last[place.from.index()].and_then(|index| self.events.get_mut(index));
        if let Some(event) = last.filter(|event| matches!(event.body, Body::ApplicationData(_)) && event.epoch == side.epoch) {
            event.span.end = span.end;
            event.records.push(content.record);
        } else {
            self.push(Place { span, ..place }, vec![content.record], Body::ApplicationData(0), Details::default());
        }
        let event = self.last[place.from.index()].and_then(|index| self.events.get_mut(index));
        if let Some(Event { body: Body::ApplicationData(length), wire, .. }) = event {
            *length += span.len() + content.withheld.map_or(0, Span::len);
            wire.extend(content.withheld);
        }
    }

    fn plaintext(&mut self, place: Place, record: Option<usize>) {
        self.push(place, Vec::from_iter(record), Body::Plaintext(place.span.len()), Details::default());
    }

    fn chose(&mut self, label: &'static str, client_random: &[u8], secret: &Secret) {
        self.chosen.push((label, client_random.to_vec(), secret.clone()));
    }

    fn issue(&mut self, span: Span, what: impl FnOnce() -> String) {
        self.issues.push(Issue { span, what: what() });
    }
}

impl Steps {
    /// Runs a grammar with the sink that the effort asks for.
    fn decode<G: Grammar>(&mut self, buffers: &Buffers, span: Span, grammar: G) -> (G::Facts, Details) {
        let data = buffers.get(span.buffer).map_or(&[][..], |buffer| buffer.bytes());
        match self.effort {
            Effort::Full => {
                let (facts, tree, mut issues) = wire::decode(data, span, |reader: &mut Reader<'_, '_, Tree>| grammar.read(reader));
                self.issues.append(&mut issues);
                let left_over = tree.as_ref().is_some_and(is_left_over);
                (facts, Details { tree, left_over })
            }
            Effort::Facts => {
                let mut remarks = Remarks::default();
                let facts = grammar.read(&mut Reader::new(data, span, &mut remarks));
                self.issues.append(&mut remarks.issues);
                (facts, Details { tree: None, left_over: remarks.left_over })
            }
        }
    }

    /// A compressed Certificate gets what is packed in it, from a buffer of its own.
    fn unpacked(&mut self, place: Place, message: Message, context: &Context, buffers: &mut Buffers) -> Message {
        let Message::CompressedCertificate(mut packed) = message else { return message };
        match unpack(&packed) {
            Ok(bytes) => {
                let id = buffers.create(format!("{} certificate, unpacked", place.from.sender()));
                let certificate = buffers.append(id, &bytes, Some(place.span));
                let (message, _) = self.decode(buffers, certificate, MessageGrammar { context });
                if let Message::Certificate(certificate) = message {
                    packed.certificate = Some(Box::new(certificate));
                }
            }
            Err(why) => self.issue(place.span, || why),
        }
        Message::CompressedCertificate(packed)
    }

    fn push(&mut self, place: Place, records: Vec<usize>, body: Body, details: Details) {
        self.last[place.from.index()] = Some(self.events.len());
        self.events.push(Event {
            step: 0,
            from: place.from,
            epoch: place.epoch,
            protection: place.protection,
            time_us: place.time_us,
            span: place.span,
            wire: Vec::new(),
            records,
            tree: details.tree,
            left_over: details.left_over,
            body,
            transcript_hash: None,
        });
    }
}

fn is_left_over(node: &Node) -> bool {
    node.value == Value::Undecoded || node.children.iter().any(is_left_over)
}

struct RecordGrammar {
    sealed: bool,
}

impl Grammar for RecordGrammar {
    type Facts = ();
    fn read<S: Sink>(self, reader: &mut Reader<'_, '_, S>) {
        record::record(reader, self.sealed);
    }
}

struct MessageGrammar<'a> {
    context: &'a Context,
}

impl Grammar for MessageGrammar<'_> {
    type Facts = Message;
    fn read<S: Sink>(self, reader: &mut Reader<'_, '_, S>) -> Message {
        handshake::message(reader, self.context)
    }
}

struct Sslv2RecordGrammar;

impl Grammar for Sslv2RecordGrammar {
    type Facts = ();
    fn read<S: Sink>(self, reader: &mut Reader<'_, '_, S>) {
        sslv2::record(reader);
    }
}

struct Sslv2HelloGrammar;

impl Grammar for Sslv2HelloGrammar {
    type Facts = Message;
    fn read<S: Sink>(self, reader: &mut Reader<'_, '_, S>) -> Message {
        sslv2::client_hello(reader)
    }
}

struct AlertGrammar;

impl Grammar for AlertGrammar {
    type Facts = alert::Alert;
    fn read<S: Sink>(self, reader: &mut Reader<'_, '_, S>) -> alert::Alert {
        alert::alert(reader)
    }
}

struct ChangeCipherSpecGrammar;

impl Grammar for ChangeCipherSpecGrammar {
    type Facts = ();
    fn read<S: Sink>(self, reader: &mut Reader<'_, '_, S>) {
        record::change_cipher_spec(reader);
    }
}
