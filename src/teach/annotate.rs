//! Depth 3: every byte with its meaning, as it was on the wire and, where it was encrypted, as it was opened.
//!
//! Messages share records. So the header of a record stands with the first message that it carries, what follows the
//! content (type, padding, tag) with the last, and between them each message has its own part: every byte of the wire
//! is shown once.

use super::fields::offsets;
use super::timeline::{ByteBlock, ByteLine};
use crate::bytes::{Node, Span, Value};
use crate::trace::{Body, Connection, Event, Protection, Record};

/// The blocks of one event: its part of each record that carried it, then what it said.
pub(super) fn event(connection: &Connection, event: &Event) -> Vec<ByteBlock> {
    let mut blocks: Vec<ByteBlock> = event.records.iter().filter_map(|&index| wire_block(connection, event, index)).collect();
    blocks.extend(content_block(connection, event));
    blocks
}

fn wire_block(connection: &Connection, event: &Event, index: usize) -> Option<ByteBlock> {
    let record = connection.records.get(index)?;
    let title = format!("on the wire, from the {}: record of {} bytes at {}", record.from.sender(), record.span.len(), record.span.start);
    let Some(content) = record.content.and_then(|content| whole(&connection.buffers.on_the_wire(content))) else {
        return Some(ByteBlock { title, lines: record.tree.as_ref().map(|tree| lines(connection, None, tree)).unwrap_or_default() });
    };
    let (before, after) = (outside(record, record.span.start, content.start), outside(record, content.end, record.span.end));
    let (is_first, is_last) = place(connection, event, index);
    let mut found = Vec::new();
    if is_first {
        found.extend(header(connection, record, before));
    }
    found.extend(event.wire.iter().filter_map(|part| overlap(*part, content)).map(|part| part_of_content(connection, record, part)));
    if is_last && !after.is_empty() {
        found.push(raw(connection, after, behind_content(connection, record)));
    }
    let title = if is_first { title } else { format!("{title}, continued") };
    Some(ByteBlock { title, lines: found })
}

/// The content's place in its record; `None` where it does not map as one range.
fn whole(ranges: &[Span]) -> Option<Span> {
    match ranges {
        [range] => Some(*range),
        _ => None,
    }
}

fn outside(record: &Record, start: usize, end: usize) -> Span {
    Span::new(record.span.buffer, start, end)
}

fn overlap(one: Span, other: Span) -> Option<Span> {
    let span = Span::new(one.buffer, one.start.max(other.start), one.end.min(other.end));
    (one.buffer == other.buffer && !span.is_empty()).then_some(span)
}

/// Whether the event is the first and the last one that the record carries.
fn place(connection: &Connection, event: &Event, index: usize) -> (bool, bool) {
    let steps: Vec<usize> = connection.events.iter().filter(|event| event.records.contains(&index)).map(|event| event.step).collect();
    (steps.first() == Some(&event.step), steps.last() == Some(&event.step))
}

/// The record's header, and an explicit nonce where there is one.
fn header(connection: &Connection, record: &Record, before: Span) -> Vec<ByteLine> {
    let fields = record.tree.iter().flat_map(|tree| &tree.children).filter(|field| field.span.end <= before.end);
    let mut found: Vec<ByteLine> = fields
        .map(|field| ByteLine { indent: 0, bytes: connection.buffers.bytes(field.span).to_vec(), text: text(field), at: None })
        .collect();
    let named: usize = found.iter().map(|line| line.bytes.len()).sum();
    let nonce = Span::new(before.buffer, before.start + named, before.end);
    if !nonce.is_empty() {
        found.push(raw(connection, nonce, "explicit nonce"));
    }
    found
}

/// The part of the content that is the event's. In the clear it is not shown twice: the message itself follows.
fn part_of_content(connection: &Connection, record: &Record, part: Span) -> ByteLine {
    match record.protection {
        Protection::Clear => ByteLine {
            indent: 0,
            bytes: Vec::new(),
            text: format!("{} bytes in the clear, at {}: see below", part.len(), part.start),
            at: None,
        },
        _ => raw(connection, part, "encrypted"),
    }
}

fn behind_content(connection: &Connection, record: &Record) -> &'static str {
    let is_block_cipher = connection.negotiated.suite().is_some_and(|suite| suite.cipher.block_length().is_some());
    match record.protection {
        Protection::Clear => "not read",
        _ if connection.negotiated.is_tls13() => "encrypted content type and padding, authentication tag",
        _ if is_block_cipher => "MAC and padding",
        _ => "authentication tag",
    }
}

fn content_block(connection: &Connection, event: &Event) -> Option<ByteBlock> {
    let opened = if event.protection == Protection::Opened { "opened" } else { "in the clear" };
    let title = |what: &str| format!("{opened}: {what}, {} bytes", event.span.len());
    let (what, raw_name) = match &event.body {
        Body::Handshake(_) => ("handshake message", "handshake message"),
        Body::Alert(_) => ("alert", "alert"),
        Body::ChangeCipherSpec => ("change_cipher_spec", "change_cipher_spec"),
        Body::ApplicationData(_) => ("application data", "application_data"),
        Body::Plaintext(_) => ("not TLS", "bytes"),
        Body::Sealed(_) => return None,
    };
    let whole = || vec![ByteLine { at: Some(0..event.span.len()), ..raw(connection, event.span, raw_name) }];
    let lines = event.tree.as_ref().map_or_else(whole, |tree| lines(connection, Some(event.span), tree));
    Some(ByteBlock { title: title(what), lines })
}

fn raw(connection: &Connection, span: Span, name: &str) -> ByteLine {
    let bytes = connection.buffers.bytes(span);
    ByteLine { indent: 0, bytes: bytes.to_vec(), text: format!("{name}, {}", count(bytes.len())), at: None }
}

/// A tree as lines: a group is a heading, a leaf has the bytes. `message` is what their places are counted in.
fn lines(connection: &Connection, message: Option<Span>, tree: &Node) -> Vec<ByteLine> {
    let mut found = Vec::new();
    for child in &tree.children {
        add(connection, message, child, 0, &mut found);
    }
    found
}

fn add(connection: &Connection, message: Option<Span>, node: &Node, indent: usize, found: &mut Vec<ByteLine>) {
    let bytes = if node.is_leaf() { connection.buffers.bytes(node.span).to_vec() } else { Vec::new() };
    let at = message.and_then(|message| offsets(message, node.span));
    found.push(ByteLine { indent, bytes, text: text(node), at });
    for child in &node.children {
        add(connection, message, child, indent + 1, found);
    }
}

fn text(node: &Node) -> String {
    let name = node.name;
    match &node.value {
        Value::Parts { says: Some(says), .. } => format!("{name}: {says}"),
        Value::Bytes if node.span.len() > 8 => format!("{name}, {}", count(node.span.len())),
        Value::Parts { says: None, .. } | Value::Bytes => name.to_owned(),
        Value::Number(number) => format!("{name} {number}"),
        Value::Length(length) => format!("{name} {length:#04x} ({length})"),
        Value::Code { name: code, .. } => format!("{name} {code}"),
        Value::Text(text) => format!("{name} {text}"),
        Value::Undecoded => format!("undecoded, {}", count(node.span.len())),
    }
}

fn count(bytes: usize) -> String {
    format!("{bytes} byte{}", if bytes == 1 { "" } else { "s" })
}
