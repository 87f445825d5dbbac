//! The reader: reading a field *is* recording its range.
//!
//! The same grammar runs with two sinks: [`Tree`] builds nodes, [`FactsOnly`] builds nothing and costs nothing.
//! A read that does not fit records an [`Issue`] and stops the innermost length-delimited part; what is left of that
//! part becomes an `undecoded` node and the part behind it is read as usual.

use std::fmt::Display;

use super::{BufferId, Issue, Node, Shape, Span, Value};

/// The innermost part cannot be read further. The reason stands in the sink's issues already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// The width of a length prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// One byte.
    U8,
    /// Two bytes, network byte order.
    U16,
    /// Three bytes, network byte order.
    U24,
}

impl Width {
    fn bytes(self) -> usize {
        match self {
            Self::U8 => 1,
            Self::U16 => 2,
            Self::U24 => 3,
        }
    }
}

/// Where a reader reports what it read.
pub trait Sink {
    /// A field was read. `value` is called only by sinks that keep it.
    fn leaf(&mut self, name: &'static str, span: Span, value: impl FnOnce() -> Value);
    /// Bytes that the grammar could not place.
    fn undecoded(&mut self, span: Span) {
        self.leaf("undecoded", span, || Value::Undecoded);
    }
    /// A group begins at `start`.
    fn open(&mut self, name: &'static str, shape: Shape, start: Span);
    /// What the open group amounts to. Called only by sinks that keep it.
    fn says(&mut self, text: impl FnOnce() -> String);
    /// The open group ends before `end`.
    fn close(&mut self, end: usize);
    /// Something is odd.
    fn issue(&mut self, issue: Issue);
}

/// Reads one buffer, or a part of it, from front to back.
#[derive(Debug)]
pub struct Reader<'a, 's, S> {
    buffer: BufferId,
    data: &'a [u8],
    at: usize,
    end: usize,
    sink: &'s mut S,
}

impl<'a, 's, S: Sink> Reader<'a, 's, S> {
    /// A reader of `span`, whose buffer holds `data` (all of it: offsets count from the buffer's start).
    pub fn new(data: &'a [u8], span: Span, sink: &'s mut S) -> Self {
        let end = span.end.min(data.len());
        Self { buffer: span.buffer, data, at: span.start.min(end), end, sink }
    }

    /// Reads a whole message, datagram or certificate as one group: whatever `grammar` leaves is `undecoded`.
    pub fn whole(&mut self, name: &'static str, grammar: impl FnOnce(&mut Self) -> Result<(), Stop>) {
        let length = self.remaining();
        self.sink.open(name, Shape::Fields, self.here(0));
        self.limit(length, grammar);
        self.sink.close(self.at);
    }

    /// How many bytes are left in the innermost part.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.end.saturating_sub(self.at)
    }

    /// Whether the innermost part is read to its end.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.remaining() == 0
    }

    /// Offset of the next byte in the buffer.
    #[must_use]
    pub fn position(&self) -> usize {
        self.at
    }

