//! PPP (RFC 1661), over a line, over Ethernet, in a tunnel; and Cisco's way to do the same on a line.

use super::layer::{Kind, Layer};
use super::tunnel::mpls;

/// "All stations", unnumbered information: what a line may put before the protocol (RFC 1662 3.1).
const ADDRESS_AND_CONTROL: [u8; 2] = [0xff, 3];
/// The addresses of Cisco's HDLC: to one, to all.
const CISCO: [u8; 2] = [0x0f, 0x8f];
const IPV4: u16 = 0x21;
const IPV6: u16 = 0x57;
const MPLS: u16 = 0x0281;

/// A protocol field of two bytes; of one, where it is odd, because that is how it is compressed (RFC 1661 2, 6.5).
pub(super) fn unwrap(bytes: &[u8]) -> Layer<'_> {
    let bytes = bytes.strip_prefix(&ADDRESS_AND_CONTROL).unwrap_or(bytes);
    let (protocol, rest) = match *bytes {
        [one, ref rest @ ..] if one & 1 == 1 => (u16::from(one), rest),
        [high, low, ref rest @ ..] => (u16::from_be_bytes([high, low]), rest),
        _ => return Layer::Short,
    };
    match protocol {
        IPV4 | IPV6 => Layer::Ip(rest),
        MPLS => mpls::unwrap(rest),
        other => Layer::Other(Kind::Ppp(other)),
    }
}

/// A line: PPP, or Cisco's HDLC, which begins otherwise.
pub(super) fn line(bytes: &[u8]) -> Layer<'_> {
    if bytes.first().is_some_and(|address| CISCO.contains(address)) { cisco_hdlc(bytes) } else { unwrap(bytes) }
}

/// Address, control, and an EtherType (RFC 1547 4.3.1).
pub(super) fn cisco_hdlc(bytes: &[u8]) -> Layer<'_> {
    Layer::behind(bytes, 2, 4)
}
