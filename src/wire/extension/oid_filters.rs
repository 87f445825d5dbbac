//! `oid_filters`: extensions that the client's certificate has to have, with these values (RFC 8446 4.2.5).

use crate::bytes::{Reader, Sink, Stop, Value, Width};
use crate::wire::certificate::oid_of_der;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    reader.list("filters", Width::U16, |reader| {
        reader.group("oid_filter", |reader| {
            let oid = |der: &[u8]| oid_of_der(der).map_or(Value::Bytes, Value::Text);
            let der = reader.opaque_as("certificate_extension_oid", Width::U8, oid)?;
            reader.opaque("certificate_extension_values", Width::U16)?;
            reader.says(|| oid_of_der(der).unwrap_or_default());
            Ok(())
        })
    })
}
