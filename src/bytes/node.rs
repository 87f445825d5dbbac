//! What the reader leaves behind: a tree in which every byte of a message lies under exactly one leaf.

use super::Span;

/// One field, or a group of fields. Only the [`Reader`](super::Reader) makes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The field's name in its RFC, in `snake_case`.
    pub name: &'static str,
    /// The bytes that it is made of.
    pub span: Span,
    /// What the bytes say.
    pub value: Value,
    /// The parts, in wire order; empty for a leaf.
    pub children: Vec<Node>,
}

/// What the bytes of a node say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A group of parts. `says` is what they amount to, where that can be put in a word (`CN=alice`).
    Parts {
        /// Named parts, or a sequence of items.
        shape: Shape,
        /// What the parts amount to.
        says: Option<String>,
    },
    /// Opaque bytes.
    Bytes,
    /// An unsigned number.
    Number(u64),
    /// The length, in bytes, of what follows.
    Length(u64),
    /// A number from a registry, and its name there.
    Code {
        /// The number on the wire.
        code: u64,
        /// Its registered name, or `unknown(0x…)`, or `grease(0x…)`.
        name: String,
    },
    /// Text, or a readable form of the bytes. Hostile: a renderer has to escape it.
    Text(String),
    /// Bytes that the grammar could not place.
    Undecoded,
}

/// How the parts of a node hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Each part has its own name.
    Fields,
    /// The parts are items of one kind, beside lengths.
    Items,
}

impl Node {
    /// Whether the node has no parts.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        !matches!(self.value, Value::Parts { .. })
    }

    /// All leaves, in wire order.
    pub fn leaves(&self) -> Vec<&Self> {
        let mut found = Vec::new();
        self.collect_leaves(&mut found);
        found
    }

    fn collect_leaves<'a>(&'a self, found: &mut Vec<&'a Self>) {
        if self.is_leaf() {
            found.push(self);
        }
        for child in &self.children {
            child.collect_leaves(found);
        }
    }

    /// The first node with this name, searched in wire order, this node included.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Self> {
        if self.name == name {
            return Some(self);
        }
        self.children.iter().find_map(|child| child.find(name))
    }

    /// Whether the leaves cover the node's span without a gap or an overlap.
    #[must_use]
    pub fn is_gapless(&self) -> bool {
        let mut at = self.span.start;
        for leaf in self.leaves() {
            if leaf.span.buffer != self.span.buffer || leaf.span.start != at {
                return false;
            }
            at = leaf.span.end;
        }
        at == self.span.end
    }
}
