//! From a captured packet to the TCP segment in it: link layer, IP, TCP. etherparse reads the headers.

mod fragments;
mod ip;
mod link;

use std::net::SocketAddr;

pub(super) use fragments::Fragments;
pub(super) use ip::{Found, read};
pub use link::LinkType;

/// A TCP segment (RFC 9293 3.1).
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment<'a> {
    pub(super) time_us: i64,
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
    /// The number of its first byte; of a SYN, of the SYN.
    pub(super) sequence: u32,
    /// The next byte that its sender waits for.
    pub(super) acknowledgment: Option<u32>,
    pub(super) syn: bool,
    pub(super) fin: bool,
    pub(super) rst: bool,
    pub(super) payload: &'a [u8],
    /// How many bytes behind the payload were sent, but not captured (a short snap length).
    pub(super) cut: usize,
}

/// A UDP datagram, by its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Datagram<'a> {
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
    pub(super) payload: &'a [u8],
}
