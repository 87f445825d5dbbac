//! Depth 2: the fields of a message as lines, names from the RFCs, values for people.

use super::step::Field;
use crate::bytes::{Node, Shape, Value};
use crate::trace::Connection;

/// How many bytes of an opaque value are shown before it is cut.
const SHOWN_BYTES: usize = 32;

/// The lines of these nodes. Lengths are left out: they say nothing that the values do not.
pub(super) fn of(connection: &Connection, nodes: &[Node]) -> Vec<Field> {
    let mut lines = Vec::new();
    for node in nodes {
        add(connection, node, 0, &mut lines);
    }
    lines
}

fn add(connection: &Connection, node: &Node, indent: usize, lines: &mut Vec<Field>) {
    if matches!(node.value, Value::Length(_)) {
        return;
    }
    let Some(parts) = parts(node) else {
        return lines.push(Field { indent, name: node.name.to_owned(), value: value(connection, node) });
    };
    if let [only] = parts[..]
        && only.name == node.name
        && only.is_leaf()
    {
        return lines.push(Field { indent, name: node.name.to_owned(), value: value(connection, only) });
    }
    if let Some(inline) = inline(connection, node, &parts) {
        return lines.push(Field { indent, name: node.name.to_owned(), value: inline });
    }
    let title = title(node, &parts);
    lines.push(title.1.into_field(indent, title.0));
    for part in parts.into_iter().skip(title.2) {
        add(connection, part, indent + 1, lines);
    }
}

/// The parts that say something; `None` for a leaf.
fn parts(node: &Node) -> Option<Vec<&Node>> {
    (!node.is_leaf()).then(|| node.children.iter().filter(|part| !matches!(part.value, Value::Length(_))).collect())
}

/// A list of plain values, or an empty one, fits in one line.
fn inline(connection: &Connection, node: &Node, parts: &[&Node]) -> Option<String> {
    if parts.is_empty() {
        return Some(says(node).unwrap_or("empty").to_owned());
    }
    let is_list = matches!(node.value, Value::Parts { shape: Shape::Items, .. });
    let plain = |part: &&Node| part.is_leaf() || collapses(part);
    (is_list && parts.iter().all(plain)).then(|| parts.iter().map(|part| value(connection, leaf(part))).collect::<Vec<_>>().join(", "))
}

/// A group such as `length, host_name` under the name `host_name`.
fn collapses(node: &Node) -> bool {
    parts(node).is_some_and(|parts| matches!(parts[..], [only] if only.is_leaf() && only.name == node.name))
}

fn leaf(node: &Node) -> &Node {
    if collapses(node) { node.children.iter().find(|part| part.name == node.name).unwrap_or(node) } else { node }
}

struct Title(String);

impl Title {
    fn into_field(self, indent: usize, name: String) -> Field {
        Field { indent, name, value: self.0 }
    }
}

/// A group's own line: an extension goes by its type, whose node is then not shown again.
fn title(node: &Node, parts: &[&Node]) -> (String, Title, usize) {
    let text = says(node).unwrap_or_default().to_owned();
    match parts.first() {
        Some(Node { name: "extension_type", value: Value::Code { name, .. }, .. }) => {
            let value = if text.is_empty() && parts.len() == 1 { "present, empty".to_owned() } else { text };
            (name.clone(), Title(value), 1)
        }
        _ => (node.name.to_owned(), Title(text), 0),
    }
}

fn says(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Parts { says, .. } => says.as_deref(),
        _ => None,
    }
}

/// A leaf's value for people.
pub(super) fn value(connection: &Connection, node: &Node) -> String {
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
