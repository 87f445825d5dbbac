//! VXLAN (RFC 7348), also as the mirrors of clouds send it; and its generic form (draft-ietf-nvo3-vxlan-gpe).

use super::super::layer::Layer;

/// Set where the header names a network.
const HAS_NETWORK: u8 = 0x08;
const HEADER: usize = 8;

/// Flags, a group policy or nothing, the network, and one byte of nothing; then an Ethernet frame.
pub(super) fn unwrap(bytes: &[u8]) -> Option<Layer<'_>> {
    let (&[flags, _, _, _, _, _, _, reserved], frame) = bytes.split_first_chunk::<HEADER>()?;
    (flags & HAS_NETWORK != 0 && reserved == 0).then_some(Layer::ethernet(frame))
}

/// The same with the number of the next protocol.
pub(super) fn generic(bytes: &[u8]) -> Option<Layer<'_>> {
    let (&[flags, _, _, next, ..], rest) = bytes.split_first_chunk::<HEADER>()?;
    if flags & HAS_NETWORK == 0 { None } else { Layer::next_protocol(next, rest) }
}
