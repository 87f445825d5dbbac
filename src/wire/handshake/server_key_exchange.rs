//! ServerKeyExchange (RFC 5246 7.4.3, RFC 8422 5.4, RFC 4279, RFC 5489): the server's half of the key exchange, signed, up to TLS 1.2.
//!
//! ```text
//! opaque psk_identity_hint<0..2^16-1>;                                      // with a pre-shared key
//! ECCurveType curve_type; NamedCurve namedcurve; opaque public<1..2^8-1>;   // params of ECDHE
//! opaque dh_p<1..2^16-1>; opaque dh_g<1..2^16-1>; opaque dh_Ys<1..2^16-1>;  // params of DHE
//! SignatureAndHashAlgorithm algorithm;                                      // TLS 1.2
//! opaque signature<0..2^16-1>;                                              // over both randoms and the params
//! ```

use super::{Context, KeyExchange};
use crate::bytes::{Reader, Sink, Span, Stop, Width};
use crate::names::{EcCurveType, NamedGroup, SignatureScheme};

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

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, exchange: &mut ServerKeyExchange) -> Result<(), Stop> {
    let Some(kind) = context.cipher_suite.and_then(KeyExchange::of) else {
        reader.rest("key_exchange_of_unknown_shape");
        return Ok(());
    };
    if kind.has_psk() {
        exchange.psk_identity_hint = Some(reader.opaque_as("psk_identity_hint", Width::U16, super::identity_text)?.to_vec());
    }
    let start = reader.position();
    let curve = match kind {
        KeyExchange::Ecdhe | KeyExchange::EcdhAnon | KeyExchange::EcdhePsk => true,
        KeyExchange::Dhe | KeyExchange::DhAnon | KeyExchange::DhePsk => false,
        KeyExchange::Rsa | KeyExchange::Dh | KeyExchange::Ecdh | KeyExchange::Psk | KeyExchange::RsaPsk => return Ok(()),
    };
    reader.group("params", |reader| if curve { ecdh_params(reader, exchange) } else { dh_params(reader, exchange) })?;
    if !kind.is_signed() {
        return Ok(());
    }
    exchange.params = Some(reader.since(start));
    if context.names_signature_schemes() {
        exchange.algorithm = Some(reader.code16("algorithm")?);
    }
    exchange.signature = reader.opaque("signature", Width::U16)?.to_vec();
    Ok(())
}

fn dh_params<S: Sink>(reader: &mut Reader<'_, '_, S>, exchange: &mut ServerKeyExchange) -> Result<(), Stop> {
    let prime_bits = bits(reader.opaque("dh_p", Width::U16)?);
    exchange.prime_bits = Some(prime_bits);
    reader.opaque("dh_g", Width::U16)?;
    exchange.public = reader.opaque("dh_ys", Width::U16)?.to_vec();
    reader.says(|| format!("prime of {prime_bits} bits"));
    Ok(())
}

fn ecdh_params<S: Sink>(reader: &mut Reader<'_, '_, S>, exchange: &mut ServerKeyExchange) -> Result<(), Stop> {
    let start = reader.position();
    match reader.code8("curve_type")? {
        EcCurveType::NAMED_CURVE => {
            let group: NamedGroup = reader.code16("named_curve")?;
            exchange.group = Some(group);
            reader.says(|| group.to_string());
        }
        EcCurveType::EXPLICIT_PRIME => {
            for name in ["prime_p", "curve_a", "curve_b", "base", "order", "cofactor"] {
                reader.opaque(name, Width::U8)?;
            }
        }
        other => {
            reader.issue(reader.since(start), format!("a curve of type {other} is not taken apart"));
            return Err(Stop);
        }
    }
    exchange.public = reader.opaque("public", Width::U8)?.to_vec();
    Ok(())
}

/// Length of a big-endian number in bits.
fn bits(number: &[u8]) -> usize {
    let Some(first) = number.iter().position(|&byte| byte != 0) else { return 0 };
    let zeros = number.get(first).map_or(0, |byte| byte.leading_zeros());
    number.len().saturating_sub(first).saturating_mul(8).saturating_sub(zeros as usize)
}
