//! `record_size_limit`: the longest record, in bytes of plaintext, that the sender wants to receive (RFC 8449 4).

use super::Extensions;
use crate::bytes::{Reader, Sink, Stop};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    let limit = reader.u16("record_size_limit")?;
    facts.record_size_limit = Some(limit);
    reader.says(|| format!("{limit} B"));
    Ok(())
}
