//! Wireless networks: data frames of IEEE 802.11, as they are without encryption, and the headers that capturing machines put before them.

use super::layer::{Kind, Layer};
use super::llc;

/// Frame control: the type of data frames, and what it says of the header.
const DATA: u8 = 2;
const IS_QOS: u8 = 0x80;
const TO_DS: u8 = 1;
const FROM_DS: u8 = 2;
const IS_PROTECTED: u8 = 0x40;
const IS_ORDERED: u8 = 0x80;

/// An 802.11 frame (IEEE 802.11 9.2).
pub(super) fn frame(bytes: &[u8]) -> Layer<'_> {
    let Some(&[control, flags]) = bytes.first_chunk() else { return Layer::Short };
    let carries_data = control >> 2 & 3 == DATA && control & 0x40 == 0;
    if !carries_data || flags & IS_PROTECTED != 0 {
        return Layer::Other(Kind::Radio);
    }
    let has_fourth_address = flags & (TO_DS | FROM_DS) == TO_DS | FROM_DS;
    let is_qos = control & IS_QOS != 0;
    let header =
        24 + if has_fourth_address { 6 } else { 0 } + if is_qos { 2 } else { 0 } + if is_qos && flags & IS_ORDERED != 0 { 4 } else { 0 };
    // Some cards fill the header up to a multiple of four bytes.
    let padded = bytes.get(header..).is_some_and(|rest| !llc::is_snap(rest) && rest.get(2..).is_some_and(llc::is_snap));
    bytes.get(header + if padded { 2 } else { 0 }..).map_or(Layer::Short, Layer::Llc)
}

/// radiotap.org: version, padding, length in little endian.
pub(super) fn radiotap(bytes: &[u8]) -> Layer<'_> {
    let length = bytes.get(2..).and_then(<[u8]>::first_chunk).map(|length| usize::from(u16::from_le_bytes(*length)));
    length.and_then(|length| bytes.get(length..)).map_or(Layer::Short, frame)
}

/// The headers of Prism cards and of AVS: one of the two names, and a length.
pub(super) fn prism(bytes: &[u8]) -> Layer<'_> {
    let length = bytes.get(4..).and_then(<[u8]>::first_chunk).map(|length| match bytes.first() {
        Some(0x80) => u32::from_be_bytes(*length),
        _ => u32::from_le_bytes(*length),
    });
    let rest = length.and_then(|length| bytes.get(usize::try_from(length).ok()?..));
    rest.map_or(Layer::Short, frame)
}
