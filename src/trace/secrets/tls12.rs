//! The secrets up to TLS 1.2 (RFC 5246 6.3 and 8.1, RFC 7627).

use super::super::negotiated::extended_master_secret;
use super::super::proof::{At, Case, Hashes};
use super::{Derived, DerivedSecret, Origin, key_schedule_check, shared};
use crate::crypt::prf::KeyBlock;
use crate::crypt::{Prf, Secret, Suite};

pub(super) fn derive(case: &Case<'_>, suite: &Suite, hashes: &Hashes) -> Derived {
    let (Some(prf), Some(at)) = (case.prf(), where_computable(case, hashes)) else { return Derived::default() };
    let logged = case.secret("CLIENT_RANDOM");
    let computed =
        shared(case).filter(|_| !case.negotiated.resumed).map(|shared| master(case, prf, hashes, &Secret::from(shared.secret.as_slice())));
    let Some(master) = computed.clone().flatten().or_else(|| logged.clone()) else { return Derived::default() };
    let mut secrets = Vec::new();
    if let (Some(shared), false) = (shared(case), case.negotiated.resumed) {
        secrets.push(entry("pre_master_secret", &Secret::from(shared.secret.as_slice()), at, Origin::Recorded));
    }
    let origin = match (&computed, &logged) {
        (Some(Some(computed)), Some(logged)) if computed == logged => Origin::ComputedAndLogged,
        (Some(Some(_)), None) => Origin::Computed,
        _ => Origin::Logged,
    };
    secrets.push(entry("master_secret", &master, at, origin));
    secrets.extend(keys(case, prf, suite, &master, at));
    let check = check(case, computed.as_ref(), &secrets, at);
    Derived { secrets, check: Some(check), resumption_master: None }
}

/// A full handshake has its keys behind ClientKeyExchange, a resumed one behind ServerHello.
fn where_computable<'a>(case: &Case<'_>, hashes: &'a Hashes) -> Option<&'a At> {
    if case.negotiated.resumed { hashes.server_hello.as_ref() } else { hashes.client_key_exchange.as_ref() }
}

fn master(case: &Case<'_>, prf: Prf, hashes: &Hashes, pre_master: &Secret) -> Option<Secret> {
    if extended_master_secret(case.events) {
        return hashes.client_key_exchange.as_ref().map(|at| prf.extended_master_secret(pre_master, &at.hash));
    }
    Some(prf.master_secret(pre_master, case.client_random, case.server_random))
}

fn keys(case: &Case<'_>, prf: Prf, suite: &Suite, master: &Secret, at: &At) -> Vec<DerivedSecret> {
    let version = case.negotiated.version.unwrap_or_default();
    let Some(KeyBlock { client, server }) = prf.key_block(version, suite, master, case.client_random, case.server_random) else {
        return Vec::new();
    };
    let named = [
        ("client_write_MAC_key", client.mac_key),
        ("server_write_MAC_key", server.mac_key),
        ("client_write_key", client.key),
        ("server_write_key", server.key),
        ("client_write_IV", client.iv),
        ("server_write_IV", server.iv),
    ];
    named.iter().filter(|(_, secret)| !secret.is_empty()).map(|(name, secret)| entry(name, secret, at, Origin::Computed)).collect()
}

fn check(case: &Case<'_>, computed: Option<&Option<Secret>>, secrets: &[DerivedSecret], at: &At) -> super::Check {
    let unable = |detail: &str| super::Check { id: "key_schedule", holds: None, detail: detail.into(), step: None };
    if case.negotiated.resumed {
        return unable("resumed: the master secret is that of the earlier connection");
    }
    match computed {
        Some(Some(computed)) => {
            let differs = case.secret("CLIENT_RANDOM").is_some_and(|logged| logged != *computed);
            let group = case.negotiated.group.map_or_else(String::new, |group| format!("the {group} shared secret"));
            key_schedule_check(secrets, if differs { &["master_secret"] } else { &[] }, Some(at.step), &group)
        }
        _ => unable("a key log does not hold the shared secret that the keys are derived from"),
    }
}

fn entry(name: &'static str, secret: &Secret, at: &At, origin: Origin) -> DerivedSecret {
    DerivedSecret {
        name,
        value: secret.expose().to_vec(),
        after_step: at.step,
        group: "session keys",
        means: "what ChangeCipherSpec switches on",
        origin,
    }
}
