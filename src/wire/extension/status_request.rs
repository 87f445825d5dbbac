//! `status_request`: staple a proof that the certificate is not revoked (RFC 6066 8, RFC 8446 4.4.2.1).
//!
//! The client asks; up to TLS 1.2 the answer is empty and CertificateStatus follows, in TLS 1.3 the OCSP response
//! stands with its certificate. The server of TLS 1.3 asks with an empty one in CertificateRequest.

use super::{Extensions, Place};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::CertificateStatusType;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    match place {
        Place::ClientHello => request(reader),
        Place::Certificate => response(reader, facts),
        _ => Ok(()),
    }
}

fn request<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    let status_type: CertificateStatusType = reader.code8("status_type")?;
    reader.says(|| status_type.to_string());
    if status_type == CertificateStatusType::OCSP {
        return ocsp_request(reader);
    }
    reader.rest("request");
    Ok(())
}

/// OCSPStatusRequest, of `status_request` and `status_request_v2`.
pub(super) fn ocsp_request<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    reader.list("responder_id_list", Width::U16, |reader| reader.opaque("responder_id", Width::U16).map(drop))?;
    reader.opaque("request_extensions", Width::U16)?;
    Ok(())
}

fn response<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    let status_type: CertificateStatusType = reader.code8("status_type")?;
    let response = reader.opaque("ocsp_response", Width::U24)?;
    facts.ocsp_response = Some(response.to_vec());
    reader.says(|| format!("{status_type}, {} B", response.len()));
    Ok(())
}
