//! Depth 2: the fields of a message as a tree, names from the RFCs, values for people.

use std::ops::Range;

use crate::bytes::{Node, Shape, Span, Value};
use crate::trace::Connection;

/// How many bytes of an opaque value are shown before it is cut.
const SHOWN_BYTES: usize = 32;

/// The value of a group without parts.
const EMPTY: &str = "empty";

/// A field of a message, and what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name in the RFC; an extension goes by its type.
    pub name: String,
    /// Its value for a reader; empty for a group that is only its parts.
    pub value: String,
    /// Its parts.
    pub parts: Vec<Field>,
    /// The bytes that say it: offsets in the message with its header. A line of bytes has the same, and so the two find each
    /// other. `None` for what was computed.
    pub at: Option<Range<usize>>,
}

impl Field {
    /// A field without parts.
    pub(super) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), parts: Vec::new(), at: None }
    }
}

/// The fields of these nodes of a message. Lengths and DER tags are left out: they say nothing that the values do not.
pub(super) fn of(connection: &Connection, message: Span, nodes: &[Node]) -> Vec<Field> {
    let place = |node: &Node| offsets(message, node.span);
    nodes.iter().filter(|node| is_telling(node)).map(|node| Field { at: place(node), ..field(connection, message, node) }).collect()
}

/// Where a part of a message lies in it; `None` where it lies elsewhere, as what was decompressed does.
pub(super) fn offsets(message: Span, part: Span) -> Option<Range<usize>> {
    message.contains(part).then(|| part.start - message.start..part.end - message.start)
}

fn is_telling(node: &Node) -> bool {
    !matches!(node.value, Value::Length(_)) && !matches!(node.name, "tag" | "unused_bits")
}

fn field(connection: &Connection, message: Span, node: &Node) -> Field {
    let Value::Parts { shape, says } = &node.value else { return Field::new(node.name, leaf(connection, node)) };
    let says = says.clone().unwrap_or_default();
    let parts = of(connection, message, &node.children);
    if is_extension(node) {
        return extension(says, parts);
    }
    let holds_extensions = node.children.iter().any(is_extension);
    match (shape, parts.as_slice()) {
        (_, []) => Field::new(node.name, if says.is_empty() { EMPTY.into() } else { says }),
        (_, [_]) if !holds_extensions => merged(node.name.to_owned(), says, parts),
        (Shape::Items, items) if !holds_extensions && items.iter().all(|item| item.parts.is_empty()) => Field::new(node.name, join(&parts)),
        _ => Field { name: node.name.to_owned(), value: says, parts, at: None },
    }
}

/// An extension of a message or of a certificate goes by its type.
fn is_extension(node: &Node) -> bool {
    let first = node.children.iter().find(|part| is_telling(part));
    // The identifier itself is a group of tag, length and value, and no extension.
    node.name != "extn_id" && first.is_some_and(|first| matches!(first.name, "extension_type" | "extn_id"))
}

fn extension(says: String, mut parts: Vec<Field>) -> Field {
    let name = parts.remove(0).value;
    let critical = parts.iter().position(|part| part.name == "critical").map(|place| parts.remove(place));
    let says = if says.starts_with(&name) { String::new() } else { says }; // of a certificate: its name, which stands there already
    let mut field = match parts.len() {
        0 => Field::new(name, EMPTY),
        1 => merged(name, says, parts),
        _ => Field { name, value: says, parts, at: None },
    };
    if critical.is_some() {
        field.value.push_str(", critical");
    }
    field
}

/// A group of one part is that part, under the group's name. A value in words goes before the bare one.
fn merged(name: String, says: String, mut parts: Vec<Field>) -> Field {
    let only = parts.remove(0);
    let is_bare = only.value.is_empty() || only.value == EMPTY || only.name == name;
    let value = if is_bare && !says.is_empty() { says } else { only.value };
    Field { name, value, parts: only.parts, at: None }
}

fn join(items: &[Field]) -> String {
    items.iter().map(|item| item.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// A leaf's value for people.
fn leaf(connection: &Connection, node: &Node) -> String {
    match &node.value {
        Value::Parts { says, .. } => says.clone().unwrap_or_default(),
        Value::Bytes => shortened(connection.buffers.bytes(node.span)),
        Value::Number(number) => number.to_string(),
        Value::Length(length) => format!("{length:#04x} ({length})"),
        Value::Code { name, .. } => name.clone(),
        Value::Text(text) => text.clone(),
        Value::Undecoded => format!("undecoded: {}", shortened(connection.buffers.bytes(node.span))),
    }
}

fn shortened(bytes: &[u8]) -> String {
    match bytes.get(..SHOWN_BYTES) {
        Some(start) if bytes.len() > SHOWN_BYTES => format!("{}… ({} bytes)", hex::encode(start), bytes.len()),
        _ => hex::encode(bytes),
    }
}
