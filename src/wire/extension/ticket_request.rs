//! `ticket_request`: how many tickets the client wants, for a new session and for a resumed one (RFC 9149 2).

use super::Place;
use crate::bytes::{Reader, Sink, Stop};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place) -> Result<(), Stop> {
    if place != Place::ClientHello {
        return reader.u8("expected_count").map(drop);
    }
    let new = reader.u8("new_session_count")?;
    let resumed = reader.u8("resumption_count")?;
    reader.says(|| format!("{new} for a new session, {resumed} for a resumed one"));
    Ok(())
}
