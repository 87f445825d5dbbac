//! `keyUsage`: what the key may do, as bits (RFC 5280 4.2.1.3).

use crate::bytes::{Reader, Sink, Stop, Value};
use crate::wire::certificate::X509;
use crate::wire::certificate::der::{self, tag};

/// Names of the bits, the first one first.
pub(in crate::wire::certificate) const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &X509) -> Result<(), Stop> {
    let text = || facts.key_usage.iter().flatten().copied().collect::<Vec<_>>().join(", ");
    der::bit_string(reader, "key_usage", tag::BIT_STRING, |reader| {
        if !reader.is_empty() {
            reader.field("key_usage", reader.remaining(), |_| Value::Text(text()))?;
        }
        Ok(())
    })?;
    reader.says(text);
    Ok(())
}
