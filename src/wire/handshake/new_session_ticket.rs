//! NewSessionTicket (RFC 8446 4.6.1, RFC 5077 3.3): what the client needs to resume.
//!
//! ```text
//! struct {                                            // TLS 1.3
//!     uint32 ticket_lifetime;
//!     uint32 ticket_age_add;
//!     opaque ticket_nonce<0..255>;
//!     opaque ticket<1..2^16-1>;
//!     Extension extensions<0..2^16-2>;
//! } NewSessionTicket;
//! struct { uint32 ticket_lifetime_hint; opaque ticket<0..2^16-1>; } NewSessionTicket;   // up to TLS 1.2
//! ```

use super::Context;
use crate::bytes::{Reader, Sink, Stop, Width};
use crate::wire::extension::{self, Extensions, Place};

/// What a NewSessionTicket says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSessionTicket {
    /// Lifetime in seconds (a hint up to TLS 1.2).
    pub lifetime: u32,
    /// Added to the ticket's age in milliseconds, so that an eavesdropper cannot link connections (TLS 1.3).
    pub age_add: u32,
    /// Makes each ticket's pre-shared key its own (TLS 1.3).
    pub nonce: Vec<u8>,
    /// The ticket, opaque to the client.
    pub ticket: Vec<u8>,
    /// The extensions (TLS 1.3).
    pub extensions: Extensions,
}

pub(super) fn read<S: Sink>(reader: &mut Reader<'_, '_, S>, context: &Context, ticket: &mut Box<NewSessionTicket>) -> Result<(), Stop> {
    if !context.is_tls13() {
        ticket.lifetime = reader.u32("ticket_lifetime_hint")?;
        ticket.ticket = reader.opaque("ticket", Width::U16)?.to_vec();
        return Ok(());
    }
    ticket.lifetime = reader.u32("ticket_lifetime")?;
    ticket.age_add = reader.u32("ticket_age_add")?;
    ticket.nonce = reader.opaque("ticket_nonce", Width::U8)?.to_vec();
    ticket.ticket = reader.opaque("ticket", Width::U16)?.to_vec();
    extension::read(reader, Place::NewSessionTicket, context, &mut ticket.extensions)
}
