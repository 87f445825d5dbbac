//! NewSessionTicket (RFC 8446 4.6.1, RFC 5077 3.3): what the client needs to resume.

use super::Context;
use crate::bytes::{Reader, Sink, Stop};
use crate::wire::extension::Extensions;

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

pub(super) fn read<S: Sink>(_reader: &mut Reader<'_, '_, S>, _context: &Context, _ticket: &mut Box<NewSessionTicket>) -> Result<(), Stop> {
    Ok(())
}
