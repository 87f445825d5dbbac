//! Capture files made by hand, in each order of bytes (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng).

/// The order of the bytes of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Little,
    Big,
}

impl Order {
    pub(crate) const BOTH: [Self; 2] = [Self::Little, Self::Big];

    pub(crate) fn u16(self, number: u16) -> [u8; 2] {
        if self == Self::Big { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    pub(crate) fn u32(self, number: u32) -> [u8; 4] {
        if self == Self::Big { number.to_be_bytes() } else { number.to_le_bytes() }
    }
}

/// The first number of a file of the old format, which tells what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Magic {
    Microseconds,
    Nanoseconds,
    /// Alexey Kuznetzov's libpcap: 8 more bytes before each packet.
    Modified,
}

impl Magic {
    pub(crate) const ALL: [Self; 3] = [Self::Microseconds, Self::Nanoseconds, Self::Modified];

    fn number(self) -> u32 {
        match self {
            Self::Microseconds => 0xa1b2_c3d4,
            Self::Nanoseconds => 0xa1b2_3c4d,
            Self::Modified => 0xa1b2_cd34,
        }
    }
}

/// A frame, and when it was captured.
pub(crate) struct Frame {
    pub(crate) time_us: u64,
    pub(crate) bytes: Vec<u8>,
}

/// A file of the old format.
pub(crate) fn pcap(order: Order, magic: Magic, link: u32, frames: &[Frame]) -> Vec<u8> {
    let mut file = order.u32(magic.number()).to_vec();
    file.extend([order.u16(2), order.u16(4)].concat());
    file.extend([order.u32(0), order.u32(0), order.u32(65_535), order.u32(link)].concat());
    for frame in frames {
        let (seconds, microseconds) = (number(frame.time_us / 1_000_000), number(frame.time_us % 1_000_000));
        let fraction = if magic == Magic::Nanoseconds { microseconds * 1000 } else { microseconds };
        let length = number(frame.bytes.len());
        file.extend([seconds, fraction, length, length].map(|number| order.u32(number)).concat());
        if magic == Magic::Modified {
            file.extend([0xaa; 8]);
        }
        file.extend(&frame.bytes);
    }
    file
}

/// The section header of the new format, and its interfaces: link type and unit of time, a power of ten.
pub(crate) fn pcapng(order: Order, interfaces: &[(u32, u8)]) -> Vec<u8> {
    let mut file = block(order, 0x0a0d_0d0a, &[&order.u32(0x1a2b_3c4d)[..], &order.u16(1), &order.u16(0), &[0xff; 8]].concat());
    for (link, unit) in interfaces {
        let name = [&order.u16(2)[..], &order.u16(4), b"test"].concat();
        let unit = [&order.u16(9)[..], &order.u16(1), &[*unit, 0, 0, 0], &[0; 4]].concat();
        file.extend(block(order, 1, &[&order.u16(number(*link))[..], &[0; 6], &name, &unit].concat()));
    }
    file
}

/// An enhanced packet block; the time is in the interface's unit.
pub(crate) fn enhanced_packet(order: Order, interface: u32, time: u64, bytes: &[u8]) -> Vec<u8> {
    let numbers = [interface, number(time >> 32), number(time & u64::from(u32::MAX)), number(bytes.len()), number(bytes.len())];
    block(order, 6, &[&numbers.map(|number| order.u32(number)).concat(), bytes].concat())
}

/// A simple packet block, of the first interface.
pub(crate) fn simple_packet(order: Order, bytes: &[u8]) -> Vec<u8> {
    block(order, 3, &[&order.u32(number(bytes.len())), bytes].concat())
}

/// A block, with its body filled up to a multiple of 32 bits.
pub(crate) fn block(order: Order, block_type: u32, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = order.u32(number(body.len() + 12));
    [&order.u32(block_type)[..], &length, &body, &length].concat()
}

fn number<N: TryInto<M>, M>(number: N) -> M {
    number.try_into().unwrap_or_else(|_| panic!("a number that does not fit its field"))
}
