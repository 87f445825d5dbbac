//! Which certificate an end shows, watched.

use std::sync::Arc;

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::certificate_names;
use super::recorder::observe;

/// Watches the client being asked for a certificate.
#[derive(Debug)]
pub(super) struct WatchedClientResolver(pub(super) Arc<dyn ResolvesClientCert>);

impl ResolvesClientCert for WatchedClientResolver {
    fn resolve(&self, root_hint_subjects: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        observe(|| {
            let authorities = count(root_hint_subjects.len(), "authority", "authorities");
            let schemes = count(schemes.len(), "signature scheme", "signature schemes");
            format!("was asked for a certificate: {authorities}, {schemes}")
        });
        let chosen = self.0.resolve(root_hint_subjects, schemes);
        observe(|| match &chosen {
            Some(key) => format!("chose its certificate: {}", certificate_names::of_key(key)),
            None => "sends no certificate".to_owned(),
        });
        chosen
    }

    fn only_raw_public_keys(&self) -> bool {
        self.0.only_raw_public_keys()
    }

    fn has_certs(&self) -> bool {
        self.0.has_certs()
    }
}

/// Watches the server read a ClientHello and look for a certificate. It does so before it knows whether it will need
/// one: a resumed session sends none.
#[derive(Debug)]
pub(super) struct WatchedServerResolver(pub(super) Arc<dyn ResolvesServerCert>);

impl ResolvesServerCert for WatchedServerResolver {
    fn resolve(&self, client_hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let chosen = self.0.resolve(client_hello);
        observe(|| match &chosen {
            Some(key) => format!("has a certificate for this client: {}", certificate_names::of_key(key)),
            None => "has no certificate for this client".to_owned(),
        });
        chosen
    }

    fn only_raw_public_keys(&self) -> bool {
        self.0.only_raw_public_keys()
    }
}

fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
