//! A message's fields as JSON: RFC names, readable values; lengths and DER tags, which say nothing more, left out.

use serde_json::{Map, Value as Json};

use crate::bytes::{Buffers, Node, Shape, Value};

/// The fields of a message, its header left out.
pub(super) fn of(tree: &Node, buffers: &Buffers) -> Json {
    let is_header = |node: &&Node| node.name != "msg_type" && !matches!(node.value, Value::Length(_));
    object(tree.children.iter().filter(is_header), buffers)
}

fn value(node: &Node, buffers: &Buffers) -> Json {
    match &node.value {
        Value::Number(number) | Value::Length(number) => (*number).into(),
        Value::Code { name, .. } => name.as_str().into(),
        Value::Text(text) => text.as_str().into(),
        Value::Bytes | Value::Undecoded => hex::encode(buffers.bytes(node.span)).into(),
        Value::Parts { shape, says } => parts(node, *shape, says.as_deref(), buffers),
    }
}

fn parts(node: &Node, shape: Shape, says: Option<&str>, buffers: &Buffers) -> Json {
    let telling: Vec<&Node> = node.children.iter().filter(|part| says_something(part)).collect();
    match (shape, telling.as_slice(), says) {
        (_, _, Some(says)) if is_der(node) && !keeps_its_parts(node.name) => says.into(),
        (_, [only], _) if only.name == node.name => value(only, buffers),
        (Shape::Items, items, _) => items.iter().map(|item| value(item, buffers)).collect(),
        (Shape::Fields, [], says) => says.unwrap_or_default().into(),
        (Shape::Fields, fields, _) => object(fields.iter().copied(), buffers),
    }
}

/// Parts of a certificate that are more than what they amount to.
fn keeps_its_parts(name: &str) -> bool {
    matches!(name, "certificate" | "tbs_certificate" | "validity" | "extensions" | "extension" | "subject_public_key_info")
}

fn is_der(node: &Node) -> bool {
    node.children.first().is_some_and(|first| first.name == "tag")
}

fn says_something(node: &Node) -> bool {
    !matches!(node.name, "tag" | "unused_bits") && !matches!(node.value, Value::Length(_))
}

/// An object; a name that comes again makes its value an array.
fn object<'a>(nodes: impl Iterator<Item = &'a Node>, buffers: &Buffers) -> Json {
    let mut map = Map::new();
    for node in nodes {
        let new = value(node, buffers);
        match map.get_mut(node.name) {
            Some(Json::Array(array)) if !matches!(node.value, Value::Parts { shape: Shape::Items, .. }) => array.push(new),
            Some(there) => *there = Json::Array(vec![there.take(), new]),
            None => {
                map.insert(node.name.to_owned(), new);
            }
        }
    }
    Json::Object(map)
}
