//! `supported_versions`: where TLS 1.3 is really negotiated (RFC 8446 4.2.1).

use super::{Extensions, Place, listed};
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    let versions = &mut facts.supported_versions;
    if place == Place::ClientHello {
        reader.list("versions", Width::U8, |reader| {
            versions.push(reader.code16("version")?);
            Ok(())
        })?;
    } else {
        versions.push(reader.code16("selected_version")?);
    }
    reader.says(|| listed(versions));
    Ok(())
}
