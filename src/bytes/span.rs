//! A range of bytes in one buffer, and a remark about such a range.

/// Which buffer of a connection a span lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BufferId(pub u32);

/// A half-open range of byte offsets, `start..end`, in one buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The buffer that the offsets count in.
    pub buffer: BufferId,
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end` of `buffer`; an `end` before `start` makes it empty.
    #[must_use]
    pub fn new(buffer: BufferId, start: usize, end: usize) -> Self {
        Self { buffer, start, end: end.max(start) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.buffer == other.buffer && self.start <= other.start && other.end <= self.end
    }
}

/// Something odd about some bytes. Decoding never fails: it goes on and leaves one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The bytes that the remark is about.
    pub span: Span,
    /// What is odd, in plain words.
    pub what: String,
}
