//! What carries packets within packets. One file for each; what is not a header of it, is not taken for one.
//!
//! A connection is known by its own ends, whatever carries its packets: seen in a tunnel and outside of it, it is one.

mod capwap;
mod geneve;
mod gre;
mod gtp;
mod l2tp;
pub(super) mod mpls;
pub(super) mod nsh;
pub(super) mod pppoe;
mod tzsp;
mod vxlan;

use etherparse::IpNumber;

use super::layer::Layer;

/// MPLS in IP (RFC 4023).
const MPLS_IN_IP: IpNumber = IpNumber(137);

/// What an IP packet with this protocol number carries, if it is a tunnel.
pub(super) fn in_ip(number: IpNumber, payload: &[u8]) -> Option<Layer<'_>> {
    match number {
        // IP in IP (RFC 2003), IPv6 in IPv4 (RFC 4213), IPv4 in IPv6 (RFC 2473).
        IpNumber::IPV4 | IpNumber::IPV6 => Some(Layer::Ip(payload)),
        IpNumber::GRE => gre::unwrap(payload),
        // EtherIP (RFC 3378): version 3 and nothing else.
        IpNumber::ETHER_IP => payload.strip_prefix(&[0x30, 0]).map(Layer::ethernet),
        MPLS_IN_IP => Some(Layer::Mpls(payload)),
        _ => None,
    }
}

/// What a UDP datagram to this port carries, if it is a tunnel. The ports are IANA's, but for 8472 (Linux) and 37008 (MikroTik).
pub(super) fn in_udp(port: u16, payload: &[u8]) -> Option<Layer<'_>> {
    match port {
        4789 | 8472 => vxlan::unwrap(payload),
        4790 => vxlan::generic(payload),
        6081 => geneve::unwrap(payload),
        2152 => gtp::unwrap(payload),
        1701 => l2tp::unwrap(payload),
        4754 => gre::unwrap(payload),
        5247 => capwap::unwrap(payload),
        6635 => Some(Layer::Mpls(payload)),
        37008 => tzsp::unwrap(payload),
        // Teredo (RFC 4380), LISP (RFC 9300).
        3544 => is_ip(payload).then_some(Layer::Ip(payload)),
        4341 => payload.get(8..).filter(|rest| is_ip(rest)).map(Layer::Ip),
        _ => None,
    }
}

/// Whether an IP header may begin here: by its version, and the length that version 4 names.
fn is_ip(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|first| matches!(first, 0x45..=0x4f | 0x60..=0x6f))
}
