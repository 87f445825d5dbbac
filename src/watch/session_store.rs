//! Where both ends keep sessions to resume, watched.

use std::sync::Arc;

use rustls::NamedGroup;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;
use rustls::server::StoresServerSessions;

use super::recorder::observe;

/// A client's memory, watched.
#[derive(Debug)]
pub struct WatchedClientSessions(pub Arc<dyn ClientSessionStore>);

impl ClientSessionStore for WatchedClientSessions {
    fn set_kx_hint(&self, server_name: ServerName<'static>, group: NamedGroup) {
        self.0.set_kx_hint(server_name, group);
    }

    fn kx_hint(&self, server_name: &ServerName<'_>) -> Option<NamedGroup> {
        self.0.kx_hint(server_name)
    }

    fn set_tls12_session(&self, server_name: ServerName<'static>, value: Tls12ClientSessionValue) {
        observe(|| "kept the session for a later connection".to_owned());
        self.0.set_tls12_session(server_name, value);
    }

    fn tls12_session(&self, server_name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        let session = self.0.tls12_session(server_name);
        if session.is_some() {
            observe(|| "remembered a session with this server".to_owned());
        }
        session
    }

    fn remove_tls12_session(&self, server_name: &ServerName<'static>) {
        self.0.remove_tls12_session(server_name);
    }

    fn insert_tls13_ticket(&self, server_name: ServerName<'static>, value: Tls13ClientSessionValue) {
        observe(|| "kept a ticket for a later connection".to_owned());
        self.0.insert_tls13_ticket(server_name, value);
    }

    fn take_tls13_ticket(&self, server_name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        let ticket = self.0.take_tls13_ticket(server_name);
        if ticket.is_some() {
            observe(|| "took a ticket of an earlier connection to this server".to_owned());
        }
        ticket
    }
}

/// The server's memory.
#[derive(Debug)]
pub(super) struct WatchedServerSessions(pub(super) Arc<dyn StoresServerSessions>);

impl StoresServerSessions for WatchedServerSessions {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        let is_kept = self.0.put(key, value);
        if is_kept {
            observe(|| "remembered the session under a number of its own".to_owned());
        }
        is_kept
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        found(self.0.get(key))
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        found(self.0.take(key))
    }

    fn can_cache(&self) -> bool {
        self.0.can_cache()
    }
}

fn found(session: Option<Vec<u8>>) -> Option<Vec<u8>> {
    if session.is_some() {
        observe(|| "recognised the session that the client named".to_owned());
    }
    session
}
