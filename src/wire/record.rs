//! The record layer: five bytes of header, then a fragment (RFC 8446 5.1, RFC 5246 6.2.1).

use crate::bytes::{Reader, Sink, Width};
use crate::names::{ContentType, ProtocolVersion};

/// Length of a record's header in bytes.
pub const HEADER: usize = 5;

/// The longest fragment that any version allows: 2^14 bytes and 2048 of expansion (RFC 5246 6.2.3).
pub const MAX_FRAGMENT: usize = (1 << 14) + 2048;

/// A record's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the fragment is said to hold; `application_data` for every sealed record of TLS 1.3.
    pub content_type: ContentType,
    /// The record's version: frozen at 0x0303 in TLS 1.3, 0x0301 in many a first ClientHello.
    pub version: ProtocolVersion,
    /// Length of the fragment in bytes.
    pub length: usize,
}

impl Header {
    /// Reads the header at the start of `bytes`; `None` where it is cut short.
    #[must_use]
    pub fn peek(bytes: &[u8]) -> Option<Self> {
        let &[content_type, major, minor, high, low] = bytes.first_chunk::<HEADER>()?;
        let version = ProtocolVersion(u16::from_be_bytes([major, minor]));
        let length = usize::from(u16::from_be_bytes([high, low]));
        Some(Self { content_type: ContentType(content_type), version, length })
    }

    /// Whether this can be the header of a TLS record: a known type, a known major version, a length that is allowed.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        (20..=24).contains(&self.content_type.0) && self.version.0 >> 8 == 3 && self.length <= MAX_FRAGMENT
    }
}

/// A whole record, header and fragment; `sealed` names the fragment of a record that is encrypted.
pub fn record<S: Sink>(reader: &mut Reader<'_, '_, S>, sealed: bool) {
    reader.whole("record", |reader| {
        reader.code8::<ContentType>("content_type")?;
        reader.code16::<ProtocolVersion>("legacy_record_version")?;
        let length = reader.length("length", Width::U16)?;
        reader.limit(length, |reader| {
            reader.rest(if sealed { "encrypted_record" } else { "fragment" });
            Ok(())
        });
        Ok(())
    });
}

/// ChangeCipherSpec: one byte, always 1 (RFC 5246 7.1; without meaning in TLS 1.3, RFC 8446 5).
pub fn change_cipher_spec<S: Sink>(reader: &mut Reader<'_, '_, S>) {
    reader.whole("change_cipher_spec", |reader| reader.u8("type").map(drop));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::torture::{grammar, torture};

    #[test]
    fn a_record() {
        let bytes = [23, 3, 3, 0, 2, 0xaa, 0xbb];
        let header = Header::peek(&bytes).unwrap();
        assert_eq!((header.content_type, header.length, header.is_plausible()), (ContentType::APPLICATION_DATA, 2, true));
        let ((), node, issues) = torture(&bytes, &grammar!((), |reader| record(reader, true)));
        assert_eq!((node.find("encrypted_record").map(|node| node.span.len()), issues.len()), (Some(2), 0));
        let ((), _, issues) = torture(&bytes[..6], &grammar!((), |reader| record(reader, false)));
        assert_eq!(issues[0].what, "a length says 2 bytes, but 1 are left");
    }

    #[test]
    fn http_is_not_a_record() {
        assert!(!Header::peek(b"GET / HTTP/1.1").unwrap().is_plausible());
        assert_eq!(Header::peek(&[22, 3, 1, 0]), None);
    }
}
