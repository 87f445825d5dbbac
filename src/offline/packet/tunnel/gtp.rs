//! GTP-U (3GPP TS 29.281 5.1): what telephones say, between the nodes of a mobile network.

use super::super::layer::Layer;

/// Version 1 of GTP, not GTP'.
const VERSION_1: u8 = 0x30;
/// A packet of the user.
const G_PDU: u8 = 0xff;
/// Sequence number, N-PDU number, extension header: one of them brings room for all.
const HAS_MORE: u8 = 7;
/// The most extension headers.
const MAX_EXTENSIONS: usize = 8;

pub(super) fn unwrap(bytes: &[u8]) -> Option<Layer<'_>> {
    let &[flags, G_PDU, ..] = bytes.first_chunk::<8>()? else { return None };
    if flags & 0xf0 != VERSION_1 {
        return None;
    }
    let header = if flags & HAS_MORE == 0 { 8 } else { 12 + extensions(bytes)? };
    Some(Layer::ip_behind(bytes, header))
}

/// The length of the extension headers. Each has its length in words first, and the type of the next one last.
fn extensions(bytes: &[u8]) -> Option<usize> {
    let (mut next, mut length) = (*bytes.get(11)?, 0);
    for _ in 0..MAX_EXTENSIONS {
        if next == 0 {
            return Some(length);
        }
        let own = 4 * usize::from(*bytes.get(12 + length)?);
        length += own;
        next = *bytes.get((12 + length).checked_sub(1).filter(|_| own > 0)?)?;
    }
    None
}
