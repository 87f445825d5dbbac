//! NextProtocol (draft-agl-tls-nextprotoneg 3): the client's choice of a protocol, before ALPN replaced it.

use crate::bytes::{Reader, Sink, Stop, Value, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    reader.opaque_as("selected_protocol", Width::U8, |bytes| Value::Text(String::from_utf8_lossy(bytes).into_owned()))?;
    reader.opaque("padding", Width::U8)?;
    Ok(())
}
