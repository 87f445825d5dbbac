//! The new format: sections of blocks (draft-ietf-opsawg-pcapng). Packets of several interfaces, and key logs.
//!
//! What is odd in one block (a name that is not UTF-8, a time in picoseconds) costs no more than that block.

use std::borrow::Cow;
use std::io::Read;
use std::ops::Range;

use super::byte_order::ByteOrder;
use super::window::Window;
use super::{Item, MAX_PACKET, Packet, Stop};
use crate::capture::{KeyLog, KeyLogLine};
use crate::offline::packet::LinkType;
use crate::offline::problem::Losses;

/// The longest block that is read, 64 MiB: a key log of a quarter of a million connections.
const MAX_BLOCK: usize = 64 << 20;
/// The most bytes of key logs in one file, 256 MiB: a million connections. They are kept until the file ends.
const MAX_SECRETS: usize = 256 << 20;
/// The most interfaces of one section.
const MAX_INTERFACES: usize = 65_536;
/// The least that a block takes: type, length, and length again.
const MIN_BLOCK: usize = BLOCK_HEADER + BLOCK_TRAILER;
/// Type and length, before the body.
const BLOCK_HEADER: usize = 8;
/// The length again, behind it.
const BLOCK_TRAILER: usize = 4;

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
const INTERFACE_DESCRIPTION: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 10;
/// The secrets type of a TLS key log: `TLSK`.
const TLS_KEY_LOG: u32 = 0x544c_534b;
const IF_TSRESOL: u16 = 9;
const IF_TSOFFSET: u16 = 14;

pub(super) fn is_pcapng(start: &[u8]) -> bool {
    start.starts_with(&SECTION_HEADER.to_be_bytes())
}

pub(super) struct PcapNgFile<R> {
    window: Window<R>,
    section: Section,
    /// How many bytes of key logs were read.
    secrets: usize,
    /// What the block that was read last means, and its length.
    meaning: Meaning,
    length: usize,
}

/// What the blocks of a section need to be understood.
#[derive(Default)]
struct Section {
    order: ByteOrder,
    interfaces: Vec<Interface>,
}

#[derive(Clone, Copy)]
struct Interface {
    link: LinkType,
    snap_length: usize,
    /// Units of time in a second.
    units: u128,
    /// Seconds to be added.
    offset_s: i64,
}

/// What a block means for the reader of packets.
enum Meaning {
    /// A packet, and where its bytes stand in the body.
    Packet { link: LinkType, time_us: i64, data: Range<usize> },
    /// The secrets of a block.
    KeyLog(Vec<KeyLogLine>),
    /// Neither.
    Nothing,
}

impl<R: Read> PcapNgFile<R> {
    pub(super) fn new(window: Window<R>) -> Self {
        Self { window, section: Section::default(), secrets: 0, meaning: Meaning::Nothing, length: 0 }
    }

    pub(super) fn position(&self) -> u64 {
        self.window.position()
    }

    /// Reads the next packet or key log; other blocks are passed over.
    pub(super) fn advance(&mut self, losses: &mut Losses) -> Result<(), Stop> {
        self.meaning = Meaning::Nothing;
        while matches!(self.meaning, Meaning::Nothing) {
            self.length = self.read_block()?;
            let (block_type, body) = body(self.window.bytes(), self.length, self.section.order)?;
            self.secrets += if block_type == DECRYPTION_SECRETS { body.len() } else { 0 };
            self.meaning = match block_type {
                DECRYPTION_SECRETS if self.secrets > MAX_SECRETS => too_many_secrets(losses),
                _ => self.section.meaning(block_type, body, losses),
            };
            self.window.consume(self.length);
        }
        Ok(())
    }

    /// What was read.
    pub(super) fn item(&mut self) -> Option<Item<'_>> {
        match std::mem::replace(&mut self.meaning, Meaning::Nothing) {
            Meaning::Packet { link, time_us, data } => {
                let data = self.window.before(self.length).get(BLOCK_HEADER..)?.get(data)?;
                Some(Item::Packet(Packet { link, time_us, data }))
            }
            Meaning::KeyLog(lines) => Some(Item::KeyLog(lines)),
            Meaning::Nothing => None,
        }
    }

    /// Reads the next block into the window, and tells its length. A section header says which byte order holds from here on.
    fn read_block(&mut self) -> Result<usize, Stop> {
        let head = self.window.peek(MIN_BLOCK)?;
        if head.is_empty() {
            return Err(self.window.end());
        }
        let Some(&[first, second, third]) = head.as_chunks::<4>().0.first_chunk() else { return Err(Stop::Truncated) };
        if first == SECTION_HEADER.to_be_bytes() {
            let order = if third == BYTE_ORDER_MAGIC.to_be_bytes() { ByteOrder::Big } else { ByteOrder::Little };
            self.section = Section { order, interfaces: Vec::new() };
        }
        let length = self.section.order.u32(&second, 0).unwrap_or_default();
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if !(MIN_BLOCK..=MAX_BLOCK).contains(&length) {
            return Err(Stop::Damaged(format!("a block of {length} bytes")));
        }
        match self.window.peek(length)?.len() {
            there if there < length => Err(Stop::Truncated),
            _ => Ok(length),
        }
    }
}

fn too_many_secrets(losses: &mut Losses) -> Meaning {
    losses.count("{} blocks of secrets were left out: together they are larger than what is kept");
    Meaning::Nothing
}

