//! Observers put into configurations of rustls. Each goes on to what was there before.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::server::StoresServerSessions;
use rustls::{ClientConfig, ServerConfig};

use super::key_exchange::watched_group;
use super::keylog::WatchedKeyLog;
use super::resolver::{WatchedClientResolver, WatchedServerResolver};
use super::session_store::WatchedServerSessions;
use super::ticketer::WatchedTicketer;

/// The provider, with its key exchange groups watched: the shared secret is what the key schedule begins with, and no key log
/// has it. To be used where a configuration is built (`builder_with_provider`).
#[must_use]
pub fn provider(mut provider: CryptoProvider) -> CryptoProvider {
    provider.kx_groups = provider.kx_groups.into_iter().map(watched_group).collect();
    provider
}

/// Watches a client: its key log, and which certificate it shows.
///
/// rustls gives out neither the verifier of a configuration that is built nor its memory of sessions. Wrap them before, in a
/// [`Judge`](super::Judge) and in [`WatchedClientSessions`](super::WatchedClientSessions), to see what they decide.
pub fn client(config: &mut ClientConfig) {
    config.key_log = Arc::new(WatchedKeyLog(Arc::clone(&config.key_log)));
    config.client_auth_cert_resolver = Arc::new(WatchedClientResolver(Arc::clone(&config.client_auth_cert_resolver)));
}

/// Watches a server: its key log, which certificate it shows, its memory of sessions and its tickets. Its judge of clients is to be
/// wrapped in a [`Judge`](super::Judge) where the configuration is built.
pub fn server(config: &mut ServerConfig) {
    config.key_log = Arc::new(WatchedKeyLog(Arc::clone(&config.key_log)));
    config.cert_resolver = Arc::new(WatchedServerResolver(Arc::clone(&config.cert_resolver)));
    server_memory(config);
}

/// Watches how a server remembers sessions.
pub(crate) fn server_memory(config: &mut ServerConfig) {
    let sessions: Arc<dyn StoresServerSessions> = Arc::clone(&config.session_storage);
    config.session_storage = Arc::new(WatchedServerSessions(sessions));
    if config.ticketer.enabled() {
        config.ticketer = Arc::new(WatchedTicketer(Arc::clone(&config.ticketer)));
    }
}
