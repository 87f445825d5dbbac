//! Blocks of a pcapng file, in little-endian order (draft-ietf-opsawg-pcapng 3.1 and 4).
//!
//! ```text
//! block  = type, total length, body, options, total length      each a multiple of 32 bits
//! option = code, length, value                                  padded to 32 bits; a code of 0 ends the list
//! ```

use std::io;

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const BYTE_ORDER_MAGIC: u32 = 0x1a2b_3c4d;
const INTERFACE_DESCRIPTION: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 10;
/// The secrets type of a TLS key log: `TLSK`.
const TLS_KEY_LOG: u32 = 0x544c_534b;
const LINKTYPE_ETHERNET: u16 = 1;

const COMMENT: u16 = 1;
const IF_NAME: u16 = 2;
const SHB_USERAPPL: u16 = 4;
const IF_TSRESOL: u16 = 9;
/// Microseconds: ten to the power of minus six.
const MICROSECONDS: u8 = 6;

/// The beginning of a file, with what it says of itself and the program that wrote it.
pub(super) fn section_header(comment: &str, application: &str) -> io::Result<Vec<u8>> {
    // Version 1.0, and a length that is not told.
    let body = [&BYTE_ORDER_MAGIC.to_le_bytes()[..], &1u16.to_le_bytes(), &0u16.to_le_bytes(), &(-1i64).to_le_bytes()].concat();
    block(SECTION_HEADER, body, &[(COMMENT, comment.as_bytes()), (SHB_USERAPPL, application.as_bytes())])
}

/// The one interface: Ethernet, times in microseconds, packets of any length.
pub(super) fn interface_description(name: &str) -> io::Result<Vec<u8>> {
    let body = [&LINKTYPE_ETHERNET.to_le_bytes()[..], &[0; 6]].concat();
    block(INTERFACE_DESCRIPTION, body, &[(IF_NAME, name.as_bytes()), (IF_TSRESOL, &[MICROSECONDS])])
}

/// The secrets of what follows, as a key log.
pub(super) fn decryption_secrets(keylog: &str) -> io::Result<Vec<u8>> {
    let body = [&TLS_KEY_LOG.to_le_bytes()[..], &length(keylog.as_bytes())?.to_le_bytes(), keylog.as_bytes()].concat();
    block(DECRYPTION_SECRETS, body, &[])
}

/// A packet on the one interface, with a comment where there is one to make.
pub(super) fn enhanced_packet(time_us: u64, frame: &[u8], comment: &str) -> io::Result<Vec<u8>> {
    let (interface, captured) = ([0; 4], length(frame)?.to_le_bytes());
    let [low, high] = [time_us, time_us >> 32].map(u64::to_le_bytes);
    let body = [&interface[..], &high[..4], &low[..4], &captured, &captured, frame].concat();
    let comment = [(COMMENT, comment.as_bytes())];
    block(ENHANCED_PACKET, body, if comment[0].1.is_empty() { &[] } else { &comment })
}

fn block(block_type: u32, body: Vec<u8>, options: &[(u16, &[u8])]) -> io::Result<Vec<u8>> {
    let mut content = body;
    pad(&mut content);
    for (code, value) in options {
        let length = u16::try_from(value.len()).map_err(io::Error::other)?;
        content.extend([code.to_le_bytes(), length.to_le_bytes()].concat());
        content.extend(*value);
        pad(&mut content);
    }
    if !options.is_empty() {
        content.extend([0; 4]);
    }
    let total = u32::try_from(content.len() + 12).map_err(io::Error::other)?.to_le_bytes();
    Ok([&block_type.to_le_bytes()[..], &total, &content, &total].concat())
}

fn length(bytes: &[u8]) -> io::Result<u32> {
    u32::try_from(bytes.len()).map_err(io::Error::other)
}

/// Fills up to a multiple of 32 bits.
fn pad(bytes: &mut Vec<u8>) {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
}
