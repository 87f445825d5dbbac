//! From a frame to the TCP segment in it: header by header, through VLANs, tunnels, and IP in fragments.

use std::net::{IpAddr, SocketAddr};

use etherparse::{IpNumber, LaxIpSlice, TcpSlice, UdpSlice};

use super::layer::{Found, Kind, Layer};
use super::tunnel::{self, mpls, nsh};
use super::{Datagram, Fragments, LinkType, Segment, ethernet, link, llc, ppp};

/// The most headers of a packet that are taken off, one after the other: links, tags, tunnels, IP.
const MAX_LAYERS: usize = 24;
/// The most datagrams within each other that may be put together of fragments.
pub(in crate::offline) const MAX_WHOLE: usize = 2;

/// Reads a packet. `whole` receives datagrams that were put together of fragments.
pub(in crate::offline) fn read<'a>(
    link: LinkType,
    time_us: i64,
    frame: &'a [u8],
    fragments: &mut Fragments,
    whole: &'a mut [Vec<u8>; MAX_WHOLE],
) -> Found<'a> {
    let mut reading = Reading { time_us, fragments, whole, datagram: None };
    let mut layer = Layer::Link(link, frame);
    for _ in 0..MAX_LAYERS {
        layer = match layer {
            Layer::Link(link, frame) => link::unwrap(link, frame),
            Layer::Ethernet(kind, rest) => ethernet::unwrap(kind, rest),
            Layer::Llc(bytes) => llc::unwrap(bytes),
            Layer::Ppp(bytes) => ppp::unwrap(bytes),
            Layer::Mpls(bytes) => mpls::unwrap(bytes),
            Layer::Nsh(bytes) => nsh::unwrap(bytes),
            Layer::Ip(bytes) => match reading.ip(bytes) {
                Step::In(layer) => layer,
                Step::End(found) => return found,
            },
            Layer::Other(kind) => return reading.no_tunnel(Found::Other(kind)),
            Layer::Short => return reading.no_tunnel(Found::Unreadable),
        };
    }
    reading.no_tunnel(Found::Other(Kind::TooDeep))
}

/// What is at hand while a packet is read.
struct Reading<'a, 'f> {
    time_us: i64,
    fragments: &'f mut Fragments,
    whole: &'a mut [Vec<u8>],
    /// A datagram that was taken for a tunnel.
    datagram: Option<Datagram<'a>>,
}

enum Step<'a> {
    /// Another header.
    In(Layer<'a>),
    End(Found<'a>),
}

impl<'a> Reading<'a, '_> {
    fn ip(&mut self, bytes: &'a [u8]) -> Step<'a> {
        let Ok((ip, _)) = LaxIpSlice::from_slice(bytes) else { return Step::End(self.no_tunnel(Found::Unreadable)) };
        let payload = ip.payload();
        let cut = if payload.incomplete { declared_length(&ip).saturating_sub(bytes.len()) } else { 0 };
        let (number, payload) = match (payload.fragmented, payload.ip_number, payload.payload) {
            (false, number, payload) => (number, payload),
            (true, ..) => match self.put_together(&ip) {
                Some(whole) => whole,
                None => return Step::End(Found::Fragment),
            },
        };
        let packet = Packet { time_us: self.time_us, source: ip.source_addr(), destination: ip.destination_addr(), payload, cut };
        match number {
            IpNumber::TCP => Step::End(packet.tcp().unwrap_or_else(|| self.no_tunnel(Found::Unreadable))),
            IpNumber::UDP => self.udp(&packet),
            number => tunnel::in_ip(number, payload).map_or_else(|| Step::End(Found::Other(number.into())), Step::In),
        }
    }

    /// A datagram to the port of a tunnel, which looks like one, is one; if there is nothing in it after all, it stays a datagram.
    fn udp(&mut self, packet: &Packet<'a>) -> Step<'a> {
        let Some(datagram) = packet.udp() else { return Step::End(self.no_tunnel(Found::Unreadable)) };
        let Some(inner) = tunnel::in_udp(datagram.destination.port(), datagram.payload) else { return Step::End(Found::Udp(datagram)) };
        self.datagram = Some(datagram);
        Step::In(inner)
    }

    fn put_together(&mut self, ip: &LaxIpSlice<'_>) -> Option<(IpNumber, &'a [u8])> {
        let (number, datagram) = self.fragments.add(ip)?;
        let (room, rest) = std::mem::take(&mut self.whole).split_first_mut()?;
        self.whole = rest;
        *room = datagram;
        Some((number, room))
    }

    fn no_tunnel(&self, found: Found<'a>) -> Found<'a> {
        self.datagram.map_or(found, Found::Udp)
    }
}

/// The length of the datagram with its header, by its header, in bytes.
fn declared_length(ip: &LaxIpSlice<'_>) -> usize {
    match ip {
        LaxIpSlice::Ipv4(ip) => ip.header().total_len().into(),
        LaxIpSlice::Ipv6(ip) => etherparse::Ipv6Header::LEN + usize::from(ip.header().payload_length()),
    }
}

/// What IP carries, and between whom.
struct Packet<'a> {
    time_us: i64,
    source: IpAddr,
    destination: IpAddr,
    payload: &'a [u8],
    cut: usize,
}

impl<'a> Packet<'a> {
    fn tcp(&self) -> Option<Found<'a>> {
        let tcp = TcpSlice::from_slice(self.payload).ok()?;
        Some(Found::Tcp(Segment {
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
        }))
    }

    fn udp(&self) -> Option<Datagram<'a>> {
        let udp = UdpSlice::from_slice_lax(self.payload).ok()?;
        Some(Datagram {
            source: SocketAddr::new(self.source, udp.source_port()),
            destination: SocketAddr::new(self.destination, udp.destination_port()),
            payload: udp.payload(),
        })
    }
}
