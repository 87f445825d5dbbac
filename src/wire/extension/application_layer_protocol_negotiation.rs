//! `application_layer_protocol_negotiation`: which protocol to speak inside, `h2` or `http/1.1` say (RFC 7301).

use super::{Extensions, listed};
use crate::bytes::{Reader, Sink, Stop, Value, Width};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) -> Result<(), Stop> {
    reader.list("protocol_name_list", Width::U16, |reader| {
        let name = reader.opaque_as("protocol_name", Width::U8, |bytes| Value::Text(String::from_utf8_lossy(bytes).into_owned()))?;
        facts.alpn.push(String::from_utf8_lossy(name).into_owned());
        Ok(())
    })?;
    reader.says(|| listed(&facts.alpn));
    Ok(())
}
