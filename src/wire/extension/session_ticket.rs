//! `session_ticket`: the ticket of an earlier session, or, empty, the wish for one; up to TLS 1.2 (RFC 5077 3.2).

use super::Extensions;
use crate::bytes::{Reader, Sink};

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, facts: &mut Extensions) {
    let ticket = reader.rest("ticket");
    facts.session_ticket = Some(ticket.to_vec());
    if !ticket.is_empty() {
        reader.says(|| format!("{} B", ticket.len()));
    }
}
