//! TaZmen Sniffer Protocol: how MikroTik routers stream what they capture.

use super::super::LinkType;
use super::super::layer::Layer;

const PADDING: u8 = 0;
const END: u8 = 1;
/// The most tags before the frame.
const MAX_TAGS: usize = 32;

/// Version 1, a received or sent packet, what kind of frame it is; then tags.
pub(super) fn unwrap(bytes: &[u8]) -> Option<Layer<'_>> {
    let (&[1, 0 | 1, high, low], mut rest) = bytes.split_first_chunk()? else { return None };
    let link = match [high, low] {
        [0, 1] => LinkType::ETHERNET,
        [0, 18] => LinkType::IEEE802_11,
        _ => return None,
    };
    for _ in 0..MAX_TAGS {
        rest = match *rest {
            [END, ref frame @ ..] => return Some(Layer::Link(link, frame)),
            [PADDING, ref rest @ ..] => rest,
            [_, length, ref rest @ ..] => rest.get(length.into()..)?,
            _ => return None,
        };
    }
    None
}
