//! `encrypted_client_hello`: the real ClientHello, sealed inside a harmless one (RFC 9849 5).
//!
//! ```text
//! struct {
//!     ECHClientHelloType type;                    // inner: nothing follows
//!     HpkeSymmetricCipherSuite cipher_suite;      // kdf_id, aead_id
//!     uint8 config_id;
//!     opaque enc<0..2^16-1>;
//!     opaque payload<1..2^16-1>;
//! } ECHClientHello;
//! ```

use super::{Extensions, Place};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::{EchClientHelloType, HpkeAead, HpkeKdf};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    match place {
        Place::ClientHello => hello(reader, facts),
        Place::HelloRetryRequest => reader.bytes("confirmation", 8).map(drop),
        _ => {
            reader.rest("retry_configs");
            Ok(())
        }
    }
}

fn hello<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    let kind: EchClientHelloType = reader.code8("type")?;
    facts.encrypted_client_hello = Some(kind);
    reader.says(|| kind.to_string());
    if kind != EchClientHelloType::OUTER {
        return Ok(());
    }
    reader.group("cipher_suite", |reader| {
        let kdf: HpkeKdf = reader.code16("kdf_id")?;
        let aead: HpkeAead = reader.code16("aead_id")?;
        reader.says(|| format!("{kdf}, {aead}"));
        Ok(())
    })?;
    reader.u8("config_id")?;
    reader.opaque("enc", Width::U16)?;
    let payload = reader.opaque("payload", Width::U16)?;
    reader.says(|| format!("{kind}, payload of {} B", payload.len()));
    Ok(())
}
