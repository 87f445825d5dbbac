//! CertificateStatus (RFC 6066 8, RFC 6961): an OCSP response stapled by the server, up to TLS 1.2.

use super::Context;
use crate::bytes::{Reader, Sink, Stop};
use crate::names::CertificateStatusType;

/// What a CertificateStatus says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateStatus {
    /// The kind of response.
    pub status_type: CertificateStatusType,
}

pub(super) fn read<S: Sink>(_reader: &mut Reader<'_, '_, S>, _context: &Context, _status: &mut CertificateStatus) -> Result<(), Stop> {
    Ok(())
}
