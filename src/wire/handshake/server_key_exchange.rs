//! ServerKeyExchange (RFC 5246 7.4.3, RFC 8422 5.4, RFC 4279, RFC 5489): the server's half of the key exchange, signed, up to TLS 1.2.

use super::Context;
use crate::bytes::{Reader, Sink, Span, Stop};
use crate::names::{NamedGroup, SignatureScheme};

/// What a ServerKeyExchange says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerKeyExchange {
    /// The named curve of ECDHE.
    pub group: Option<NamedGroup>,
    /// The server's (EC)DH public value.
    pub public: Vec<u8>,
    /// Length of the prime of DHE in bits.
    pub prime_bits: Option<usize>,
    /// What the signature covers, beside the two randoms.
    pub params: Option<Span>,
    /// How it is signed; `None` up to TLS 1.1.
    pub algorithm: Option<SignatureScheme>,
    /// The signature; empty for anonymous and pre-shared key exchange.
    pub signature: Vec<u8>,
    /// The hint for a pre-shared key's identity.
    pub psk_identity_hint: Option<Vec<u8>>,
}

pub(super) fn read<S: Sink>(_reader: &mut Reader<'_, '_, S>, _context: &Context, _exchange: &mut ServerKeyExchange) -> Result<(), Stop> {
    Ok(())
}
