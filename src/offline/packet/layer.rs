//! A packet as headers within headers: what stands behind one, by what it says.

use etherparse::{EtherType, IpNumber};

use super::{Datagram, LinkType, Segment};

/// What stands at the start of these bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer<'a> {
    /// A frame of this link type.
    Link(LinkType, &'a [u8]),
    /// What an EtherType announces.
    Ethernet(EtherType, &'a [u8]),
    /// LLC (IEEE 802.2).
    Llc(&'a [u8]),
    /// PPP, beginning with its protocol field.
    Ppp(&'a [u8]),
    /// IP, version 4 or 6.
    Ip(&'a [u8]),
    /// Labels of MPLS.
    Mpls(&'a [u8]),
    /// A service header of RFC 8300.
    Nsh(&'a [u8]),
    /// Something else, which is counted.
    Other(Kind),
    /// It ends too early.
    Short,
}

/// What a packet holds.
#[derive(Clone, Copy, Debug)]
pub(in crate::offline) enum Found<'a> {
    /// A TCP segment.
    Tcp(Segment<'a>),
    /// A UDP datagram.
    Udp(Datagram<'a>),
    /// Nothing of ours.
    Other(Kind),
    /// A fragment whose other parts are to come.
    Fragment,
    /// It is cut or damaged.
    Unreadable,
}

/// What a packet is that holds no TCP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::offline) enum Kind {
    /// A link type that is not known.
    Link(LinkType),
    /// Frames of a radio network that are no data, or are encrypted.
    Radio,
    /// By its EtherType.
    EtherType(u16),
    /// Of the link layer, by its LLC address.
    Llc(u8),
    /// By its protocol number of PPP.
    Ppp(u16),
    /// By its IP protocol number.
    Ip(u8),
    /// UDP, by the port that tells more.
    Udp(u16),
    /// Headers within headers, more than are read.
    TooDeep,
}

impl<'a> Layer<'a> {
    /// What an EtherType at `kind` announces, `header` bytes on.
    pub(super) fn behind(bytes: &'a [u8], kind: usize, header: usize) -> Self {
        let kind = bytes.get(kind..).and_then(<[u8]>::first_chunk);
        match kind.zip(bytes.get(header..)) {
            Some((kind, rest)) => Self::Ethernet(EtherType(u16::from_be_bytes(*kind)), rest),
            None => Self::Short,
        }
    }

    /// What an Ethernet header announces.
    pub(super) fn ethernet(bytes: &'a [u8]) -> Self {
        Self::Link(LinkType::ETHERNET, bytes)
    }

    /// IP, behind so many bytes.
    pub(super) fn ip_behind(bytes: &'a [u8], header: usize) -> Self {
        bytes.get(header..).map_or(Self::Short, Self::Ip)
    }

    /// What a number of the IANA registry for NSH and VXLAN-GPE announces (RFC 8300 11.2.5).
    pub(super) fn next_protocol(number: u8, bytes: &'a [u8]) -> Option<Self> {
        Some(match number {
            1 | 2 => Self::Ip(bytes),
            3 => Self::ethernet(bytes),
            4 => Self::Nsh(bytes),
            5 => Self::Mpls(bytes),
            _ => return None,
        })
    }
}

impl From<IpNumber> for Kind {
    fn from(number: IpNumber) -> Self {
        Self::Ip(number.0)
    }
}
