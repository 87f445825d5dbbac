//! `compress_certificate`: how a Certificate message may be compressed (RFC 8879 3).

use super::{Extensions, listed};
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    reader.list("algorithms", Width::U8, |reader| {
        facts.compress_certificate.push(reader.code16("algorithm")?);
        Ok(())
    })?;
    reader.says(|| listed(&facts.compress_certificate));
    Ok(())
}
