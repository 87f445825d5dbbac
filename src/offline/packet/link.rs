//! The link layer: what stands before the IP header.

use std::fmt;

use super::layer::{Kind, Layer};
use super::tunnel::{mpls, pppoe};
use super::{capturing, link_names, ppp, radio};

/// A link type, by its number in the registry of tcpdump.org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkType(pub u32);

impl LinkType {
    /// BSD loopback: the address family in the byte order of the machine.
    pub const NULL: Self = Self(0);
    /// Ethernet.
    pub const ETHERNET: Self = Self(1);
    /// PPP.
    pub const PPP: Self = Self(9);
    /// FDDI.
    pub const FDDI: Self = Self(10);
    /// Raw IP, as some systems number it.
    pub const DLT_RAW: Self = Self(12);
    /// Raw IP, as OpenBSD numbers it.
    pub const DLT_RAW_OPENBSD: Self = Self(14);
    /// PPP, or Cisco's HDLC, on a line.
    pub const PPP_HDLC: Self = Self(50);
    /// PPP over Ethernet, beginning with its header.
    pub const PPP_ETHER: Self = Self(51);
    /// IP over ATM: LLC.
    pub const ATM_RFC1483: Self = Self(100);
    /// Raw IP, version 4 or 6.
    pub const RAW: Self = Self(101);
    /// Cisco's HDLC.
    pub const C_HDLC: Self = Self(104);
    /// A wireless network.
    pub const IEEE802_11: Self = Self(105);
    /// OpenBSD loopback: the address family in network byte order.
    pub const LOOP: Self = Self(108);
    /// OpenBSD's interface of what IPsec protects.
    pub const ENC: Self = Self(109);
    /// Linux "cooked" capture.
    pub const LINUX_SLL: Self = Self(113);
    /// The log of OpenBSD's packet filter.
    pub const PFLOG: Self = Self(117);
    /// A wireless network, with a header of Prism cards.
    pub const IEEE802_11_PRISM: Self = Self(119);
    /// A wireless network, with a header of radiotap.
    pub const IEEE802_11_RADIOTAP: Self = Self(127);
    /// Apple's, as a number for private use.
    pub const PKTAP_PRIVATE: Self = Self(149);
    /// A wireless network, with a header of AVS.
    pub const IEEE802_11_AVS: Self = Self(163);
    /// Per-packet information, which names the link type behind it.
    pub const PPI: Self = Self(192);
    /// PPP, with a byte that tells the direction.
    pub const PPP_WITH_DIR: Self = Self(204);
    /// MPLS.
    pub const MPLS: Self = Self(219);
    /// Solaris, between zones.
    pub const IPNET: Self = Self(226);
    /// Raw IPv4.
    pub const IPV4: Self = Self(228);
    /// Raw IPv6.
    pub const IPV6: Self = Self(229);
    /// The log of Linux's packet filter (`iptables -j NFLOG`).
    pub const NFLOG: Self = Self(239);
    /// Ethernet, with four bytes of an analyser before it.
    pub const NETANALYZER: Self = Self(240);
    /// Apple's header, which names the interface, the process, and the link type behind it.
    pub const PKTAP: Self = Self(258);
    /// Linux "cooked" capture, version 2.
    pub const LINUX_SLL2: Self = Self(276);
}

/// Takes the link layer off.
pub(super) fn unwrap(link: LinkType, frame: &[u8]) -> Layer<'_> {
    match link {
        LinkType::ETHERNET => Layer::behind(frame, 12, 14),
        LinkType::LINUX_SLL => cooked(frame, 14, 16),
        LinkType::LINUX_SLL2 => cooked(frame, 0, 20),
        // The families' numbers differ from system to system; the IP header says its version itself.
        LinkType::NULL | LinkType::LOOP => Layer::ip_behind(frame, 4),
        LinkType::RAW | LinkType::IPV4 | LinkType::IPV6 | LinkType::DLT_RAW | LinkType::DLT_RAW_OPENBSD => Layer::Ip(frame),
        LinkType::PPP | LinkType::PPP_HDLC => ppp::line(frame),
        LinkType::PPP_WITH_DIR => frame.get(1..).map_or(Layer::Short, ppp::line),
        LinkType::PPP_ETHER => pppoe::unwrap(frame),
        LinkType::C_HDLC => ppp::cisco_hdlc(frame),
        LinkType::FDDI => frame.get(13..).map_or(Layer::Short, Layer::Llc),
        LinkType::ATM_RFC1483 => Layer::Llc(frame),
        LinkType::MPLS => mpls::unwrap(frame),
        LinkType::NETANALYZER => frame.get(4..).map_or(Layer::Short, Layer::ethernet),
        LinkType::IEEE802_11 => radio::frame(frame),
        LinkType::IEEE802_11_RADIOTAP => radio::radiotap(frame),
        LinkType::IEEE802_11_PRISM | LinkType::IEEE802_11_AVS => radio::prism(frame),
        LinkType::PPI => capturing::ppi(frame),
        LinkType::PKTAP | LinkType::PKTAP_PRIVATE => capturing::pktap(frame),
        LinkType::NFLOG => capturing::nflog(frame),
        LinkType::PFLOG => capturing::pflog(frame),
        LinkType::ENC => Layer::ip_behind(frame, 12),
        LinkType::IPNET => Layer::ip_behind(frame, 24),
        other => Layer::Other(Kind::Link(other)),
    }
}

/// What Linux puts before packets of any interface: an EtherType, or one of its own for frames with LLC (`sll.h`).
fn cooked(frame: &[u8], kind: usize, header: usize) -> Layer<'_> {
    const NOVELL: &[u8] = &[0, 1];
    const LLC: &[u8] = &[0, 4];
    match (frame.get(kind..kind + 2), frame.get(header..)) {
        (Some(kind), Some(rest)) if kind == NOVELL || kind == LLC => Layer::Llc(rest),
        _ => Layer::behind(frame, kind, header),
    }
}

impl fmt::Display for LinkType {
    /// `147`, or `IEEE802_15_4_WITHFCS (195)` where it has a name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match link_names::of(self.0) {
            Some(name) => write!(f, "{name} ({})", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}
