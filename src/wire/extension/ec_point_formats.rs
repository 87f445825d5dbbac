//! `ec_point_formats`: how points of a curve are written, up to TLS 1.2 (RFC 8422 5.1.2). Always `uncompressed`.

use super::{Extensions, listed};
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    reader.list("ec_point_format_list", Width::U8, |reader| {
        facts.ec_point_formats.push(reader.code8("ec_point_format")?);
        Ok(())
    })?;
    reader.says(|| listed(&facts.ec_point_formats));
    Ok(())
}
