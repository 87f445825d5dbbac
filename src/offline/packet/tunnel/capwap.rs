//! CAPWAP (RFC 5415 4.3): the frames of wireless clients, between access point and controller, where they are not encrypted.

use super::super::LinkType;
use super::super::layer::Layer;

/// The frame is one of the radio network.
const IS_NATIVE: u8 = 0x01;
const IS_FRAGMENT: u8 = 0x80;

pub(super) fn unwrap(bytes: &[u8]) -> Option<Layer<'_>> {
    let &[0, length, native, flags] = bytes.first_chunk()? else { return None };
    let frame = bytes.get(4 * usize::from(length >> 3)..).filter(|_| length >> 3 >= 2 && flags & IS_FRAGMENT == 0)?;
    Some(if native & IS_NATIVE == 0 { Layer::ethernet(frame) } else { Layer::Link(LinkType::IEEE802_11, frame) })
}
