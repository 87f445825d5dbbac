//! `cookie`: the server's state, to be sent back with the second ClientHello (RFC 8446 4.2.2).

use super::Extensions;
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    let cookie = reader.opaque("cookie", Width::U16)?;
    facts.cookie = Some(cookie.to_vec());
    reader.says(|| format!("{} B", cookie.len()));
    Ok(())
}
