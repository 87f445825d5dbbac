//! Depth 3: every byte with its meaning, as it was on the wire and, where it was encrypted, as it was opened.

use super::step::{ByteBlock, ByteLine};
use crate::bytes::{Node, Span, Value};
use crate::trace::{Body, Connection, Event, Protection, Record};

/// The blocks of one event: the records that carried it, then what they held.
pub(super) fn event(connection: &Connection, event: &Event) -> Vec<ByteBlock> {
    let records = event.records.iter().filter_map(|&index| connection.records.get(index));
    let mut blocks: Vec<ByteBlock> = records.map(|record| wire_block(connection, event, record)).collect();
    if let Some(block) = content_block(connection, event) {
        blocks.push(block);
    }
    blocks
}

/// A record as it was on the wire. A record in the clear that carries only this message is not shown twice: its
/// content follows in the next block.
fn wire_block(connection: &Connection, event: &Event, record: &Record) -> ByteBlock {
    let shared = if carries_others(connection, event, record) { ", shared with other messages" } else { "" };
    let title = format!("on the wire, from the {}, bytes {}..{}{shared}", record.from.sender(), record.span.start, record.span.end);
    let lines = match (&record.tree, record.protection) {
        (Some(tree), Protection::Clear) => header_lines(connection, tree),
        (Some(tree), _) => lines(connection, tree),
        (None, _) => vec![raw(connection, record.span, "record")],
    };
    ByteBlock { title, lines }
}

/// The record header, and a line that stands for the fragment.
fn header_lines(connection: &Connection, tree: &Node) -> Vec<ByteLine> {
    let mut found = lines(connection, tree);
    if let Some(last) = found.last_mut().filter(|line| line.text.starts_with("fragment")) {
        last.text = format!("fragment, {} bytes in the clear: see below", last.bytes.len());
        last.bytes.clear();
    }
    found
}

fn carries_others(connection: &Connection, event: &Event, record: &Record) -> bool {
    connection.events.iter().any(|other| {
        other.step != event.step
            && other.records.iter().any(|&index| connection.records.get(index).is_some_and(|found| found.span == record.span))
    })
}

fn content_block(connection: &Connection, event: &Event) -> Option<ByteBlock> {
    let opened = if event.protection == Protection::Opened { "opened" } else { "content" };
    let title = |what: &str| format!("{opened}: {what}, {} bytes", event.span.len());
    match (&event.tree, &event.body) {
        (Some(tree), Body::Handshake(_)) => Some(ByteBlock { title: title("handshake message"), lines: lines(connection, tree) }),
        (Some(tree), Body::Alert(_)) => Some(ByteBlock { title: title("alert"), lines: lines(connection, tree) }),
        (Some(tree), _) => Some(ByteBlock { title: title("content"), lines: lines(connection, tree) }),
        (None, Body::ApplicationData(_)) => {
            Some(ByteBlock { title: title("application data"), lines: vec![raw(connection, event.span, "application_data")] })
        }
        (None, Body::Plaintext(_)) => Some(ByteBlock { title: title("not TLS"), lines: vec![raw(connection, event.span, "bytes")] }),
        (None, _) => None,
    }
}

fn raw(connection: &Connection, span: Span, name: &str) -> ByteLine {
    let bytes = connection.buffers.bytes(span);
    ByteLine { indent: 0, bytes: bytes.to_vec(), text: format!("{name}, {} bytes", bytes.len()) }
}

/// A tree as lines: a group is a heading, a leaf has the bytes.
fn lines(connection: &Connection, tree: &Node) -> Vec<ByteLine> {
    let mut found = Vec::new();
    for child in &tree.children {
        add(connection, child, 0, &mut found);
    }
    found
}

fn add(connection: &Connection, node: &Node, indent: usize, found: &mut Vec<ByteLine>) {
    if node.is_leaf() {
        let bytes = connection.buffers.bytes(node.span).to_vec();
        found.push(ByteLine { indent, bytes, text: text(node) });
        return;
    }
    found.push(ByteLine { indent, bytes: Vec::new(), text: text(node) });
    for child in &node.children {
        add(connection, child, indent + 1, found);
    }
}

fn text(node: &Node) -> String {
    let name = node.name;
    match &node.value {
        Value::Parts { says: Some(says), .. } => format!("{name}: {says}"),
        Value::Parts { says: None, .. } => name.to_owned(),
        Value::Bytes if node.span.len() > 8 => format!("{name}, {} bytes", node.span.len()),
        Value::Bytes => name.to_owned(),
        Value::Number(number) => format!("{name} {number}"),
        Value::Length(length) => format!("{name} {length:#04x} ({length})"),
        Value::Code { name: code, .. } => format!("{name} {code}"),
        Value::Text(text) => format!("{name} {text}"),
        Value::Undecoded => format!("undecoded, {} bytes", node.span.len()),
    }
}
