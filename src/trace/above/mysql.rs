//! MySQL and MariaDB ("ERR_Packet"): length, number, 0xff, code, `#` and five letters of SQLSTATE, the message.

use super::{Found, Said};

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    let mut rest = said.bytes;
    // Asked for another way to prove the password (0xfe), or for more (0x01), a client answers: the verdict comes later.
    while let &[low, middle, high, _, kind, ..] = rest {
        let length = usize::try_from(u32::from_le_bytes([low, middle, high, 0])).ok()?;
        let packet = rest.get(4..)?;
        match kind {
            0xff => return error(packet.get(..length).unwrap_or(packet)),
            0xfe | 0x01 => rest = packet.get(length..)?,
            _ => return None,
        }
    }
    None
}

fn error(packet: &[u8]) -> Option<Found> {
    let &[_, low, high, b'#', ref rest @ ..] = packet else { return None };
    let words = String::from_utf8_lossy(rest.get(5..)?).into_owned();
    Some(Found { status: Some(u16::from_le_bytes([low, high])), words })
}