/// Type and body of the block of that length at the start of `bytes`, whose length stands behind it once more.
fn body(bytes: &[u8], length: usize, order: ByteOrder) -> Result<(u32, &[u8]), Stop> {
    let block = bytes.get(..length).ok_or(Stop::Truncated)?;
    let (framed, trailer) = block.split_at_checked(length.saturating_sub(BLOCK_TRAILER)).ok_or(Stop::Truncated)?;
    let (block_type, body) = order.u32(framed, 0).zip(framed.get(BLOCK_HEADER..)).ok_or(Stop::Truncated)?;
    match order.u32(trailer, 0) {
        Some(again) if usize::try_from(again) == Ok(length) => Ok((block_type, body)),
        again => Err(Stop::Damaged(format!("a block of {length} bytes, {} bytes according to its end", again.unwrap_or_default()))),
    }
}

impl Section {
    fn meaning(&mut self, block_type: u32, body: &[u8], losses: &mut Losses) -> Meaning {
        let meaning = match block_type {
            INTERFACE_DESCRIPTION => self.interface(body).map(|()| Meaning::Nothing),
            ENHANCED_PACKET => self.packet(self.order.u32(body, 0), body),
            OBSOLETE_PACKET => self.packet(self.order.u16(body, 0).map(u32::from), body),
            SIMPLE_PACKET => self.simple_packet(body),
            DECRYPTION_SECRETS => self.secrets(body),
            _ => Some(Meaning::Nothing),
        };
        meaning.unwrap_or_else(|| {
            losses.count(&format!("{{}} blocks of the type {block_type} could not be read"));
            Meaning::Nothing
        })
    }

    fn interface(&mut self, body: &[u8]) -> Option<()> {
        let link = LinkType(u32::from(self.order.u16(body, 0)?));
        let snap_length = self.order.u32(body, 4)?.try_into().ok()?;
        let order = self.order;
        let mut interface = Interface { link, snap_length, units: 1_000_000, offset_s: 0 };
        self.options(body.get(8..)?, |code, value| match (code, value) {
            (IF_TSRESOL, &[resolution]) => interface.units = units(resolution),
            (IF_TSOFFSET, value) => interface.offset_s = order.i64(value, 0).unwrap_or_default(),
            _ => {}
        });
        (self.interfaces.len() < MAX_INTERFACES).then(|| self.interfaces.push(interface))
    }

    /// An enhanced packet, and one of the obsolete kind: they differ in how they name the interface.
    fn packet(&self, interface: Option<u32>, body: &[u8]) -> Option<Meaning> {
        let interface = self.interfaces.get(usize::try_from(interface?).ok()?)?;
        let time = u64::from(self.order.u32(body, 4)?) << 32 | u64::from(self.order.u32(body, 8)?);
        let length = usize::try_from(self.order.u32(body, 12)?).ok()?;
        let data = 20..length.checked_add(20).filter(|end| *end <= body.len() && length <= MAX_PACKET)?;
        Some(Meaning::Packet { link: interface.link, time_us: interface.time_us(time), data })
    }

    /// A packet without a time, of the first interface.
    fn simple_packet(&self, body: &[u8]) -> Option<Meaning> {
        let interface = self.interfaces.first()?;
        let length = usize::try_from(self.order.u32(body, 0)?).ok()?;
        let captured = if interface.snap_length == 0 { length } else { length.min(interface.snap_length) };
        let data = 4..captured.checked_add(4).filter(|end| *end <= body.len() && captured <= MAX_PACKET)?;
        Some(Meaning::Packet { link: interface.link, time_us: 0, data })
    }

    /// A key log; secrets of other kinds (WireGuard, ZigBee) are not ours.
    fn secrets(&self, body: &[u8]) -> Option<Meaning> {
        if self.order.u32(body, 0)? != TLS_KEY_LOG {
            return Some(Meaning::Nothing);
        }
        let length = usize::try_from(self.order.u32(body, 4)?).ok()?;
        let text = body.get(8..length.checked_add(8)?)?;
        let text = std::str::from_utf8(text).map_or_else(|_| String::from_utf8_lossy(text), Cow::Borrowed);
        Some(Meaning::KeyLog(KeyLog::parse_lines(&text).0))
    }

    /// Hands on each option (draft-ietf-opsawg-pcapng 3.5) with its code; values are padded to 32 bits.
    fn options(&self, mut bytes: &[u8], mut each: impl FnMut(u16, &[u8])) {
        while let (Some(code @ 1..), Some(length)) = (self.order.u16(bytes, 0), self.order.u16(bytes, 2)) {
            let length = usize::from(length);
            let Some(value) = bytes.get(4..4 + length) else { return };
            each(code, value);
            bytes = bytes.get(4 + length.next_multiple_of(4)..).unwrap_or_default();
        }
    }
}

impl Interface {
    /// A time in the interface's units as microseconds since 1970-01-01 00:00 UTC.
    fn time_us(&self, time: u64) -> i64 {
        // A time has 64 bits, and a million 20: there is room for both.
        let microseconds = match self.units {
            1_000_000 => time.into(),
            units => u128::from(time) * 1_000_000 / units,
        };
        i64::try_from(microseconds).unwrap_or(i64::MAX).saturating_add(self.offset_s.saturating_mul(1_000_000))
    }
}

/// Units of time in a second: a power of ten, or, with the highest bit set, of two.
fn units(resolution: u8) -> u128 {
    let exponent = u32::from(resolution & 0x7f);
    let base: u128 = if resolution & 0x80 == 0 { 10 } else { 2 };
    base.checked_pow(exponent).unwrap_or(u128::MAX)
}
