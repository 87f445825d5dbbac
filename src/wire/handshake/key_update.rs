//! KeyUpdate (RFC 8446 4.6.3): from the next record on, the sender uses its next key. TLS 1.3 only.

use super::Context;
use crate::bytes::{Reader, Sink, Stop};
use crate::names::KeyUpdateRequest;

/// What KeyUpdate says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyUpdate {
    /// Whether the peer is to answer with a KeyUpdate of its own.
    pub request_update: KeyUpdateRequest,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, _: &Context, message: &mut KeyUpdate) -> Result<(), Stop> {
    message.request_update = reader.code8("request_update")?;
    Ok(())
}
