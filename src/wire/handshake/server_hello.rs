//! ServerHello and HelloRetryRequest (RFC 8446 4.1.3 and 4.1.4, RFC 5246 7.4.1.3).
//!
//! ```text
//! struct {
//!     ProtocolVersion legacy_version = 0x0303;
//!     Random random;                          // a fixed value makes it a HelloRetryRequest
//!     opaque legacy_session_id_echo<0..32>;
//!     CipherSuite cipher_suite;
//!     uint8 legacy_compression_method = 0;
//!     Extension extensions<6..2^16-1>;        // may be absent up to TLS 1.2
//! } ServerHello;
//! ```

use super::Context;
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::{CipherSuite, CompressionMethod, ProtocolVersion};
use crate::wire::extension::{self, Extensions, Place};

/// The random of a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 8446 4.1.3).
pub const HELLO_RETRY_RANDOM: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
    0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// Earlier drafts of TLS 1.3 have their number in the old version field, neither session id nor compression method, and a
/// HelloRetryRequest of another type (draft-ietf-tls-tls13-21 4.1.3).
const FIRST_DRAFT_LIKE_TLS12: u8 = 22;

/// What a ServerHello says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerHello {
    /// The version up to TLS 1.2; frozen at TLS 1.2 since.
    pub legacy_version: ProtocolVersion,
    /// 32 random bytes; the last 8 betray a downgrade.
    pub random: Vec<u8>,
    /// The session's name up to TLS 1.2; an echo in TLS 1.3.
    pub legacy_session_id_echo: Vec<u8>,
    /// The chosen suite.
    pub cipher_suite: CipherSuite,
    /// `null`.
    pub compression_method: CompressionMethod,
    /// The extensions.
    pub extensions: Extensions,
}

impl ServerHello {
    /// Whether this is a HelloRetryRequest.
    #[must_use]
    pub fn is_retry_request(&self) -> bool {
        self.random == HELLO_RETRY_RANDOM
    }

    /// The version that the server chose: of `supported_versions`, or the old field.
    #[must_use]
    pub fn version(&self) -> ProtocolVersion {
        self.extensions.supported_versions.first().copied().unwrap_or(self.legacy_version)
    }
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, hello: &mut Box<ServerHello>) -> Result<(), Stop> {
    hello.legacy_version = reader.code16("legacy_version")?;
    hello.random = reader.bytes("random", 32)?.to_vec();
    let is_short = hello.legacy_version.draft().is_some_and(|draft| draft < FIRST_DRAFT_LIKE_TLS12);
    if !is_short {
        hello.legacy_session_id_echo = reader.opaque("legacy_session_id_echo", Width::U8)?.to_vec();
    }
    hello.cipher_suite = reader.code16("cipher_suite")?;
    if !is_short {
        hello.compression_method = reader.code8("legacy_compression_method")?;
    }
    let place = if hello.is_retry_request() { Place::HelloRetryRequest } else { Place::ServerHello };
    extension::read_optional(reader, place, context, &mut hello.extensions)
}
