//! `renegotiation_info`: ties a renegotiation to the connection before it; empty in a first handshake (RFC 5746 3.2).

use super::Extensions;
use crate::bytes::{Reader, Sink, Stop, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    let connection = reader.opaque("renegotiated_connection", Width::U8)?;
    facts.renegotiated_connection = Some(connection.to_vec());
    reader.says(|| if connection.is_empty() { "first handshake".into() } else { format!("{} B", connection.len()) });
    Ok(())
}
