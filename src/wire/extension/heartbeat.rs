//! `heartbeat`: may the peer send heartbeats (RFC 6520 2)? Known for a bug, used by nobody.

use crate::bytes::{Reader, Sink, Stop, Value};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Result<(), Stop> {
    let mode = reader.field("mode", 1, |bytes| mode(bytes.first().copied().unwrap_or_default()))?;
    reader.says(|| mode.first().copied().map_or("", name).to_owned());
    Ok(())
}

fn mode(number: u8) -> Value {
    match name(number) {
        "" => Value::Number(number.into()),
        name => Value::Code { code: number.into(), name: name.to_owned() },
    }
}

fn name(mode: u8) -> &'static str {
    match mode {
        1 => "peer_allowed_to_send",
        2 => "peer_not_allowed_to_send",
        _ => "",
    }
}
