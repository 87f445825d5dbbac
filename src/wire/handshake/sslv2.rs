//! ClientHello in the form of SSL 2.0, with which old clients begin SSL 3.0 and TLS (RFC 5246 E.2).
//!
//! ```text
//! struct {
//!     uint16 msg_length;             // the highest bit is set; not part of the transcript
//!     uint8 msg_type = 1;
//!     ProtocolVersion version;       // the highest that the client speaks
//!     uint16 cipher_spec_length;
//!     uint16 session_id_length;
//!     uint16 challenge_length;
//!     V2CipherSpec cipher_specs[];   // three bytes each; a first byte of 0 is a suite of SSL 3.0 and TLS
//!     opaque session_id[];
//!     opaque challenge[];            // the end of the client random, whose beginning is zeros
//! } V2ClientHello;
//! ```

use super::{ClientHello, Message};
use crate::bytes::{Reader, Sink, Stop, Value, Width};
use crate::names::{CipherSuite, HandshakeType};

/// Length of the record header: `msg_length`.
pub const RECORD_HEADER: usize = 2;
/// Length of the message's own header: `msg_type`.
pub const HEADER: usize = 1;
/// The fixed fields behind `msg_length`.
const FIXED: usize = 9;
/// Length of a client random.
const RANDOM: usize = 32;

/// The length of the hello that begins here, without `msg_length`; `None` where none does.
#[must_use]
pub fn length(start: &[u8]) -> Option<usize> {
    let &[high @ 0x80..=0xff, low, 1, 3, 0..=4, ciphers_high, ciphers_low, id_high, id_low, challenge_high, challenge_low] =
        start.first_chunk()?
    else {
        return None;
    };
    let number = |high, low| usize::from(u16::from_be_bytes([high, low]));
    let parts = [number(ciphers_high, ciphers_low), number(id_high, id_low), number(challenge_high, challenge_low)];
    let said = number(high & 0x7f, low);
    let is_sound = parts.iter().try_fold(FIXED, |sum, part| sum.checked_add(*part)) == Some(said);
    let [ciphers, id, challenge] = parts;
    (is_sound && ciphers.is_multiple_of(3) && ciphers > 0 && matches!(id, 0 | 16) && (16..=RANDOM).contains(&challenge)).then_some(said)
}

/// The record: two bytes of length, and the hello.
pub fn record<S: Sink>(reader: &mut Reader<'_, '_, S>) {
    reader.whole("sslv2_record", |reader| {
        reader.field("msg_length", RECORD_HEADER, |bytes| Value::Length(length_of(bytes)))?;
        reader.rest("fragment");
        Ok(())
    });
}

/// The hello, without `msg_length`: as it stands in the transcript.
pub fn client_hello<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Message {
    let mut hello = Box::<ClientHello>::default();
    hello.is_sslv2 = true;
    reader.whole("sslv2_client_hello", |reader| body(reader, &mut hello));
    Message::ClientHello(hello)
}

fn body<S: Sink>(reader: &mut Reader<'_, '_, S>, hello: &mut ClientHello) -> Result<(), Stop> {
    reader.code8::<HandshakeType>("msg_type")?;
    hello.legacy_version = reader.code16("version")?;
    let ciphers = reader.length("cipher_spec_length", Width::U16)?;
    let id = reader.length("session_id_length", Width::U16)?;
    let challenge = reader.length("challenge_length", Width::U16)?;
    reader.limit(ciphers, |reader| reader.collection("cipher_specs", |reader| reader.items(|reader| cipher_spec(reader, hello))));
    hello.legacy_session_id = reader.bytes("session_id", id)?.to_vec();
    let challenge = reader.bytes("challenge", challenge)?;
    hello.random = vec![0; RANDOM.saturating_sub(challenge.len())];
    hello.random.extend_from_slice(challenge);
    Ok(())
}

fn cipher_spec<S: Sink>(reader: &mut Reader<'_, '_, S>, hello: &mut ClientHello) -> Result<(), Stop> {
    let kind = reader.field("cipher_spec", 3, |bytes| {
        let code = bytes.iter().fold(0, |code, byte| code << 8 | u64::from(*byte));
        Value::Code { code, name: suite(bytes).map_or_else(|| format!("SSL 2.0 cipher {code:#08x}"), |suite| suite.to_string()) }
    })?;
    hello.cipher_suites.extend(suite(kind));
    Ok(())
}

fn suite(kind: &[u8]) -> Option<CipherSuite> {
    match *kind {
        [0, high, low] => Some(CipherSuite(u16::from_be_bytes([high, low]))),
        _ => None,
    }
}

fn length_of(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from(u16::from_be_bytes(*bytes) & 0x7fff))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::ProtocolVersion;
    use crate::wire::torture::{grammar, torture};

    /// Two suites of TLS and one of SSL 2.0, no session, a challenge of 16 bytes.
    fn hello() -> Vec<u8> {
        let head = [0x80, 34, 1, 3, 1, 0, 9, 0, 0, 0, 16];
        [&head[..], &[0, 0, 0x2f, 0, 0, 0x0a, 1, 0, 0x80], &[7; 16]].concat()
    }

    #[test]
    fn every_byte_has_a_name() {
        let bytes = hello();
        assert_eq!(length(&bytes), Some(34));
        let (message, node, issues) = torture(&bytes[RECORD_HEADER..], &grammar!(Message, |reader| client_hello(reader)));
        let Message::ClientHello(hello) = message else { panic!("no ClientHello") };
        assert_eq!(hello.cipher_suites, [CipherSuite::TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite::TLS_RSA_WITH_3DES_EDE_CBC_SHA]);
        assert_eq!((hello.legacy_version, hello.random.len(), hello.random[15], hello.random[16]), (ProtocolVersion::TLS_1_0, 32, 0, 7));
        assert_eq!(issues.len(), 0);
        assert!(node.find("challenge").is_some());
        torture(&bytes, &grammar!((), |reader| record(reader)));
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for (at, value) in [(0, 0x00), (1, 35), (2, 4), (3, 2), (6, 10), (8, 1), (10, 15)] {
            let mut bytes = hello();
            bytes[at] = value;
            assert_eq!(length(&bytes), None, "byte {at}");
        }
    }
}
