//! `next_protocol_negotiation`: the server's protocols, before ALPN replaced it (draft-agl-tls-nextprotoneg 3).

use super::Place;
use crate::bytes::{Reader, Sink, Stop, Value, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place) -> Result<(), Stop> {
    if place == Place::ClientHello {
        return Ok(()); // empty: offers the extension
    }
    reader.items(|reader| {
        let text = |bytes: &[u8]| Value::Text(String::from_utf8_lossy(bytes).into_owned());
        reader.opaque_as("protocol_name", Width::U8, text).map(drop)
    })
}
