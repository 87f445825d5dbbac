//! ClientKeyExchange (RFC 5246 7.4.7, RFC 8422 5.7, RFC 4279, RFC 5489): the client's half of the key exchange, up to TLS 1.2.

use super::Context;
use crate::bytes::{Reader, Sink, Stop};

/// What a ClientKeyExchange says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientKeyExchange {
    /// RSA: the pre-master secret, encrypted with the server's key. It names the connection in an `RSA` key log line.
    pub encrypted_pre_master_secret: Vec<u8>,
    /// The client's (EC)DH public value.
    pub public: Vec<u8>,
    /// The identity of a pre-shared key.
    pub psk_identity: Option<Vec<u8>>,
}

pub(super) fn read<S: Sink>(_reader: &mut Reader<'_, '_, S>, _context: &Context, _exchange: &mut ClientKeyExchange) -> Result<(), Stop> {
    Ok(())
}
