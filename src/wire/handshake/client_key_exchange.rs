//! ClientKeyExchange (RFC 5246 7.4.7, RFC 8422 5.7, RFC 4279, RFC 5489): the client's half of the key exchange, up to TLS 1.2.
//!
//! ```text
//! opaque psk_identity<0..2^16-1>;                  // with a pre-shared key
//! opaque encrypted_pre_master_secret<0..2^16-1>;   // RSA; SSL 3.0 has no length before it
//! opaque dh_Yc<1..2^16-1>;                         // DH
//! opaque ecdh_Yc<1..2^8-1>;                        // ECDH
//! ```

use super::{Context, KeyExchange};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::ProtocolVersion;

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

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, exchange: &mut ClientKeyExchange) -> Result<(), Stop> {
    let Some(kind) = context.cipher_suite.and_then(KeyExchange::of) else {
        reader.rest("key_exchange_of_unknown_shape");
        return Ok(());
    };
    if kind.has_psk() {
        exchange.psk_identity = Some(reader.opaque_as("psk_identity", Width::U16, super::identity_text)?.to_vec());
    }
    match kind {
        KeyExchange::Rsa if context.version == Some(ProtocolVersion::SSL_3_0) => {
            exchange.encrypted_pre_master_secret = reader.rest("encrypted_pre_master_secret").to_vec();
        }
        KeyExchange::Rsa | KeyExchange::RsaPsk => {
            exchange.encrypted_pre_master_secret = reader.opaque("encrypted_pre_master_secret", Width::U16)?.to_vec();
        }
        KeyExchange::Dh | KeyExchange::Dhe | KeyExchange::DhAnon | KeyExchange::DhePsk => public(reader, "dh_yc", Width::U16, exchange)?,
        KeyExchange::Ecdh | KeyExchange::Ecdhe | KeyExchange::EcdhAnon | KeyExchange::EcdhePsk => {
            public(reader, "ecdh_yc", Width::U8, exchange)?;
        }
        KeyExchange::Psk => {}
    }
    Ok(())
}

/// The client's public value. It is absent where the client's certificate holds it.
fn public<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str, width: Width, exchange: &mut ClientKeyExchange) -> Result<(), Stop> {
    if !reader.is_empty() {
        exchange.public = reader.opaque(name, width)?.to_vec();
    }
    Ok(())
}