    /// The bytes left in the innermost part, without consuming them: for decisions, never for facts.
    #[must_use]
    pub fn peek(&self) -> &'a [u8] {
        self.data.get(self.at..self.end).unwrap_or_default()
    }

    /// The span of bytes already read, from `start` to here.
    #[must_use]
    pub fn since(&self, start: usize) -> Span {
        Span::new(self.buffer, start, self.at)
    }

    /// The bytes already read, from `start` to here.
    #[must_use]
    pub fn bytes_since(&self, start: usize) -> &'a [u8] {
        self.data.get(start..self.at).unwrap_or_default()
    }

    /// Reads a one-byte number.
    pub fn u8(&mut self, name: &'static str) -> Result<u8, Stop> {
        let value = self.number(name, 1, Value::Number)?;
        Ok(u8::try_from(value).unwrap_or_default())
    }

    /// Reads a two-byte number.
    pub fn u16(&mut self, name: &'static str) -> Result<u16, Stop> {
        let value = self.number(name, 2, Value::Number)?;
        Ok(u16::try_from(value).unwrap_or_default())
    }

    /// Reads a three-byte number.
    pub fn u24(&mut self, name: &'static str) -> Result<u32, Stop> {
        let value = self.number(name, 3, Value::Number)?;
        Ok(u32::try_from(value).unwrap_or_default())
    }

    /// Reads a four-byte number.
    pub fn u32(&mut self, name: &'static str) -> Result<u32, Stop> {
        let value = self.number(name, 4, Value::Number)?;
        Ok(u32::try_from(value).unwrap_or_default())
    }

    /// Reads an eight-byte number.
    pub fn u64(&mut self, name: &'static str) -> Result<u64, Stop> {
        self.number(name, 8, Value::Number)
    }

    /// Reads a one-byte number of a registry.
    pub fn code8<C: From<u8> + Display + Copy>(&mut self, name: &'static str) -> Result<C, Stop> {
        let value = self.number(name, 1, |code| Value::Code { code, name: C::from(low8(code)).to_string() })?;
        Ok(C::from(low8(value)))
    }

    /// Reads a two-byte number of a registry.
    pub fn code16<C: From<u16> + Display + Copy>(&mut self, name: &'static str) -> Result<C, Stop> {
        let value = self.number(name, 2, |code| Value::Code { code, name: C::from(low16(code)).to_string() })?;
        Ok(C::from(low16(value)))
    }

    /// Reads the length of what follows. [`Self::vector`] and its kin do this by themselves.
    pub fn length(&mut self, name: &'static str, width: Width) -> Result<usize, Stop> {
        let value = self.number(name, width.bytes(), Value::Length)?;
        Ok(usize::try_from(value).unwrap_or(usize::MAX))
    }

    /// Reads `count` opaque bytes.
    pub fn bytes(&mut self, name: &'static str, count: usize) -> Result<&'a [u8], Stop> {
        self.field(name, count, |_| Value::Bytes)
    }

    /// Reads the rest of the innermost part as opaque bytes; makes no node when nothing is left.
    pub fn rest(&mut self, name: &'static str) -> &'a [u8] {
        match self.remaining() {
            0 => &[],
            count => self.bytes(name, count).unwrap_or_default(),
        }
    }

    /// Reads `count` bytes whose readable form `value` gives.
    pub fn field(&mut self, name: &'static str, count: usize, value: impl FnOnce(&'a [u8]) -> Value) -> Result<&'a [u8], Stop> {
        let span = self.here(count);
        let Some(bytes) = self.data.get(span.start..span.end).filter(|_| span.end <= self.end) else {
            return Err(self.short(name, count));
        };
        self.at = span.end;
        self.sink.leaf(name, span, || value(bytes));
        Ok(bytes)
    }

    /// Reads named fields that belong together, without a length of their own.
    pub fn group<T>(&mut self, name: &'static str, grammar: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        self.open_and_close(name, Shape::Fields, grammar)
    }

    /// Reads items of one kind that belong together, where no length of TLS stands before them (ASN.1 has its own).
    pub fn collection<T>(&mut self, name: &'static str, grammar: impl FnOnce(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        self.open_and_close(name, Shape::Items, grammar)
    }

    /// Reads a length and then named fields in exactly that many bytes.
    pub fn vector(&mut self, name: &'static str, width: Width, grammar: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        self.prefixed(name, Shape::Fields, width, grammar)
    }

    /// Reads a length and then items, one call of `item` each, until that many bytes are used up.
    pub fn list(&mut self, name: &'static str, width: Width, item: impl FnMut(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        self.prefixed(name, Shape::Items, width, |reader| reader.items(item))
    }

    /// Reads a length and that many opaque bytes. A readable form can be given with [`Self::opaque_as`].
    pub fn opaque(&mut self, name: &'static str, width: Width) -> Result<&'a [u8], Stop> {
        self.opaque_as(name, width, |_| Value::Bytes)
    }

    /// Reads a length and that many bytes, whose readable form `value` gives.
    pub fn opaque_as(&mut self, name: &'static str, width: Width, value: impl FnOnce(&'a [u8]) -> Value) -> Result<&'a [u8], Stop> {
        self.open_and_close(name, Shape::Fields, |reader| {
            let count = reader.length("length", width)?;
            match count {
                0 => Ok(Default::default()),
                _ => reader.field(name, count, value),
            }
        })
    }

    /// Reads items, one call of `item` each, to the end of the innermost part.
    pub fn items(&mut self, mut item: impl FnMut(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        while !self.is_empty() {
            let before = self.at;
            item(self)?;
            if self.at == before {
                return Err(Stop);
            }
        }
        Ok(())
    }

    /// Reads the next `length` bytes with `grammar`, and no byte more. What it leaves is `undecoded`; what goes wrong
    /// inside stays inside. A length beyond the innermost part is an issue, and is cut to it.
    pub fn limit(&mut self, length: usize, grammar: impl FnOnce(&mut Self) -> Result<(), Stop>) {
        let outer = self.end;
        let wanted = self.at.saturating_add(length);
        if wanted > outer {
            let left = self.remaining();
            self.issue(self.here(left), format!("a length says {length} bytes, but {left} are left"));
        }
        self.end = wanted.min(outer);
        let ended_well = grammar(self).is_ok();
        self.leave_undecoded(ended_well);
        self.end = outer;
    }

    /// Says what the innermost group amounts to. An empty text says nothing.
    pub fn says(&mut self, text: impl FnOnce() -> String) {
        self.sink.says(text);
    }

    /// Records that something about `span` is odd.
    pub fn issue(&mut self, span: Span, what: impl Into<String>) {
        self.sink.issue(Issue { span, what: what.into() });
    }

    fn prefixed(
        &mut self,
        name: &'static str,
        shape: Shape,
        width: Width,
        grammar: impl FnOnce(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.open_and_close(name, shape, |reader| {
            let length = reader.length("length", width)?;
            reader.limit(length, grammar);
            Ok(())
        })
    }

    fn open_and_close<T>(
        &mut self,
        name: &'static str,
        shape: Shape,
        grammar: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        self.sink.open(name, shape, self.here(0));
        let result = grammar(self);
        self.sink.close(self.at);
        result
    }

    fn number(&mut self, name: &'static str, count: usize, value: impl FnOnce(u64) -> Value) -> Result<u64, Stop> {
        let bytes = self.field(name, count, |bytes| value(big_endian(bytes)))?;
        Ok(big_endian(bytes))
    }

    fn here(&self, count: usize) -> Span {
        Span::new(self.buffer, self.at, self.at.saturating_add(count))
    }

    fn short(&mut self, name: &'static str, count: usize) -> Stop {
        let left = self.remaining();
        let needs = if count == 1 { "1 byte".to_owned() } else { format!("{count} bytes") };
        self.issue(self.here(left), format!("{name} needs {needs}, but {left} are left"));
        Stop
    }

    fn leave_undecoded(&mut self, ended_well: bool) {
        let left = self.remaining();
        if left == 0 {
            return;
        }
        let span = self.here(left);
        if ended_well {
            self.issue(span, format!("{left} bytes are left over that the grammar does not know"));
        }
        self.sink.undecoded(span);
        self.at = span.end;
    }
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| (value << 8) | u64::from(byte))
}

