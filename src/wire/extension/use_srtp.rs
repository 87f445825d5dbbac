//! `use_srtp`: keys for media streams out of a DTLS handshake (RFC 5764 4.1.1).

use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    reader.list("srtp_protection_profiles", Width::U16, |reader| reader.u16("srtp_protection_profile").map(drop))?;
    reader.opaque("srtp_mki", Width::U8)?;
    Ok(())
}
