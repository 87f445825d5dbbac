//! What the packets of a capture tell of a connection's ends, beside their bytes.

/// What the headers of TCP tell of one end (RFC 9293).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpEnd {
    /// How many of its segments were captured, those without data too. 0: only the other end was captured.
    pub segments: u64,
    /// How many bytes behind its last captured one the other end acknowledged: it said at least so much more, and none of it is here.
    pub unseen: u64,
    /// Where it closed or reset the connection; `None` where that was not captured.
    pub closed: Option<Closed>,
    /// Where a retransmission brought other bytes than the first copy, which counts.
    pub rewritten: Option<Rewritten>,
}

/// The place of an end's FIN or RST among what both ends said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// How many chunks, of both directions, stand before it. What follows was said to an end that had gone, or by one that did not know it yet.
    pub chunk: usize,
    /// Microseconds since the connection began.
    pub time_us: u64,
}

/// Bytes that came twice, and differ: a middlebox, an attack, or a way around a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// The offset of the first of them in the direction's bytes that are here.
    pub at: usize,
    /// How many segments brought others.
    pub segments: u64,
}
