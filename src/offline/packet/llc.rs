//! LLC and SNAP (IEEE 802.2, RFC 1042): what stands in frames that have a length and no type.

use super::layer::{Kind, Layer};

/// Addresses of SNAP, an unnumbered frame.
const SNAP: [u8; 3] = [0xaa, 0xaa, 3];
/// An ISO network layer protocol: 0xcc is IP (RFC 1490).
const ISO: [u8; 3] = [0xfe, 0xfe, 3];
/// IP without SNAP (RFC 948).
const IP: [u8; 3] = [6, 6, 3];

pub(super) fn unwrap(bytes: &[u8]) -> Layer<'_> {
    match bytes.first_chunk() {
        Some(&SNAP) => Layer::behind(bytes, 6, 8),
        Some(&IP) => Layer::ip_behind(bytes, 3),
        Some(&ISO) if bytes.get(3) == Some(&0xcc) => Layer::ip_behind(bytes, 4),
        Some([address, ..]) => Layer::Other(Kind::Llc(*address)),
        None => Layer::Short,
    }
}

/// Whether SNAP begins here.
pub(super) fn is_snap(bytes: &[u8]) -> bool {
    bytes.starts_with(&SNAP)
}
