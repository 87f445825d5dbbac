//! `key_share`: the public halves of the key exchange (RFC 8446 4.2.8). A HelloRetryRequest only names a group.

use super::{Extensions, Place, listed};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::names::NamedGroup;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    let shares = &mut facts.key_shares;
    match place {
        Place::ClientHello => reader.list("client_shares", Width::U16, |reader| entry(reader, "key_share_entry", shares))?,
        Place::HelloRetryRequest => shares.push((reader.code16("selected_group")?, 0)),
        _ => entry(reader, "server_share", shares)?,
    }
    reader.says(|| listed(&shares.iter().map(share).collect::<Vec<_>>()));
    Ok(())
}

fn entry<S: Sink>(reader: &mut Reader<'_, '_, S>, name: &'static str, shares: &mut Vec<(NamedGroup, usize)>) -> Result<(), Stop> {
    reader.group(name, |reader| {
        let group = reader.code16("group")?;
        let length = reader.opaque("key_exchange", Width::U16)?.len();
        reader.says(|| share(&(group, length)));
        shares.push((group, length));
        Ok(())
    })
}

fn share(&(group, length): &(NamedGroup, usize)) -> String {
    if length == 0 { group.to_string() } else { format!("{group} {length} B") }
}
