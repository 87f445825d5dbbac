//! Where both ends keep sessions to resume, watched.

use std::sync::Arc;

use rustls::NamedGroup;
use rustls::client::{ClientSessionMemoryCache, ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;
use rustls::server::{ServerSessionMemoryCache, StoresServerSessions};

use super::recorder::observe;

/// As many sessions as rustls keeps by default.
pub(crate) const CAPACITY: usize = 256;

/// The client's memory.
#[derive(Debug)]
pub(crate) struct ObservedClientStore(ClientSessionMemoryCache);

impl ObservedClientStore {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(ClientSessionMemoryCache::new(CAPACITY)))
    }
}

impl ClientSessionStore for ObservedClientStore {
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
pub(crate) struct ObservedServerStore(Arc<ServerSessionMemoryCache>);

impl ObservedServerStore {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(ServerSessionMemoryCache::new(CAPACITY)))
    }
}

impl StoresServerSessions for ObservedServerStore {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        observe(|| "remembered the session under a number of its own".to_owned());
        self.0.put(key, value)
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
