//! GRE (RFC 2784, RFC 2890), PPTP's form of it (RFC 2637 4.1), and the mirrors of switches in it: ERSPAN (draft-foschiano-erspan).

use super::super::layer::Layer;

const HAS_CHECKSUM: u8 = 0x80;
const HAS_ROUTING: u8 = 0x40;
const HAS_KEY: u8 = 0x20;
const HAS_SEQUENCE: u8 = 0x10;
/// PPTP alone.
const HAS_ACKNOWLEDGMENT: u8 = 0x80;
const VERSION: u8 = 7;
const ERSPAN: u16 = 0x88be;
const ERSPAN_III: u16 = 0x22eb;
const WCCP: u16 = 0x883e;

pub(super) fn unwrap(bytes: &[u8]) -> Option<Layer<'_>> {
    let &[flags, more, high, low] = bytes.first_chunk()?;
    if flags & HAS_ROUTING != 0 {
        return None;
    }
    let words = [flags & HAS_CHECKSUM, flags & HAS_KEY, flags & HAS_SEQUENCE, more & VERSION & more >> 7];
    let header = 4 + 4 * words.iter().filter(|flag| **flag != 0).count();
    match (more & VERSION, u16::from_be_bytes([high, low])) {
        (0, ERSPAN) => Some(erspan(bytes.get(header..)?, flags & HAS_SEQUENCE != 0)),
        (0, ERSPAN_III) => Some(erspan_iii(bytes.get(header..)?)),
        (0, WCCP) => Some(redirected(bytes.get(header..)?)),
        (0, _) => Some(Layer::behind(bytes, 2, header)),
        (1, _) => Some(point_to_point(bytes, flags, more)),
        _ => None,
    }
}

/// PPTP: the key is there always; a packet without data acknowledges only.
fn point_to_point(bytes: &[u8], flags: u8, more: u8) -> Layer<'_> {
    let header = 8 + if flags & HAS_SEQUENCE != 0 { 4 } else { 0 } + if more & HAS_ACKNOWLEDGMENT != 0 { 4 } else { 0 };
    bytes.get(header..).map_or(Layer::Short, Layer::Ppp)
}

/// Type I has no header of its own, and no sequence number; type II has both.
fn erspan(bytes: &[u8], has_sequence: bool) -> Layer<'_> {
    bytes.get(if has_sequence { 8 } else { 0 }..).map_or(Layer::Short, Layer::ethernet)
}

/// Type III: a header of 12 bytes, which may announce 8 more; then a frame, or (frame type 2) IP.
fn erspan_iii(bytes: &[u8]) -> Layer<'_> {
    let Some(&[.., high, low]) = bytes.first_chunk::<12>() else { return Layer::Short };
    let rest = bytes.get(12 + if low & 1 != 0 { 8 } else { 0 }..);
    match (rest, high >> 2 & 0x1f) {
        (Some(rest), 2) => Layer::Ip(rest),
        (Some(rest), _) => Layer::ethernet(rest),
        (None, _) => Layer::Short,
    }
}

/// A web cache's: IP, or (version 2) a header of four bytes before it.
fn redirected(bytes: &[u8]) -> Layer<'_> {
    let header = if super::is_ip(bytes) { 0 } else { 4 };
    Layer::ip_behind(bytes, header)
}
