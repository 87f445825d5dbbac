//! The secrets up to TLS 1.2 (RFC 5246 6.3 and 8.1, RFC 7627).

use super::super::negotiated::extended_master_secret;
use super::super::proof::{At, Case, Hashes};
use super::{Derived, DerivedSecret, Origin, key_schedule_check, shared};
use crate::crypt::prf::KeyBlock;
use crate::crypt::{Prf, Secret, Suite};

pub(super) fn derive(case: &Case<'_>, suite: &Suite, hashes: &Hashes) -> Derived {
    let (Some(prf), Some(at)) = (case.prf(), where_computable(case, hashes)) else { return Derived::default() };
    let logged = case.secret("CLIENT_RANDOM");
    let (computed, from) = computed(case, prf, hashes);
    let Some(master) = computed.clone().or_else(|| logged.clone()) else { return Derived::default() };
    let origin = match (&computed, &logged) {
        (Some(computed), Some(logged)) if computed == logged => Origin::ComputedAndLogged,
        (Some(_), None) => Origin::Computed,
        _ => Origin::Logged,
    };
    let mut secrets: Vec<DerivedSecret> =
        pre_master(case).map(|secret| entry("pre_master_secret", &secret, at, Origin::Recorded)).into_iter().collect();
    secrets.push(entry("master_secret", &master, at, origin));
    secrets.extend(keys(case, prf, suite, &master, at));
    let differing: &[&str] = if computed.is_some() && origin == Origin::Logged { &["master_secret"] } else { &[] };
    let check = match computed {
        Some(_) => key_schedule_check(&secrets, differing, Some(at.step), &from),
        None => super::Check { id: super::CheckId::KeySchedule, holds: None, detail: from, step: None, is_stored: false },
    };
    Derived { secrets, check: Some(check), resumption_master: None, master: Some(master) }
}

/// The master secret, without the key log, and what it was derived from; or what is missing for it.
fn computed(case: &Case<'_>, prf: Prf, hashes: &Hashes) -> (Option<Secret>, String) {
    if case.negotiated.resumed {
        return match &case.known.master {
            Some(master) => (Some(master.clone()), "the earlier connection".into()),
            None => (None, "resumed, and the earlier connection was not seen".into()),
        };
    }
    let group = case.negotiated.group.map_or_else(|| "the".to_owned(), |group| format!("the {group}"));
    match pre_master(case).and_then(|pre_master| master(case, prf, hashes, &pre_master)) {
        Some(master) => (Some(master), format!("{group} shared secret")),
        None => (None, "a key log does not hold the shared secret that the keys are derived from".into()),
    }
}

/// The result of the key exchange, where a lab run recorded it.
fn pre_master(case: &Case<'_>) -> Option<Secret> {
    shared(case).filter(|_| !case.negotiated.resumed).map(|shared| Secret::from(shared.secret.as_slice()))
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
