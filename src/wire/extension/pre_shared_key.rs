//! `pre_shared_key`: keys that both ends may already have, most often tickets (RFC 8446 4.2.11). Always the last one.
//!
//! ```text
//! struct {
//!     PskIdentity identities<7..2^16-1>;      // opaque identity<1..2^16-1>; uint32 obfuscated_ticket_age
//!     PskBinderEntry binders<33..2^16-1>;     // opaque<32..255>, a MAC over the hello up to here
//! } OfferedPsks;
//! uint16 selected_identity;                   // of the ServerHello
//! ```

use super::{Extensions, Place, listed};
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::wire::handshake::Psk;

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, place: Place, facts: &mut Extensions) -> Result<(), Stop> {
    if place == Place::ClientHello {
        return offered(reader, &mut facts.psks);
    }
    let selected = reader.u16("selected_identity")?;
    facts.selected_psk = Some(selected);
    reader.says(|| format!("number {selected}"));
    Ok(())
}

fn offered<S: Sink>(reader: &mut Reader<'_, '_, S>, psks: &mut Vec<Psk>) -> Result<(), Stop> {
    reader.list("identities", Width::U16, |reader| {
        reader.group("psk_identity", |reader| {
            let identity = reader.opaque("identity", Width::U16)?.to_vec();
            let obfuscated_ticket_age = reader.u32("obfuscated_ticket_age")?;
            psks.push(Psk { identity, obfuscated_ticket_age, ..Psk::default() });
            Ok(())
        })
    })?;
    binders(reader, psks)?;
    reader.says(|| listed(&psks.iter().map(|psk| format!("identity of {} B", psk.identity.len())).collect::<Vec<_>>()));
    Ok(())
}

fn binders<S: Sink>(reader: &mut Reader<'_, '_, S>, psks: &mut [Psk]) -> Result<(), Stop> {
    let start = reader.position();
    let mut count: usize = 0;
    reader.list("binders", Width::U16, |reader| {
        let binder = reader.opaque("binder", Width::U8)?;
        if let Some(psk) = psks.get_mut(count) {
            psk.binder = binder.to_vec();
        }
        count = count.saturating_add(1);
        Ok(())
    })?;
    let span = reader.since(start);
    if count != psks.len() {
        reader.issue(span, format!("{count} binders for {} identities", psks.len()));
    }
    for psk in psks {
        psk.binders_at = Some(span);
    }
    Ok(())
}
