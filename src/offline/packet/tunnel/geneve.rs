//! GENEVE (RFC 8926): gateway load balancers and overlays.

use super::super::layer::Layer;

/// Version 0 and the length of the options in words; flags; an EtherType; the network.
pub(super) fn unwrap(bytes: &[u8]) -> Option<Layer<'_>> {
    let [first, ..] = bytes.first_chunk::<8>()?;
    (first >> 6 == 0).then(|| Layer::behind(bytes, 2, 8 + 4 * usize::from(first & 0x3f)))
}
