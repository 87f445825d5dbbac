//! Sealed tickets, watched: the server's memory, handed to the client (RFC 5077, RFC 8446 4.6.1).

use std::sync::Arc;

use rustls::server::ProducesTickets;

use super::recorder::observe;

/// A ticketer that is watched.
#[derive(Debug)]
pub(crate) struct WatchedTicketer(pub(super) Arc<dyn ProducesTickets>);

impl ProducesTickets for WatchedTicketer {
    fn enabled(&self) -> bool {
        self.0.enabled()
    }

    fn lifetime(&self) -> u32 {
        self.0.lifetime()
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let ticket = self.0.encrypt(plain)?;
        observe(|| format!("sealed its session into a ticket of {} bytes", ticket.len()));
        Some(ticket)
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let state = self.0.decrypt(cipher);
        observe(|| if state.is_some() { "opened the client's ticket" } else { "could not open the client's ticket" }.to_owned());
        state
    }
}
