//! Key exchange groups that note the shared secret.
//!
//! rustls keeps the (EC)DHE secret to itself, and the key log begins one step later. Both traits of a group are
//! public: these wrappers forward every method of the real group, and note what comes out. Which method that is
//! depends: a server in TLS 1.3 uses `start_and_complete`, a client `complete`, or `complete_hybrid_component` when
//! the server picked the classical half; TLS 1.2 uses `complete_for_tls_version` on both ends.

use std::sync::{Mutex, PoisonError};

use rustls::crypto::{ActiveKeyExchange, CompletedKeyExchange, SharedSecret, SupportedKxGroup};
use rustls::ffdhe_groups::FfdheGroup;
use rustls::{Error, NamedGroup, ProtocolVersion, SupportedProtocolVersion};

use super::{group, recorder};
use crate::capture;

/// The watched twin of a group.
pub(super) fn watched_group(group: &'static dyn SupportedKxGroup) -> &'static dyn SupportedKxGroup {
    // rustls wants groups that live for ever. There are as many twins as groups: a handful.
    static TWINS: Mutex<Vec<&'static WatchedGroup>> = Mutex::new(Vec::new());
    let mut twins = TWINS.lock().unwrap_or_else(PoisonError::into_inner);
    let known = twins.iter().find(|twin| std::ptr::eq(twin.0, group)).copied();
    known.unwrap_or_else(|| {
        let twin: &'static WatchedGroup = Box::leak(Box::new(WatchedGroup(group)));
        twins.push(twin);
        twin
    })
}

#[derive(Debug)]
struct WatchedGroup(&'static dyn SupportedKxGroup);

impl SupportedKxGroup for WatchedGroup {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        Ok(Box::new(WatchedExchange(self.0.start()?)))
    }

    fn start_and_complete(&self, peer_pub_key: &[u8]) -> Result<CompletedKeyExchange, Error> {
        let completed = self.0.start_and_complete(peer_pub_key)?;
        note(completed.group, &completed.secret);
        Ok(completed)
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        self.0.ffdhe_group()
    }

    fn name(&self) -> NamedGroup {
        self.0.name()
    }

    fn fips(&self) -> bool {
        self.0.fips()
    }

    fn usable_for_version(&self, version: ProtocolVersion) -> bool {
        self.0.usable_for_version(version)
    }
}

struct WatchedExchange(Box<dyn ActiveKeyExchange>);

impl ActiveKeyExchange for WatchedExchange {
    fn complete(self: Box<Self>, peer_pub_key: &[u8]) -> Result<SharedSecret, Error> {
        let group = self.0.group();
        noted(group, self.0.complete(peer_pub_key))
    }

    fn complete_for_tls_version(
        self: Box<Self>,
        peer_pub_key: &[u8],
        tls_version: &SupportedProtocolVersion,
    ) -> Result<SharedSecret, Error> {
        let group = self.0.group();
        noted(group, self.0.complete_for_tls_version(peer_pub_key, tls_version))
    }

    fn hybrid_component(&self) -> Option<(NamedGroup, &[u8])> {
        self.0.hybrid_component()
    }

    fn complete_hybrid_component(self: Box<Self>, peer_pub_key: &[u8]) -> Result<SharedSecret, Error> {
        let group = self.0.hybrid_component().map_or(self.0.group(), |(classical, _)| classical);
        noted(group, self.0.complete_hybrid_component(peer_pub_key))
    }

    fn pub_key(&self) -> &[u8] {
        self.0.pub_key()
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        self.0.ffdhe_group()
    }

    fn group(&self) -> NamedGroup {
        self.0.group()
    }
}

fn noted(group: NamedGroup, result: Result<SharedSecret, Error>) -> Result<SharedSecret, Error> {
    if let Ok(secret) = &result {
        note(group, secret);
    }
    result
}

fn note(group: NamedGroup, secret: &SharedSecret) {
    recorder::shared_secret(capture::SharedSecret { group: group.into(), secret: secret.secret_bytes().to_vec() });
    recorder::observe(|| format!("computed the shared secret with {}", group::iana_name(group)));
}
