//! `certificate_authorities`: names of the authorities whose certificates the sender accepts (RFC 8446 4.2.4).

use super::{Extensions, listed};
use crate::bytes::{Reader, Sink, Stop, Value, Width};
use crate::wire::certificate::distinguished_name;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    list(reader, "authorities", &mut facts.certificate_authorities)?;
    reader.says(|| listed(&facts.certificate_authorities.iter().map(|der| distinguished_name(der)).collect::<Vec<_>>()));
    Ok(())
}

/// A list of names: of the extension, and of CertificateRequest up to TLS 1.2.
pub(in crate::wire) fn list<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    name: &'static str,
    authorities: &mut Vec<Vec<u8>>,
) -> Result<(), Stop> {
    reader.list(name, Width::U16, |reader| {
        let der = reader.opaque_as("distinguished_name", Width::U16, |der| Value::Text(distinguished_name(der)))?;
        authorities.push(der.to_vec());
        Ok(())
    })
}
