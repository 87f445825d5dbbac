//! L2TP, version 2 (RFC 2661 3.1): PPP in UDP.

use super::super::layer::Layer;

const IS_CONTROL: u8 = 0x80;
const HAS_LENGTH: u8 = 0x40;
const HAS_SEQUENCE: u8 = 0x08;
const HAS_OFFSET: u8 = 0x02;
const VERSION_2: u8 = 2;

pub(super) fn unwrap(bytes: &[u8]) -> Option<Layer<'_>> {
    let &[flags, version] = bytes.first_chunk()?;
    if flags & IS_CONTROL != 0 || version & 0x0f != VERSION_2 {
        return None;
    }
    let has = |flag: u8, length: usize| if flags & flag == 0 { 0 } else { length };
    let header = 6 + has(HAS_LENGTH, 2) + has(HAS_SEQUENCE, 4);
    let offset = match bytes.get(header..)?.first_chunk() {
        Some(offset) if flags & HAS_OFFSET != 0 => 2 + usize::from(u16::from_be_bytes(*offset)),
        _ => 0,
    };
    bytes.get(header + offset..).map(Layer::Ppp)
}
