//! Buffers with an origin map: any derived byte leads back to its bytes on the wire.

use super::{BufferId, Span};

/// The most bytes that one buffer holds: 64 MiB. What comes beyond it is refused by [`Buffers::append`].
pub const MAX_BUFFER: usize = 64 << 20;

/// Bytes, and where they came from.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// What the buffer is, for a reader: `client to server`, `server handshake messages`, …
    pub name: String,
    bytes: Vec<u8>,
    origins: Vec<Origin>,
}

/// From `start` on, the buffer's bytes stem from `source`.
#[derive(Clone, Copy, Debug)]
struct Origin {
    start: usize,
    source: Span,
}

impl Buffer {
    /// All bytes of the buffer.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the buffer holds no byte.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Whether the bytes were seen on the wire as they stand, not derived.
    #[must_use]
    pub fn is_wire(&self) -> bool {
        self.origins.is_empty()
    }
}

/// All buffers of one connection. The first two are the directions of the wire.
#[derive(Clone, Debug, Default)]
pub struct Buffers(Vec<Buffer>);

impl Buffers {
    /// A new, empty buffer.
    pub fn create(&mut self, name: impl Into<String>) -> BufferId {
        let id = BufferId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(Buffer { name: name.into(), bytes: Vec::new(), origins: Vec::new() });
        id
    }

    /// The buffer with this id, or `None` where the id is of another connection.
    #[must_use]
    pub fn get(&self, id: BufferId) -> Option<&Buffer> {
        self.0.get(id.0 as usize)
    }

    /// The bytes under a span; empty where the span does not fit its buffer.
    #[must_use]
    pub fn bytes(&self, span: Span) -> &[u8] {
        self.get(span.buffer).and_then(|buffer| buffer.bytes.get(span.start..span.end)).unwrap_or_default()
    }

    /// Appends bytes and returns where they now stand. `source` says what they were made from: a source of the same
    /// length maps byte for byte, another one as a whole; `None` for bytes as they were on the wire.
    /// Nothing is appended past [`MAX_BUFFER`]; the returned span is then shorter than `bytes`.
    pub fn append(&mut self, id: BufferId, bytes: &[u8], source: Option<Span>) -> Span {
        let Some(buffer) = self.0.get_mut(id.0 as usize) else { return Span::new(id, 0, 0) };
        let start = buffer.bytes.len();
        let kept = bytes.get(..MAX_BUFFER.saturating_sub(start)).unwrap_or(bytes);
        buffer.bytes.extend_from_slice(kept);
        if let Some(source) = source {
            buffer.origins.push(Origin { start, source });
        }
        Span::new(id, start, buffer.bytes.len())
    }

    /// Appends the bytes under a span of another buffer, see [`Self::append`].
    pub fn append_from(&mut self, id: BufferId, source: Span) -> Span {
        let Ok([buffer, from]) = self.0.get_disjoint_mut([id.0 as usize, source.buffer.0 as usize]) else { return Span::new(id, 0, 0) };
        let start = buffer.bytes.len();
        let bytes = from.bytes.get(source.start..source.end).unwrap_or_default();
        buffer.bytes.extend_from_slice(bytes.get(..MAX_BUFFER.saturating_sub(start)).unwrap_or(bytes));
        buffer.origins.push(Origin { start, source });
        Span::new(id, start, buffer.bytes.len())
    }

    /// Makes room for so many bytes more.
    pub fn reserve(&mut self, id: BufferId, length: usize) {
        if let Some(buffer) = self.0.get_mut(id.0 as usize) {
            buffer.bytes.reserve(length.min(MAX_BUFFER));
        }
    }

    /// The ranges on the wire that a span stems from, in order, adjacent ones joined.
    #[must_use]
    pub fn on_the_wire(&self, span: Span) -> Vec<Span> {
        let mut found = Vec::new();
        self.trace_back(span, &mut found);
        found
    }

    fn trace_back(&self, span: Span, found: &mut Vec<Span>) {
        let Some(buffer) = self.get(span.buffer) else { return };
        if buffer.is_wire() {
            return push_joined(found, span);
        }
        let first = buffer.origins.partition_point(|origin| origin.start <= span.start).saturating_sub(1);
        for (index, origin) in buffer.origins.iter().enumerate().skip(first) {
            if origin.start >= span.end {
                break;
            }
            let end = index.checked_add(1).and_then(|next| buffer.origins.get(next)).map_or(buffer.len(), |next| next.start);
            let part = Span::new(span.buffer, span.start.max(origin.start), span.end.min(end));
            if origin.source.buffer < span.buffer && !part.is_empty() {
                self.trace_back(origin.locate(part, end), found);
            }
        }
    }
}

impl Origin {
    /// The part of the source that `part` stems from, where this origin covers the buffer up to `end`.
    fn locate(&self, part: Span, end: usize) -> Span {
        if self.source.len() != end.saturating_sub(self.start) {
            return self.source;
        }
        let offset = self.source.start;
        let shift = |at: usize| offset.saturating_add(at.saturating_sub(self.start));
        Span::new(self.source.buffer, shift(part.start), shift(part.end))
    }
}

fn push_joined(found: &mut Vec<Span>, span: Span) {
    match found.last_mut() {
        Some(last) if last.buffer == span.buffer && last.end == span.start => last.end = span.end,
        Some(last) if *last == span => {}
        _ => found.push(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_byte_leads_back_to_the_wire() {
        let mut buffers = Buffers::default();
        let wire = buffers.create("wire");
        buffers.append(wire, &[0; 30], None);
        let plain = buffers.create("plain");
        buffers.append(plain, &[1; 5], Some(Span::new(wire, 5, 10)));
        buffers.append(plain, &[2; 5], Some(Span::new(wire, 15, 20)));
        buffers.append(plain, &[3; 2], Some(Span::new(wire, 20, 30)));
        let message = buffers.create("messages");
        buffers.append(message, &[1; 12], Some(Span::new(plain, 0, 12)));

        let back = |start, end| {
            let spans = buffers.on_the_wire(Span::new(message, start, end));
            spans.iter().map(|span| (span.start, span.end)).collect::<Vec<_>>()
        };
        assert_eq!(back(0, 3), [(5, 8)]);
        assert_eq!(back(3, 7), [(8, 10), (15, 17)]);
        assert_eq!(back(9, 12), [(19, 30)], "a source of another length maps as a whole, and adjacent ranges join");
        assert_eq!(back(0, 0), []);
    }

    #[test]
    fn a_span_that_does_not_fit_is_empty() {
        let mut buffers = Buffers::default();
        let wire = buffers.create("wire");
        buffers.append(wire, &[7; 3], None);
        assert!(buffers.bytes(Span::new(wire, 1, 9)).is_empty());
        assert!(buffers.bytes(Span::new(BufferId(9), 0, 1)).is_empty());
    }
}
