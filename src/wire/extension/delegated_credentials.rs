//! `delegated_credentials`: a key that lives for days, signed by the certificate's (RFC 9345 4).
//!
//! ClientHello and CertificateRequest list the schemes that are accepted; the credential stands with its certificate.

use super::{Place, signature_algorithms};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::SignatureScheme;
use crate::wire::certificate;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place) -> Result<(), Stop> {
    if place != Place::Certificate {
        return signature_algorithms::read(reader, &mut Vec::new());
    }
    reader.u32("valid_time")?;
    reader.code16::<SignatureScheme>("dc_cert_verify_algorithm")?;
    reader.vector("asn1_subject_public_key_info", Width::U24, |reader| {
        certificate::public_key(reader);
        Ok(())
    })?;
    reader.code16::<SignatureScheme>("algorithm")?;
    reader.opaque("signature", Width::U16)?;
    Ok(())
}
