//! From a captured packet to the TCP segment in it: link layer, tunnels, IP, TCP. etherparse reads the headers that it knows.

mod capturing;
mod ethernet;
mod fragments;
mod layer;
mod link;
mod link_names;
mod llc;
mod ppp;
mod radio;
mod read;
mod tunnel;

use std::net::SocketAddr;

pub(super) use fragments::Fragments;
pub(super) use layer::{Found, Kind};
pub use link::LinkType;
pub(super) use read::{MAX_WHOLE, read};

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
