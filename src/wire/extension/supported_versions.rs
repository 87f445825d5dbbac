//! `supported_versions`: where TLS 1.3 is really negotiated (RFC 8446 4.2.1).

use super::{Extensions, Place};
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    if place != Place::ClientHello {
        facts.supported_versions.push(reader.code16("selected_version")?);
        return Ok(());
    }
    reader.list("versions", Width::U8, |reader| {
        facts.supported_versions.push(reader.code16("version")?);
        Ok(())
    })
}
