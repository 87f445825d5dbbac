//! `server_name`: which host the client wants to talk to, in the clear (RFC 6066 3).

use super::{Extensions, Place};
use crate::bytes::{Reader, Sink, Stop, Value, Width};
use crate::names::ServerNameType;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    if place != Place::ClientHello {
        return Ok(()); // the server's answer is empty
    }
    reader.list("server_name_list", Width::U16, |reader| {
        reader.group("server_name", |reader| {
            reader.code8::<ServerNameType>("name_type")?;
            let name = reader.opaque_as("host_name", Width::U16, |bytes| Value::Text(String::from_utf8_lossy(bytes).into_owned()))?;
            facts.server_name.get_or_insert_with(|| String::from_utf8_lossy(name).into_owned());
            Ok(())
        })
    })?;
    reader.says(|| facts.server_name.clone().unwrap_or_default());
    Ok(())
}
