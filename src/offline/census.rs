//! What a capture file holds, so that one without a TCP connection is not just empty.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;

use etherparse::IpNumber;

use super::packet::Kind;

/// The most kinds of packets that are told apart.
const MAX_KINDS: usize = 64;
/// How many of them are named.
const NAMED: usize = 6;

/// The packets of a file, by their kind.
#[derive(Debug, Default)]
pub(super) struct Census {
    pub(super) tcp: u64,
    pub(super) unreadable: u64,
    pub(super) fragments: u64,
    others: BTreeMap<Kind, u64>,
    beyond: u64,
}

impl Census {
    /// Counts a packet that holds no TCP.
    pub(super) fn count(&mut self, kind: Kind) {
        if self.others.len() < MAX_KINDS || self.others.contains_key(&kind) {
            *self.others.entry(kind).or_default() += 1;
        } else {
            self.beyond += 1;
        }
    }

    /// Counts a UDP datagram, by the one of its ports that has a name.
    pub(super) fn count_udp(&mut self, [source, destination]: [SocketAddr; 2]) {
        let named = [destination.port(), source.port()].into_iter().find(|port| udp_name(*port).is_some());
        self.count(Kind::Udp(named.unwrap_or_default()));
    }
}

impl fmt::Display for Census {
    /// `12 packets: 8 of UDP port 443 (QUIC, most likely), 4 of ARP`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds: Vec<(u64, String)> = self.others.iter().map(|(kind, number)| (*number, kind.to_string())).collect();
        kinds.push((self.tcp, "TCP, with nothing but the end of connections".into()));
        kinds.push((self.unreadable, "cut or damaged headers".into()));
        kinds.push((self.fragments, "fragments of IP".into()));
        kinds.retain(|(number, _)| *number > 0);
        kinds.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        let rest = self.beyond + kinds.iter().skip(NAMED).map(|(number, _)| number).sum::<u64>();
        kinds.truncate(NAMED);
        kinds.extend((rest > 0).then(|| (rest, "other kinds".into())));
        let all: u64 = kinds.iter().map(|(number, _)| number).sum();
        let kinds: Vec<String> = kinds.iter().map(|(number, kind)| format!("{number} of {kind}")).collect();
        match all {
            0 => f.write_str("it has no packet"),
            1 => write!(f, "it has one packet: {}", kinds.join(", ")),
            _ => write!(f, "it has {all} packets: {}", kinds.join(", ")),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Link(link) => write!(f, "the link type {link}"),
            Self::Radio => f.write_str("a wireless network that are encrypted, or no data"),
            Self::EtherType(kind) => match ethernet_name(kind) {
                Some(name) => f.write_str(name),
                None => write!(f, "the EtherType 0x{kind:04x}"),
            },
            Self::Llc(address) => write!(f, "LLC 0x{address:02x}{}", if address == 0x42 { " (spanning tree)" } else { "" }),
            Self::Ppp(protocol) => write!(f, "PPP 0x{protocol:04x}"),
            Self::Ip(number) => match IpNumber(number).keyword_str() {
                Some(name) => f.write_str(name),
                None => write!(f, "the IP protocol {number}"),
            },
            Self::Udp(port) => match udp_name(port) {
                Some(name) => write!(f, "UDP port {port} ({name})"),
                None => f.write_str("UDP"),
            },
            Self::TooDeep => f.write_str("tunnels within tunnels"),
        }
    }
}

fn ethernet_name(kind: u16) -> Option<&'static str> {
    Some(match kind {
        0x0806 => "ARP",
        0x8863 => "PPPoE discovery",
        0x888e => "EAPOL",
        0x8892 => "PROFINET",
        0x88cc => "LLDP",
        0x88e5 => "MACsec",
        0x88f7 => "PTP",
        0x9000 => "Ethernet loopback",
        _ => return None,
    })
}

fn udp_name(port: u16) -> Option<&'static str> {
    Some(match port {
        53 => "DNS",
        67 | 68 | 546 | 547 => "DHCP",
        69 => "TFTP",
        123 => "NTP",
        137 | 138 => "NetBIOS",
        161 | 162 => "SNMP",
        443 => "QUIC, most likely",
        500 | 4500 => "IPsec",
        514 => "syslog",
        1194 => "OpenVPN",
        1812 | 1813 => "RADIUS",
        1900 => "SSDP",
        3478 => "STUN",
        4789 => "VXLAN",
        5060 => "SIP",
        5246 | 5247 => "CAPWAP",
        5353 => "mDNS",
        5683 | 5684 => "CoAP",
        51820 => "WireGuard",
        _ => return None,
    })
}
