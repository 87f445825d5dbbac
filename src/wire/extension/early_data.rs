//! `early_data`: application data in the client's first flight; in a NewSessionTicket, how much of it (RFC 8446 4.2.10).

use super::{Extensions, Place};
use crate::bytes::{Reader, Sink, Stop};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    if place == Place::NewSessionTicket {
        let size = reader.u32("max_early_data_size")?;
        facts.max_early_data_size = Some(size);
        reader.says(|| format!("at most {size} B"));
    }
    Ok(())
}
