//! Evidence from bytes: a field of a message, by its place in the message's tree.

use crate::bytes::{Node, Span};
use crate::diagnose::finding::Evidence;
use crate::trace::Event;

/// A whole message.
pub(in crate::diagnose) fn whole(event: &Event, detail: impl Into<String>) -> Evidence {
    at(event, event.span, detail)
}

/// The first field of that name; the whole message where it is not found.
pub(in crate::diagnose) fn named(event: &Event, name: &str, detail: impl Into<String>) -> Evidence {
    let node = event.tree.as_ref().and_then(|tree| tree.find(name));
    at(event, node.map_or(event.span, |node| node.span), detail)
}

/// An extension of a hello or a request, by the name of its type.
pub(in crate::diagnose) fn extension(event: &Event, kind: &str, detail: impl Into<String>) -> Evidence {
    let node = event.tree.as_ref().and_then(|tree| find(tree, &|node| node.name == "extension" && has_code(node, kind)));
    at(event, node.map_or(event.span, |node| node.span), detail)
}

/// A span of a message, counted from its header.
pub(in crate::diagnose) fn at(event: &Event, span: Span, detail: impl Into<String>) -> Evidence {
    let (start, end) = (span.start.saturating_sub(event.span.start), span.end.saturating_sub(event.span.start));
    Evidence::Bytes { event: event.step, start, end, detail: detail.into() }
}

/// The tree of the n-th certificate of a Certificate message.
pub(in crate::diagnose) fn certificate(event: &Event, nth: usize) -> Option<&Node> {
    let mut found = Vec::new();
    collect(event.tree.as_ref()?, "certificate_entry", &mut found);
    found.get(nth)?.find("certificate")
}

/// The extension of a certificate, by the name of its type.
pub(in crate::diagnose) fn certificate_extension<'a>(certificate: &'a Node, kind: &str) -> Option<&'a Node> {
    find(certificate, &|node| node.name == "extension" && has_text(node, kind))
}

fn find<'a>(node: &'a Node, is: &impl Fn(&Node) -> bool) -> Option<&'a Node> {
    if is(node) { Some(node) } else { node.children.iter().find_map(|child| find(child, is)) }
}

fn collect<'a>(node: &'a Node, name: &str, found: &mut Vec<&'a Node>) {
    if node.name == name {
        found.push(node);
        return;
    }
    node.children.iter().for_each(|child| collect(child, name, found));
}

fn has_code(node: &Node, kind: &str) -> bool {
    node.children.iter().any(|child| matches!(&child.value, crate::bytes::Value::Code { name, .. } if name == kind))
}

/// What a certificate's extension says begins with its type.
fn has_text(node: &Node, kind: &str) -> bool {
    matches!(&node.value, crate::bytes::Value::Parts { says: Some(says), .. } if says == kind || says.starts_with(&format!("{kind},")))
}
