//! `signed_certificate_timestamp`: promises of public logs that they have recorded the certificate (RFC 6962 3.3).
//!
//! ```text
//! struct {
//!     Version sct_version = v1;       // 0
//!     LogID id;                       // SHA-256 of the log's key
//!     uint64 timestamp;               // milliseconds since 1970
//!     CtExtensions extensions;        // opaque<0..2^16-1>
//!     digitally-signed struct { … };
//! } SignedCertificateTimestamp;
//! ```

use super::Place;
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::SignatureScheme;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place) -> Result<(), Stop> {
    match place {
        Place::ClientHello | Place::CertificateRequest => Ok(()), // asks for them
        _ => list(reader),
    }
}

/// SignedCertificateTimestampList: in the extension, and in one of a certificate.
pub(in crate::wire) fn list<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    reader.list("sct_list", Width::U16, |reader| reader.vector("serialized_sct", Width::U16, timestamp))
}

fn timestamp<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    if reader.u8("sct_version")? != 0 {
        reader.rest("unknown_version");
        return Ok(());
    }
    reader.bytes("log_id", 32)?;
    reader.u64("timestamp")?;
    reader.opaque("extensions", Width::U16)?;
    reader.code16::<SignatureScheme>("algorithm")?;
    reader.opaque("signature", Width::U16)?;
    Ok(())
}
