//! Service function chaining (RFC 8300 2.2).

use super::super::layer::Layer;

/// Its length in words, a kind of meta data, and the number of the next protocol.
pub(in super::super) fn unwrap(bytes: &[u8]) -> Layer<'_> {
    let Some(&[_, length, _, next]) = bytes.first_chunk() else { return Layer::Short };
    let rest = bytes.get(4 * usize::from(length & 0x3f).max(2)..);
    rest.and_then(|rest| Layer::next_protocol(next, rest)).unwrap_or(Layer::Short)
}
