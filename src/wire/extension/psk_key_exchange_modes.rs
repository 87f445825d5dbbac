//! `psk_key_exchange_modes`: whether a pre-shared key is to be joined by a fresh key exchange (RFC 8446 4.2.9).

use super::{Extensions, listed};
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    reader.list("ke_modes", Width::U8, |reader| {
        facts.psk_key_exchange_modes.push(reader.code8("psk_key_exchange_mode")?);
        Ok(())
    })?;
    reader.says(|| listed(&facts.psk_key_exchange_modes));
    Ok(())
}
