//! `signature_algorithms` and `signature_algorithms_cert`: the signatures that the sender can verify, in the handshake
//! and in certificates (RFC 8446 4.2.3, RFC 5246 7.4.1.4.1).

use super::listed;
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::SignatureScheme;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, schemes: &mut Vec<SignatureScheme>) -> Result<(), Stop> {
    reader.list("supported_signature_algorithms", Width::U16, |reader| {
        schemes.push(reader.code16("signature_scheme")?);
        Ok(())
    })?;
    reader.says(|| listed(schemes));
    Ok(())
}
