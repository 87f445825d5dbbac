//! HTTP/2 (RFC 9113): frames. The status is the first field of a response (8.3), packed as HPACK packs it (RFC 7541).

use super::{Found, Said, http1, text_of};

const HEADER: usize = 9;
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PADDED: u8 = 0x8;
const PRIORITY: u8 = 0x20;

pub(super) fn refusal(said: &Said<'_>) -> Option<Found> {
    let mut rest = said.bytes;
    let mut status = None;
    while let Some((frame, behind)) = frame(rest) {
        match frame.kind {
            HEADERS if status.is_none() => {
                let found = status_of(frame.content)?;
                status = Some(found).filter(|status| http1::is_refusal(*status));
                status?;
            }
            DATA if status.is_some() => return Some(found(status?, text_of(frame.content))),
            _ => {}
        }
        rest = behind;
    }
    Some(found(status?, ""))
}

fn found(status: u16, body: &str) -> Found {
    Found { status: Some(status), words: http1::with_body(&status.to_string(), body) }
}

struct Frame<'a> {
    kind: u8,
    /// Without padding and priority.
    content: &'a [u8],
}

/// A frame, and what follows it. The last may be cut short.
fn frame(bytes: &[u8]) -> Option<(Frame<'_>, &[u8])> {
    let &[high, middle, low, kind, flags, ..] = bytes.first_chunk::<HEADER>()?;
    // Frames of an unknown kind may come, but an unknown kind says that this is no HTTP/2 more likely.
    if kind > 0xc {
        return None;
    }
    let length = usize::try_from(u32::from_be_bytes([0, high, middle, low])).ok()?;
    let rest = bytes.get(HEADER..)?;
    let mut content = rest.get(..length).unwrap_or(rest);
    if matches!(kind, DATA | HEADERS) && flags & PADDED != 0 {
        let (padding, inner) = content.split_first()?;
        content = inner.get(..inner.len().saturating_sub(usize::from(*padding)))?;
    }
    if kind == HEADERS && flags & PRIORITY != 0 {
        content = content.get(5..)?;
    }
    Some((Frame { kind, content }, rest.get(length..).unwrap_or_default()))
}

/// The status: an entry of the static table (RFC 7541 A), or three digits behind the name of one.
fn status_of(block: &[u8]) -> Option<u16> {
    // The size of the table may be set before (RFC 7541 6.3); one of more than one byte is not read.
    let sized = block.iter().take_while(|byte| **byte & 0xe0 == 0x20 && **byte & 0x1f != 0x1f).count();
    match block.get(sized..)? {
        [indexed @ 0x88..=0x8e, ..] => [200, 204, 206, 304, 400, 404, 500].get(usize::from(indexed - 0x88)).copied(),
        [name, length, value @ ..] if matches!(name & 0x0f, 8..=14) && matches!(name >> 4, 0 | 1 | 4) => {
            let value = value.get(..usize::from(length & 0x7f))?;
            if length & 0x80 == 0 { std::str::from_utf8(value).ok()?.parse().ok() } else { digits(value) }
        }
        _ => None,
    }
}

/// Digits in Huffman's code (RFC 7541 B): 0 to 2 have five bits, the others six.
fn digits(packed: &[u8]) -> Option<u16> {
    let bits = packed.iter().take(4).fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
    let mut left = u32::try_from(packed.len().min(4)).ok()? * 8;
    let mut number = 0_u16;
    for _ in 0..3 {
        let five = bits >> left.checked_sub(5)? & 0x1f;
        let digit = if five <= 2 {
            left -= 5;
            five
        } else {
            left = left.checked_sub(6)?;
            (bits >> left & 0x3f).checked_sub(0x19 - 3).filter(|digit| (3..=9).contains(digit))?
        };
        number = number * 10 + u16::try_from(digit).ok()?;
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_in_each_form() {
        assert_eq!(status_of(&[0x8c]), Some(400));
        assert_eq!(status_of(&[0x3f, 0x48, 3, b'4', b'9', b'6']), None, "a table size of more than one byte is not read");
        assert_eq!(status_of(&[0x20, 0x48, 3, b'4', b'9', b'6']), Some(496));
        // RFC 7541 C.6.1: `302` is 6402; C.6.2: `307` is 640eff.
        assert_eq!(status_of(&[0x48, 0x82, 0x64, 0x02]), Some(302));
        assert_eq!(status_of(&[0x48, 0x83, 0x64, 0x0e, 0xff]), Some(307));
    }
}
