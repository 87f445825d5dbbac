//! `supported_groups`: the groups for the key exchange, best first (RFC 8446 4.2.7, RFC 8422 5.1.1).

use super::{Extensions, listed};
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    reader.list("named_group_list", Width::U16, |reader| {
        facts.supported_groups.push(reader.code16("named_group")?);
        Ok(())
    })?;
    reader.says(|| listed(&facts.supported_groups));
    Ok(())
}
