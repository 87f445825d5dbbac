//! CertificateStatus (RFC 6066 8, RFC 6961): an OCSP response stapled by the server, up to TLS 1.2.

use super::Context;
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::CertificateStatusType;

/// What a CertificateStatus says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateStatus {
    /// The kind of response.
    pub status_type: CertificateStatusType,
    /// DER of the OCSP responses: one, or with `ocsp_multi` one for each certificate of the chain (empty: none).
    pub responses: Vec<Vec<u8>>,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, _: &Context, status: &mut CertificateStatus) -> Result<(), Stop> {
    status.status_type = reader.code8("status_type")?;
    match status.status_type {
        CertificateStatusType::OCSP => {
            status.responses.push(reader.opaque("ocsp_response", Width::U24)?.to_vec());
            Ok(())
        }
        CertificateStatusType::OCSP_MULTI => reader.list("ocsp_response_list", Width::U24, |reader| {
            status.responses.push(reader.opaque("ocsp_response", Width::U24)?.to_vec());
            Ok(())
        }),
        _ => {
            reader.rest("response");
            Ok(())
        }
    }
}
