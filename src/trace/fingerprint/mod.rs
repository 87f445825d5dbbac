//! Fingerprints of hellos: which software speaks, judged by what it offers.

mod ja3;
mod ja4;

use super::event::Event;
use super::negotiated;

/// The fingerprints of one connection; `None` where the hello was not seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprints {
    /// JA3 of the ClientHello: an MD5, hexadecimal.
    pub ja3: Option<String>,
    /// JA3S of the ServerHello: an MD5, hexadecimal.
    pub ja3s: Option<String>,
    /// JA4 of the ClientHello.
    pub ja4: Option<String>,
}

impl Fingerprints {
    pub(super) fn of(events: &[Event]) -> Self {
        let client_hello = negotiated::first_client_hello(events);
        Self {
            ja3: client_hello.map(ja3::client),
            ja3s: negotiated::server_hello(events).map(ja3::server),
            ja4: client_hello.map(ja4::client),
        }
    }
}
