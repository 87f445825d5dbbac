//! Bytes that a capture does not hold.

/// A hole in the bytes of a direction: a lost packet, or one that was cut when it was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The index of the chunk that stands behind the hole; its direction is the hole's. The number of chunks, for a hole at the end.
    pub chunk: usize,
    /// How many bytes are missing; 0 where nobody knows (the beginning of the connection was not captured).
    pub bytes: u64,
}
