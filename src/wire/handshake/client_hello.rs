//! ClientHello (RFC 8446 4.1.2, RFC 5246 7.4.1.2).
//!
//! ```text
//! struct {
//!     ProtocolVersion legacy_version = 0x0303;
//!     Random random;
//!     opaque legacy_session_id<0..32>;
//!     CipherSuite cipher_suites<2..2^16-2>;
//!     opaque legacy_compression_methods<1..2^8-1>;
//!     Extension extensions<8..2^16-1>;        // may be absent up to TLS 1.2
//! } ClientHello;
//! ```

use super::Context;
use crate::bytes::{Reader, Sink, Span, Stop, Width};
use crate::names::{CipherSuite, CompressionMethod, ProtocolVersion};
use crate::wire::extension::{self, Extensions, Place};

/// What a ClientHello says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientHello {
    /// Whether it has the form of SSL 2.0 (see [`sslv2`](super::sslv2)).
    pub is_sslv2: bool,
    /// The highest version up to TLS 1.2; frozen at TLS 1.2 since (see `supported_versions`).
    pub legacy_version: ProtocolVersion,
    /// 32 random bytes: they name the connection in a key log.
    pub random: Vec<u8>,
    /// The session to resume up to TLS 1.2; random bytes for the sake of middleboxes in TLS 1.3.
    pub legacy_session_id: Vec<u8>,
    /// What is offered, best first.
    pub cipher_suites: Vec<CipherSuite>,
    /// Compression is never used any more: `null` alone.
    pub compression_methods: Vec<CompressionMethod>,
    /// The extensions.
    pub extensions: Extensions,
}

/// One offered pre-shared key, and its binder (RFC 8446 4.2.11).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Psk {
    /// A ticket, or the name of an external key.
    pub identity: Vec<u8>,
    /// The ticket's age in milliseconds plus `ticket_age_add`, modulo 2^32.
    pub obfuscated_ticket_age: u32,
    /// A MAC over the ClientHello up to the binders.
    pub binder: Vec<u8>,
    /// Where the list of binders begins (its length field): the transcript that a binder covers ends here.
    pub binders_at: Option<Span>,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, hello: &mut Box<ClientHello>) -> Result<(), Stop> {
    hello.legacy_version = reader.code16("legacy_version")?;
    hello.random = reader.bytes("random", 32)?.to_vec();
    hello.legacy_session_id = reader.opaque("legacy_session_id", Width::U8)?.to_vec();
    reader.list("cipher_suites", Width::U16, |reader| {
        hello.cipher_suites.push(reader.code16("cipher_suite")?);
        Ok(())
    })?;
    reader.list("legacy_compression_methods", Width::U8, |reader| {
        let method: CompressionMethod = reader.code8("compression_method")?;
        hello.compression_methods.push(method);
        Ok(())
    })?;
    extension::read_optional(reader, Place::ClientHello, context, &mut hello.extensions)
}
