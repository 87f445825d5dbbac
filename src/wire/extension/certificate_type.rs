//! `client_certificate_type` and `server_certificate_type`: X.509, or a bare public key (RFC 7250 3).

use super::{Place, listed};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::CertificateType;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, types: &mut Vec<CertificateType>) -> Result<(), Stop> {
    if place == Place::ClientHello {
        reader.list("certificate_types", Width::U8, |reader| {
            types.push(reader.code8("certificate_type")?);
            Ok(())
        })?;
    } else {
        types.push(reader.code8("certificate_type")?);
    }
    reader.says(|| listed(types));
    Ok(())
}