fn low8(value: u64) -> u8 {
    u8::try_from(value & 0xff).unwrap_or_default()
}

fn low16(value: u64) -> u16 {
    u16::try_from(value & 0xffff).unwrap_or_default()
}

/// The sink that builds the tree of nodes, and keeps the issues.
#[derive(Debug, Default)]
pub struct Tree {
    finished: Vec<Node>,
    open: Vec<Node>,
    issues: Vec<Issue>,
}

impl Tree {
    /// The outermost nodes and the issues met.
    #[must_use]
    pub fn finish(mut self) -> (Vec<Node>, Vec<Issue>) {
        while let Some(node) = self.open.pop() {
            self.place(node);
        }
        (self.finished, self.issues)
    }

    fn place(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.finished.push(node),
        }
    }
}

impl Sink for Tree {
    fn leaf(&mut self, name: &'static str, span: Span, value: impl FnOnce() -> Value) {
        self.place(Node { name, span, value: value(), children: Vec::new() });
    }

    fn open(&mut self, name: &'static str, shape: Shape, start: Span) {
        self.open.push(Node { name, span: start, value: Value::Parts { shape, says: None }, children: Vec::new() });
    }

    fn says(&mut self, text: impl FnOnce() -> String) {
        if let Some(Node { value: Value::Parts { says, .. }, .. }) = self.open.last_mut() {
            *says = Some(text()).filter(|text| !text.is_empty());
        }
    }

