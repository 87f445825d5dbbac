//! `max_fragment_length`: smaller records, for small devices (RFC 6066 4). `record_size_limit` has replaced it.

use super::Extensions;
use crate::bytes::{Reader, Sink, Stop};
use crate::names::MaxFragmentLength;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    let length: MaxFragmentLength = reader.code8("max_fragment_length")?;
    facts.max_fragment_length = Some(length);
    reader.says(|| format!("{length} bytes"));
    Ok(())
}
