//! MPLS (RFC 3032): labels, and what the last of them does not say.

use super::super::layer::{Kind, Layer};

/// The most labels of a packet.
const MAX_LABELS: usize = 16;
const LABEL: usize = 4;
const IS_LAST: u8 = 1;

/// Labels of four bytes. Behind the last: IP by its version; a pseudowire's control word, which begins with zeros, or none
/// (RFC 4448 4.6), and an Ethernet frame.
#[expect(clippy::match_same_arms, reason = "one is behind a control word")]
pub(in super::super) fn unwrap(bytes: &[u8]) -> Layer<'_> {
    let is_last = |label: &[u8]| label.get(2).is_some_and(|byte| byte & IS_LAST != 0);
    let Some(last) = bytes.chunks(LABEL).take(MAX_LABELS).position(is_last) else { return Layer::Other(Kind::TooDeep) };
    let rest = bytes.get((last + 1) * LABEL..).unwrap_or_default();
    match rest {
        [] => Layer::Short,
        _ if super::is_ip(rest) => Layer::Ip(rest),
        [0..=0x0f, _, _, _, frame @ ..] => Layer::ethernet(frame),
        frame => Layer::ethernet(frame),
    }
}
