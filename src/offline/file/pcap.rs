//! The old format: one header, then packets (draft-ietf-opsawg-pcap). In both byte orders, with micro- or nanoseconds.

use std::io::Read;

use pcap_file::pcap::{PcapParseError, PcapParser, PcapTsResolution};

use super::window::Window;
use super::{Item, MAX_PACKET, Packet, Stop};
use crate::offline::packet::LinkType;

/// Length of the header of the file, and of each packet, in bytes.
const FILE_HEADER: usize = 24;
const PACKET_HEADER: usize = 16;
const MAGIC: [u32; 4] = [0xa1b2_c3d4, 0xd4c3_b2a1, 0xa1b2_3c4d, 0x4d3c_b2a1];

pub(super) fn is_pcap(start: &[u8]) -> bool {
    start.first_chunk().is_some_and(|magic| MAGIC.contains(&u32::from_be_bytes(*magic)))
}

pub(super) struct PcapFile<R> {
    window: Window<R>,
    header: Option<Header>,
    /// The length of the packet that was read last, with its header.
    length: usize,
}

struct Header {
    parser: PcapParser,
    link: LinkType,
    /// Microseconds in a unit of the fraction of a second, as a divisor: 1 or 1000.
    fraction: u32,
}

impl<R: Read> PcapFile<R> {
    pub(super) fn new(window: Window<R>) -> Self {
        Self { window, header: None, length: 0 }
    }

    pub(super) fn position(&self) -> u64 {
        self.window.position()
    }

    /// Reads the next packet.
    pub(super) fn advance(&mut self) -> Result<(), Stop> {
        let header = match &self.header {
            Some(header) => header,
            None => self.header.insert(read_header(&mut self.window)?),
        };
        if self.window.peek(PACKET_HEADER)?.is_empty() {
            return Err(self.window.end());
        }
        let length = header.packet_length(self.window.bytes())?;
        self.window.peek(length)?;
        if self.window.bytes().len() < length {
            return Err(Stop::Truncated);
        }
        self.window.consume(length);
        self.length = length;
        Ok(())
    }

    /// The packet that was read.
    pub(super) fn item(&self) -> Option<Item<'_>> {
        self.header.as_ref()?.packet(self.window.before(self.length))
    }
}

fn read_header<R: Read>(window: &mut Window<R>) -> Result<Header, Stop> {
    let bytes = window.peek(FILE_HEADER)?;
    let (_, parser) = PcapParser::new(bytes).map_err(stop)?;
    let header = parser.header();
    // The upper bits tell of a checksum behind each frame; a packet's own length makes it harmless.
    let link = LinkType(u32::from(header.datalink) & 0xffff);
    let fraction = if header.ts_resolution == PcapTsResolution::MicroSecond { 1 } else { 1000 };
    window.consume(FILE_HEADER);
    Ok(Header { parser, link, fraction })
}

impl Header {
    /// The length of a packet with its header, when it can be one.
    fn packet_length(&self, bytes: &[u8]) -> Result<usize, Stop> {
        let Some(raw) = bytes.get(8..12).and_then(|length| length.first_chunk::<4>()) else { return Err(Stop::Truncated) };
        if bytes.len() < PACKET_HEADER {
            return Err(Stop::Truncated);
        }
        let length = match self.parser.header().endianness {
            pcap_file::Endianness::Big => u32::from_be_bytes(*raw),
            pcap_file::Endianness::Little => u32::from_le_bytes(*raw),
        };
        match usize::try_from(length) {
            Ok(length) if length <= MAX_PACKET => Ok(PACKET_HEADER + length),
            _ => Err(Stop::Damaged(format!("a packet of {length} bytes"))),
        }
    }

    fn packet<'a>(&self, bytes: &'a [u8]) -> Option<Item<'a>> {
        let (_, raw) = self.parser.next_raw_packet(bytes).ok()?;
        let time_us = i64::from(raw.ts_sec) * 1_000_000 + i64::from(raw.ts_frac / self.fraction);
        let data = bytes.get(PACKET_HEADER..).unwrap_or_default();
        Some(Item::Packet(Packet { link: self.link, time_us, data }))
    }
}

fn stop(error: PcapParseError) -> Stop {
    match error {
        PcapParseError::IncompleteBuffer(..) => Stop::Truncated,
        PcapParseError::Validation(what) => Stop::Damaged(what.to_string()),
    }
}
