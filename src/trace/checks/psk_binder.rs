//! The binder of an offered pre-shared key: who offers it knows it (RFC 8446 4.2.11.2).
//!
//! A key log does not hold pre-shared keys. The check can be made only where an earlier connection of the same capture
//! explains the key, down to its shared secret.

use super::super::proof::{Case, Moment};
use super::{Check, CheckId};
use crate::bytes::Span;
use crate::crypt::Verdict;
use crate::crypt::key_schedule::{self, PskKind};
use crate::wire::handshake::{ClientHello, Message, Psk};

pub(super) fn check(case: &Case<'_>, moment: &Moment<'_>) -> Option<Check> {
    let Message::ClientHello(hello) = moment.message else { return None };
    let psk = offered(case, hello)?;
    let verdict = match &case.known.psk {
        Some(known) => {
            let early = key_schedule::early_secret(known.hash, Some(known.secret.expose()));
            let binder_key = key_schedule::binder_key(known.hash, &early, PskKind::Resumption);
            let covered = moment.before.hash_with_prefix_of(known.hash, truncated(case, moment, psk));
            let expected = key_schedule::verify_data(known.hash, &binder_key, &covered);
            Verdict::of(expected == psk.binder, "the binder is not the one that follows from the earlier connection")
        }
        None => Verdict::Unable("a key log does not hold the pre-shared key, and no earlier connection explains it".into()),
    };
    Some(Check::new(CheckId::PskBinder, moment, verdict, "recomputed from the resumption secret of the earlier connection"))
}

/// The pre-shared key that was accepted; before it is known which, the first.
fn offered<'a>(case: &Case<'_>, hello: &'a ClientHello) -> Option<&'a Psk> {
    let selected = super::super::negotiated::server_hello(case.events).and_then(|hello| hello.extensions.selected_psk);
    hello.extensions.psks.get(usize::from(selected.unwrap_or_default()))
}

/// The ClientHello up to the list of binders.
fn truncated<'a>(case: &Case<'a>, moment: &Moment<'_>, psk: &Psk) -> &'a [u8] {
    let whole = moment.event.span;
    let end = psk.binders_at.map_or(whole.end, |span| span.start);
    case.buffers.bytes(Span::new(whole.buffer, whole.start, end))
}
