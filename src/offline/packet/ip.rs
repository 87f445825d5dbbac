//! IP and what it carries (RFC 791, RFC 8200).

use std::net::SocketAddr;

use etherparse::{IpNumber, LaxIpSlice, TcpSlice, UdpSlice};

use super::link::{Frame, unwrap};
use super::{Datagram, Fragments, LinkType, Segment};

/// What a packet holds.
#[derive(Clone, Copy, Debug)]
pub(in crate::offline) enum Found<'a> {
    /// A TCP segment.
    Tcp(Segment<'a>),
    /// A UDP datagram.
    Udp(Datagram<'a>),
    /// Nothing of ours: another protocol, or a fragment whose other parts are to come.
    Other,
    /// It is cut or damaged.
    Unreadable,
    /// A link type that is not known.
    UnknownLink,
}

/// Reads a packet. `whole` receives a datagram that was put together of fragments.
pub(in crate::offline) fn read<'a>(
    link: LinkType,
    time_us: i64,
    frame: &'a [u8],
    fragments: &mut Fragments,
    whole: &'a mut Vec<u8>,
) -> Found<'a> {
    let bytes = match unwrap(link, frame) {
        Frame::Ip(bytes) => bytes,
        Frame::Other => return Found::Other,
        Frame::Short => return Found::Unreadable,
        Frame::UnknownLink => return Found::UnknownLink,
    };
    let Ok((ip, _)) = LaxIpSlice::from_slice(bytes) else { return Found::Unreadable };
    let payload = ip.payload();
    let cut = if payload.incomplete { declared_length(&ip).saturating_sub(bytes.len()) } else { 0 };
    let (number, payload) = if payload.fragmented {
        let Some((number, datagram)) = fragments.add(&ip) else { return Found::Other };
        *whole = datagram;
        (number, whole.as_slice())
    } else {
        (payload.ip_number, payload.payload)
    };
    let packet = Packet { time_us, source: ip.source_addr(), destination: ip.destination_addr(), payload, cut };
    match number {
        IpNumber::TCP => packet.tcp(),
        IpNumber::UDP => packet.udp(),
        _ => Found::Other,
    }
}

/// The length of the datagram with its header, by its header, in bytes.
fn declared_length(ip: &LaxIpSlice<'_>) -> usize {
    match ip {
        LaxIpSlice::Ipv4(ip) => ip.header().total_len().into(),
        LaxIpSlice::Ipv6(ip) => etherparse::Ipv6Header::LEN + usize::from(ip.header().payload_length()),
    }
}

struct Packet<'a> {
    time_us: i64,
    source: std::net::IpAddr,
    destination: std::net::IpAddr,
    payload: &'a [u8],
    cut: usize,
}

impl<'a> Packet<'a> {
    fn tcp(&self) -> Found<'a> {
        let Ok(tcp) = TcpSlice::from_slice(self.payload) else { return Found::Unreadable };
        Found::Tcp(Segment {
            time_us: self.time_us,
            source: SocketAddr::new(self.source, tcp.source_port()),
            destination: SocketAddr::new(self.destination, tcp.destination_port()),
            sequence: tcp.sequence_number(),
            acknowledgment: tcp.ack().then(|| tcp.acknowledgment_number()),
            syn: tcp.syn(),
            fin: tcp.fin(),
            rst: tcp.rst(),
            payload: tcp.payload(),
            cut: self.cut,
        })
    }

    fn udp(&self) -> Found<'a> {
        let Ok(udp) = UdpSlice::from_slice_lax(self.payload) else { return Found::Unreadable };
        Found::Udp(Datagram {
            source: SocketAddr::new(self.source, udp.source_port()),
            destination: SocketAddr::new(self.destination, udp.destination_port()),
            payload: udp.payload(),
        })
    }
}
