//! `status_request_v2`: staple a proof for each certificate of the chain (RFC 6961). TLS 1.3 forbids it.

use super::{Place, status_request};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::CertificateStatusType;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place) -> Result<(), Stop> {
    if place != Place::ClientHello {
        return Ok(()); // the server's answer is empty
    }
    reader.list("certificate_status_req_list", Width::U16, |reader| {
        reader.group("certificate_status_request_item", |reader| {
            let status_type: CertificateStatusType = reader.code8("status_type")?;
            reader.says(|| status_type.to_string());
            reader.vector("request", Width::U16, status_request::ocsp_request)
        })
    })
}
