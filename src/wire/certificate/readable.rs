//! Object identifiers, strings, times and addresses of ASN.1, as people write them.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::der::tag;
use crate::names::oid_name;

/// An object identifier's content octets as `1.2.840.10045.4.3.2`; `None` where they are not one.
pub(super) fn dotted(content: &[u8]) -> Option<String> {
    if content.last()? & 0x80 != 0 {
        return None;
    }
    let mut text = String::new();
    let mut arc: u128 = 0;
    for &byte in content {
        arc = arc.checked_mul(128)?.checked_add(u128::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            push_arc(&mut text, arc);
            arc = 0;
        }
    }
    Some(text)
}

/// The first number on the wire holds two arcs: 40 times the first, plus the second.
fn push_arc(text: &mut String, arc: u128) {
    if text.is_empty() {
        let first = (arc / 40).min(2);
        *text = format!("{first}.{}", arc.saturating_sub(first.saturating_mul(40)));
    } else {
        text.push('.');
        text.push_str(&arc.to_string());
    }
}

/// The registered name of a dotted object identifier, or itself.
pub(super) fn oid_or_dotted(dotted: &str) -> String {
    oid_name(dotted).unwrap_or(dotted).to_owned()
}

/// The registered name of an object identifier's content octets, or its numbers, or its bytes.
pub(super) fn oid_text(content: &[u8]) -> String {
    dotted(content).map_or_else(|| hex(content), |dotted| oid_or_dotted(&dotted))
}

/// Text of the string types of ASN.1; `None` for other types. Characters that cannot be read become U+FFFD.
pub(super) fn string_text(tag: u8, content: &[u8]) -> Option<String> {
    match tag {
        tag::UTF8_STRING | tag::NUMERIC_STRING | tag::PRINTABLE_STRING | tag::IA5_STRING | tag::VISIBLE_STRING => {
            Some(String::from_utf8_lossy(content).into_owned())
        }
        tag::TELETEX_STRING => Some(content.iter().map(|&byte| char::from(byte)).collect()),
        tag::BMP_STRING => {
            let units: Vec<u16> = content.chunks(2).map(|pair| pair.iter().fold(0, |unit, &byte| unit << 8 | u16::from(byte))).collect();
            Some(String::from_utf16_lossy(&units))
        }
        tag::UNIVERSAL_STRING => {
            let points = content.chunks(4).map(|four| four.iter().fold(0, |point, &byte| point << 8 | u32::from(byte)));
            Some(points.map(|point| char::from_u32(point).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
        _ => None,
    }
}

/// UTCTime (`261118000000Z`) and GeneralizedTime (`20261118000000Z`) as `2026-11-18 00:00:00 UTC` (RFC 5280 4.1.2.5);
/// any other form as it stands.
pub(super) fn time_text(tag: u8, content: &[u8]) -> String {
    let text = String::from_utf8_lossy(content).into_owned();
    let full = match (tag, text.as_bytes().first()) {
        (tag::UTC_TIME, Some(b'5'..=b'9')) => format!("19{text}"),
        (tag::UTC_TIME, _) => format!("20{text}"),
        _ => text.clone(),
    };
    split_time(&full).unwrap_or(text)
}

fn split_time(full: &str) -> Option<String> {
    let digits = full.strip_suffix('Z').filter(|digits| digits.len() == 14 && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let date = format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8));
    Some(format!("{date} {}:{}:{} UTC", part(8, 10), part(10, 12), part(12, 14)))
}

/// An address of 4 or 16 bytes; with a mask behind it (in name constraints) of 8 or 32; else the bytes.
pub(super) fn ip_text(content: &[u8]) -> String {
    address(content)
        .or_else(|| {
            let (network, mask) = content.split_at_checked(content.len() / 2)?;
            Some(format!("{}/{}", address(network)?, address(mask)?))
        })
        .unwrap_or_else(|| hex(content))
}

fn address(content: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(content).map(|octets| Ipv4Addr::from(octets).to_string());
    four.or_else(|_| <[u8; 16]>::try_from(content).map(|octets| Ipv6Addr::from(octets).to_string())).ok()
}

/// Bytes as hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers() {
        assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]).as_deref(), Some("1.2.840.10045.4.3.2"));
        assert_eq!(dotted(&[0x88, 0x37, 3]).as_deref(), Some("2.999.3"));
        assert_eq!(dotted(&[0x2a, 0x86]), None, "it ends within a number");
        assert_eq!(dotted(&[0xff; 40]), None);
        assert_eq!(oid_text(&[]), "");
    }

    #[test]
    fn times() {
        assert_eq!(time_text(tag::UTC_TIME, b"261118000001Z"), "2026-11-18 00:00:01 UTC");
        assert_eq!(time_text(tag::UTC_TIME, b"991231235959Z"), "1999-12-31 23:59:59 UTC");
        assert_eq!(time_text(tag::GENERALIZED_TIME, b"20501118000001Z"), "2050-11-18 00:00:01 UTC");
        assert_eq!(time_text(tag::UTC_TIME, b"2611180000Z"), "2611180000Z");
    }

    #[test]
    fn strings_and_addresses() {
        assert_eq!(string_text(tag::BMP_STRING, &[0, b'B', 0, 0xf6, 0]).as_deref(), Some("Bö\0"));
        assert_eq!(string_text(tag::UNIVERSAL_STRING, &[0, 0, 0, b'B']).as_deref(), Some("B"));
        assert_eq!(string_text(tag::INTEGER, &[1]), None);
        assert_eq!(ip_text(&[10, 0, 0, 0, 255, 0, 0, 0]), "10.0.0.0/255.0.0.0");
        assert_eq!(ip_text(&[0; 16]), "::");
        assert_eq!(ip_text(&[1, 2, 3]), "010203");
    }
}
