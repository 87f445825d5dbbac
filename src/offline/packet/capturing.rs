//! Headers that capturing machines put before a packet, to say where it came from.

use super::LinkType;
use super::layer::Layer;

/// The attribute of NFLOG that holds the packet (`nfnetlink_log.h`).
const PAYLOAD: u16 = 9;
/// The most attributes before it.
const MAX_ATTRIBUTES: usize = 64;

/// Per-packet information (PPI): a length, and the link type of what follows, in little endian.
pub(super) fn ppi(frame: &[u8]) -> Layer<'_> {
    let Some(&[_, _, low, high, a, b, c, d]) = frame.first_chunk() else { return Layer::Short };
    let rest = frame.get(usize::from(u16::from_le_bytes([low, high]))..);
    rest.map_or(Layer::Short, |rest| Layer::Link(LinkType(u32::from_le_bytes([a, b, c, d])), rest))
}

/// Apple's: its length, the kind of what follows, and the link type of it, in little endian.
pub(super) fn pktap(frame: &[u8]) -> Layer<'_> {
    let number = |at: usize| frame.get(at..).and_then(<[u8]>::first_chunk).map(|bytes| u32::from_le_bytes(*bytes));
    let rest = number(0).and_then(|length| frame.get(usize::try_from(length).ok()?..));
    number(8).zip(rest).map_or(Layer::Short, |(link, rest)| Layer::Link(LinkType(link), rest))
}

/// Family, version, resource, then attributes in the byte order of the machine: length, type, value, filled up to four bytes.
pub(super) fn nflog(frame: &[u8]) -> Layer<'_> {
    let mut rest = frame.get(4..).unwrap_or_default();
    for _ in 0..MAX_ATTRIBUTES {
        let Some(&[a, b, c, d]) = rest.first_chunk() else { return Layer::Short };
        // A length that begins with a large byte in little endian is one in big endian.
        let is_little = usize::from(u16::from_le_bytes([a, b])) <= rest.len();
        let [length, kind] = [[a, b], [c, d]].map(|two| if is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) });
        let length = usize::from(length);
        match rest.get(4..length) {
            Some(value) if kind == PAYLOAD => return Layer::Ip(value),
            Some(_) => rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default(),
            None => return Layer::Short,
        }
    }
    Layer::Short
}

/// The length of the header, which is filled up to four bytes.
pub(super) fn pflog(frame: &[u8]) -> Layer<'_> {
    frame.first().map_or(Layer::Short, |length| Layer::ip_behind(frame, usize::from(*length).next_multiple_of(4)))
}
