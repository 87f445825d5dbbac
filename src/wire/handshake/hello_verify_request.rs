//! HelloVerifyRequest (RFC 6347 4.2.1): DTLS asks the client to show that it receives what it asks for.

use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::ProtocolVersion;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    reader.code16::<ProtocolVersion>("server_version")?;
    reader.opaque("cookie", Width::U8)?;
    Ok(())
}
