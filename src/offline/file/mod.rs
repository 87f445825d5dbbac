//! Capture files: packets and secrets out of pcap and pcapng, compressed or not.

mod byte_order;
mod gzip;
mod pcap;
mod pcapng;
mod window;

use std::io::{self, Read};

use pcap::PcapFile;
use pcapng::PcapNgFile;
use window::Window;

use super::packet::LinkType;
use super::problem::Losses;
use super::{OfflineError, Problem};
use crate::capture::KeyLogLine;

/// The longest packet that is read, 16 MiB. Snap lengths are 64 to 256 KiB; a longer packet is a length that lies.
const MAX_PACKET: usize = 16 << 20;

/// Whether a file that begins with these bytes (four are enough) is to be read as a capture.
#[must_use]
pub fn is_capture(start: &[u8]) -> bool {
    gzip::is_gzip(start) || pcap::is_pcap(start) || pcapng::is_pcapng(start)
}

/// A capture file that is being read.
pub(super) struct CaptureFile<R: Read> {
    format: Format<gzip::Plain<R>>,
    ended: bool,
    /// What ended the file before its end.
    problem: Option<Problem>,
    losses: Losses,
}

enum Format<R: Read> {
    Pcap(PcapFile<R>),
    PcapNg(PcapNgFile<R>),
}

/// What a capture file holds, in its order.
pub(super) enum Item<'a> {
    Packet(Packet<'a>),
    /// The secrets of a decryption secrets block.
    KeyLog(Vec<KeyLogLine>),
}

/// A packet as it was captured, perhaps cut.
pub(super) struct Packet<'a> {
    pub(super) link: LinkType,
    /// Microseconds since 1970-01-01 00:00 UTC.
    pub(super) time_us: i64,
    pub(super) data: &'a [u8],
}

/// Why reading stopped.
enum Stop {
    /// At the end, between two packets.
    End,
    /// At the end, within a packet or a block.
    Truncated,
    /// A length or a mark that cannot be: what follows has no meaning.
    Damaged(String),
    Io(io::Error),
}

impl<R: Read> CaptureFile<R> {
    /// Looks at the first bytes, and unpacks them where they are packed.
    pub(super) fn open(reader: R) -> Result<Self, OfflineError> {
        let mut window = Window::new(gzip::Plain::new(reader)?);
        let start = window.peek(4)?;
        let format = if pcap::is_pcap(start) {
            Format::Pcap(PcapFile::new(window))
        } else if pcapng::is_pcapng(start) {
            Format::PcapNg(PcapNgFile::new(window))
        } else {
            return Err(OfflineError::NotACapture);
        };
        Ok(Self { format, ended: false, problem: None, losses: Losses::default() })
    }

    /// The next packet or key log; `None` at the end, and where the file is damaged.
    pub(super) fn next(&mut self) -> Option<Item<'_>> {
        if self.ended {
            return None;
        }
        let advanced = match &mut self.format {
            Format::Pcap(file) => file.advance(),
            Format::PcapNg(file) => file.advance(&mut self.losses),
        };
        if let Err(stop) = advanced {
            self.problem = stop.problem(self.format.position());
            self.ended = true;
            return None;
        }
        match &mut self.format {
            Format::Pcap(file) => file.item(),
            Format::PcapNg(file) => file.item(),
        }
    }

    /// What ended the file too early, and what was left out.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.problem.iter().cloned().chain(self.losses.problems()).collect()
    }
}

impl<R: Read> Format<R> {
    fn position(&self) -> u64 {
        match self {
            Self::Pcap(file) => file.position(),
            Self::PcapNg(file) => file.position(),
        }
    }
}

impl Stop {
    /// `at`: the byte of the unpacked file at which the last whole packet or block ended.
    fn problem(self, at: u64) -> Option<Problem> {
        match self {
            Self::End => None,
            Self::Truncated => Some(Problem(format!("the file is truncated: what begins at byte {at} is not there to its end"))),
            Self::Damaged(what) => Some(Problem(format!("the file is damaged at byte {at}: {what}; the rest is not read"))),
            Self::Io(error) => Some(Problem(format!("the file cannot be read beyond byte {at}: {error}"))),
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated,
            _ => Self::Io(error),
        }
    }
}
