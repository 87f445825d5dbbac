//! `authorityKeyIdentifier`: which of the issuer's keys has signed (RFC 5280 4.2.1.1).

use crate::bytes::{Reader, Sink, Stop, Value};
use crate::wire::certificate::der::{self, tag};
use crate::wire::certificate::general_name::general_names;
use crate::wire::certificate::readable::hex;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    let mut key_id: &[u8] = &[];
    der::element(reader, "authority_key_identifier", tag::SEQUENCE, |reader| {
        if der::is_next(reader, tag::context(0)) {
            key_id = der::primitive(reader, "key_identifier", tag::context(0), |_| Value::Bytes)?;
        }
        if der::is_next(reader, tag::constructed(1)) {
            general_names(reader, "authority_cert_issuer", tag::constructed(1))?;
        }
        if der::is_next(reader, tag::context(2)) {
            der::primitive(reader, "authority_cert_serial_number", tag::context(2), |_| Value::Bytes)?;
        }
        Ok(())
    })?;
    reader.says(|| hex(key_id));
    Ok(())
}
