//! `application_settings`: settings of the protocol inside, sent with the handshake (draft-vvv-tls-alps 4). Chromium's.

use super::Place;
use crate::bytes::{Reader, Sink, Stop, Value, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place) -> Result<(), Stop> {
    if place != Place::ClientHello {
        reader.rest("settings");
        return Ok(());
    }
    reader.list("supported_protocols", Width::U16, |reader| {
        let text = |bytes: &[u8]| Value::Text(String::from_utf8_lossy(bytes).into_owned());
        reader.opaque_as("protocol_name", Width::U8, text).map(drop)
    })
}
