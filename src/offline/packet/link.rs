//! The link layer: what stands before the IP header.

use etherparse::EtherType;

/// A link type, by its number in the registry of tcpdump.org.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkType(pub u32);

impl LinkType {
    /// BSD loopback: the address family in the byte order of the machine.
    pub const NULL: Self = Self(0);
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// Raw IP, as some systems number it.
    pub const DLT_RAW: Self = Self(12);
    /// Raw IP, as OpenBSD numbers it.
    pub const DLT_RAW_OPENBSD: Self = Self(14);
    /// Raw IP, version 4 or 6.
    pub const RAW: Self = Self(101);
    /// OpenBSD loopback: the address family in network byte order.
    pub const LOOP: Self = Self(108);
    /// Linux "cooked" capture.
    pub const LINUX_SLL: Self = Self(113);
    /// Raw IPv4.
    pub const IPV4: Self = Self(228);
    /// Raw IPv6.
    pub const IPV6: Self = Self(229);
    /// Linux "cooked" capture, version 2.
    pub const LINUX_SLL2: Self = Self(276);
}

/// The most VLAN tags that are taken off a frame.
const MAX_TAGS: usize = 8;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame<'a> {
    /// IP, beginning with its header.
    Ip(&'a [u8]),
    /// Another protocol (ARP, …).
    Other,
    /// The frame is too short.
    Short,
    /// A link type that is not known.
    UnknownLink,
}

/// Takes the link layer off.
pub(super) fn unwrap(link: LinkType, frame: &[u8]) -> Frame<'_> {
    let behind = |header: usize, kind: usize| match (kind.checked_sub(2), frame.get(header..)) {
        (Some(_), Some(rest)) => frame.get(kind..).and_then(<[u8]>::first_chunk).map_or(Frame::Short, |kind| ethernet_type(*kind, rest)),
        (None, Some(rest)) => Frame::Ip(rest),
        (_, None) => Frame::Short,
    };
    match link {
        LinkType::ETHERNET => behind(14, 12),
        LinkType::LINUX_SLL => behind(16, 14),
        LinkType::LINUX_SLL2 => match frame.first_chunk().zip(frame.get(20..)) {
            Some((kind, rest)) => ethernet_type(*kind, rest),
            None => Frame::Short,
        },
        // The families' numbers differ from system to system; the IP header says its version itself.
        LinkType::NULL | LinkType::LOOP => behind(4, 0),
        LinkType::RAW | LinkType::IPV4 | LinkType::IPV6 | LinkType::DLT_RAW | LinkType::DLT_RAW_OPENBSD => Frame::Ip(frame),
        _ => Frame::UnknownLink,
    }
}

/// Takes the tags of VLANs off (IEEE 802.1Q; QinQ has two).
fn ethernet_type(kind: [u8; 2], rest: &[u8]) -> Frame<'_> {
    let (mut kind, mut rest) = (EtherType(u16::from_be_bytes(kind)), rest);
    for _ in 0..=MAX_TAGS {
        match kind {
            EtherType::IPV4 | EtherType::IPV6 => return Frame::Ip(rest),
            EtherType::VLAN_TAGGED_FRAME | EtherType::PROVIDER_BRIDGING | EtherType::VLAN_DOUBLE_TAGGED_FRAME => {}
            _ => return Frame::Other,
        }
        let (Some([_, _, high, low]), Some(behind)) = (rest.first_chunk::<4>(), rest.get(4..)) else { return Frame::Short };
        (kind, rest) = (EtherType(u16::from_be_bytes([*high, *low])), behind);
    }
    Frame::Other
}