    fn close(&mut self, end: usize) {
        if let Some(mut node) = self.open.pop() {
            node.span.end = end;
            self.place(node);
        }
    }

    fn issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }
}

/// The sink that builds nothing: for the facts alone, at the speed of the grammar. It counts issues.
#[derive(Debug, Default)]
pub struct FactsOnly {
    /// How many issues were met.
    pub issues: usize,
}

impl Sink for FactsOnly {
    fn leaf(&mut self, _: &'static str, _: Span, _: impl FnOnce() -> Value) {}
    fn open(&mut self, _: &'static str, _: Shape, _: Span) {}
    fn says(&mut self, _: impl FnOnce() -> String) {}
    fn close(&mut self, _: usize) {}
    fn issue(&mut self, _: Issue) {
        self.issues = self.issues.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: &[u8], grammar: impl FnOnce(&mut Reader<'_, '_, Tree>) -> Result<(), Stop>) -> (Node, Vec<Issue>) {
        let mut tree = Tree::default();
        Reader::new(data, Span::new(BufferId(0), 0, data.len()), &mut tree).whole("message", grammar);
        let (mut nodes, issues) = tree.finish();
        (nodes.remove(0), issues)
    }

    #[test]
    fn every_byte_lies_under_one_leaf() {
        let (node, issues) = read(&[1, 0, 3, 7, 8, 9, 2, 5, 6], |reader| {
            reader.u8("kind")?;
            reader.list("numbers", Width::U16, |reader| reader.u8("number").map(drop))?;
            reader.opaque("tail", Width::U8).map(drop)
        });
        assert!(issues.is_empty() && node.is_gapless());
        assert_eq!(
            node.leaves().iter().map(|leaf| leaf.name).collect::<Vec<_>>(),
            ["kind", "length", "number", "number", "number", "length", "tail"]
        );
    }

    #[test]
    fn what_goes_wrong_inside_a_part_stays_inside() {
        let (node, issues) = read(&[3, 0, 1, 2, 9], |reader| {
            reader.list("pairs", Width::U8, |reader| reader.u16("pair").map(drop))?;
            reader.u8("last").map(drop)
        });
        assert_eq!(issues.iter().map(|issue| issue.what.as_str()).collect::<Vec<_>>(), ["pair needs 2 bytes, but 1 are left"]);
        assert_eq!(node.find("undecoded").map(|node| node.span.len()), Some(1));
        assert_eq!(node.find("last").map(|node| &node.value), Some(&Value::Number(9)));
        assert!(node.is_gapless());
    }

    #[test]
    fn a_length_that_lies_is_cut_and_told() {
        let (node, issues) = read(&[0xff, 1, 2], |reader| reader.vector("part", Width::U8, |reader| reader.u8("one").map(drop)));
        assert_eq!(issues.len(), 2);
        assert_eq!(issues[0].what, "a length says 255 bytes, but 2 are left");
        assert!(node.is_gapless());
    }
}
