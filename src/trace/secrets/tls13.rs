//! The secrets of TLS 1.3 (RFC 8446 7.1).

use super::super::proof::{At, Case, Hashes};
use super::{Derived, DerivedSecret, Origin, key_schedule_check, shared};
use crate::crypt::key_schedule::{Inputs, PskKind, SecretName};
use crate::crypt::{KeySchedule, Secret, Suite, key_schedule};
use crate::names::NamedGroup;

/// The secrets that a key log may hold, for connections whose shared secret is not known.
const LOGGED: [SecretName; 6] = [
    SecretName::ClientEarlyTraffic,
    SecretName::ClientHandshakeTraffic,
    SecretName::ServerHandshakeTraffic,
    SecretName::ClientApplicationTraffic,
    SecretName::ServerApplicationTraffic,
    SecretName::ExporterMaster,
];

pub(super) fn derive(case: &Case<'_>, suite: &Suite, hashes: &Hashes) -> Derived {
    let schedule = schedule(case, suite, hashes);
    match schedule {
        Ok(schedule) => from_schedule(case, suite, hashes, &schedule),
        Err(missing) => Derived {
            secrets: logged(case, suite, hashes),
            check: Some(super::Check { id: super::CheckId::KeySchedule, holds: None, detail: missing, step: None, is_stored: false }),
            ..Derived::default()
        },
    }
}

/// The whole schedule, or what is missing for it.
fn schedule(case: &Case<'_>, suite: &Suite, hashes: &Hashes) -> Result<KeySchedule, String> {
    let mut inputs = Inputs::new(suite.hash);
    inputs.shared_secret = match (shared(case), case.negotiated.group) {
        (Some(shared), _) => Some(&shared.secret),
        (None, None) if case.negotiated.resumed => Some(&[]),
        _ => return Err("a key log does not hold the shared secret that the keys are derived from".into()),
    };
    if case.negotiated.resumed {
        let known = case.known.psk.as_ref().ok_or("no earlier connection explains the pre-shared key")?;
        inputs.psk = Some((PskKind::Resumption, known.secret.expose()));
    }
    let hash = |at: &'_ Option<At>| at.as_ref().map(|at| at.hash.clone());
    let (client_hello, server_hello, server_finished, client_finished) =
        (hash(&hashes.client_hello), hash(&hashes.server_hello), hash(&hashes.server_finished), hash(&hashes.client_finished));
    (inputs.client_hello, inputs.server_hello) = (client_hello.as_deref(), server_hello.as_deref());
    (inputs.server_finished, inputs.client_finished) = (server_finished.as_deref(), client_finished.as_deref());
    Ok(KeySchedule::compute(&inputs))
}

fn from_schedule(case: &Case<'_>, suite: &Suite, hashes: &Hashes, schedule: &KeySchedule) -> Derived {
    let mut secrets = Vec::new();
    let mut differing = Vec::new();
    if let (Some(shared), Some(at)) = (shared(case), &hashes.server_hello) {
        secrets.push(of_handshake("shared_secret", shared.secret.clone(), at.step, Origin::Recorded));
    }
    for derived in schedule.secrets() {
        let Some((place, step)) = place(derived.name, hashes) else { continue };
        let origin = compare(case, derived.name, &derived.secret);
        differing.extend((origin == Origin::Logged).then_some(derived.name.name()));
        add(&mut secrets, place, step, derived.name, &derived.secret, origin, suite);
    }
    let step = secrets.iter().filter(|secret| secret.origin == Origin::ComputedAndLogged).map(|secret| secret.after_step).max();
    let from =
        case.negotiated.group.map_or_else(|| "the pre-shared key".to_owned(), |group: NamedGroup| format!("the {group} shared secret"));
    let check = key_schedule_check(&secrets, &differing, step, &from);
    Derived { secrets, check: Some(check), resumption_master: schedule.secret(SecretName::ResumptionMaster).cloned(), master: None }
}

/// Whether the key log agrees. A secret that differs is told as [`Origin::Logged`]: the key log's is the one in use.
fn compare(case: &Case<'_>, name: SecretName, derived: &Secret) -> Origin {
    let logged = name.key_log_label().map(|label| case.secrets(label)).unwrap_or_default();
    match logged.as_slice() {
        [] => Origin::Computed,
        logged if logged.contains(derived) => Origin::ComputedAndLogged,
        _ => Origin::Logged,
    }
}

fn logged(case: &Case<'_>, suite: &Suite, hashes: &Hashes) -> Vec<DerivedSecret> {
    let mut secrets = Vec::new();
    for name in LOGGED {
        let secret = name.key_log_label().and_then(|label| case.secret(label));
        if let (Some(secret), Some((place, step))) = (secret, place(name, hashes)) {
            add(&mut secrets, place, step, name, &secret, Origin::Logged, suite);
        }
    }
    secrets
}

/// A secret, and for a traffic secret the key and the IV that follow from it (RFC 8446 7.3).
fn add(secrets: &mut Vec<DerivedSecret>, place: Place, step: usize, name: SecretName, secret: &Secret, origin: Origin, suite: &Suite) {
    let entry = |name, value: &Secret, origin| DerivedSecret {
        name,
        value: value.expose().to_vec(),
        after_step: step,
        group: place.0,
        means: place.1,
        origin,
    };
    secrets.push(entry(name.name(), secret, origin));
    if let (Some((key, iv)), Some(length)) = (key_names(name), suite.cipher.key_length()) {
        secrets.push(entry(key, &key_schedule::traffic_key(suite.hash, secret, length), Origin::Computed));
        secrets.push(entry(iv, &key_schedule::traffic_iv(suite.hash, secret), Origin::Computed));
    }
}

fn key_names(name: SecretName) -> Option<(&'static str, &'static str)> {
    Some(match name {
        SecretName::ClientEarlyTraffic => ("client_early_key", "client_early_iv"),
        SecretName::ClientHandshakeTraffic => ("client_handshake_key", "client_handshake_iv"),
        SecretName::ServerHandshakeTraffic => ("server_handshake_key", "server_handshake_iv"),
        SecretName::ClientApplicationTraffic => ("client_application_key", "client_application_iv"),
        SecretName::ServerApplicationTraffic => ("server_application_key", "server_application_iv"),
        _ => return None,
    })
}

/// A group of secrets, and what it is for.
type Place = (&'static str, &'static str);

const EARLY: Place = ("early keys", "what the pre-shared key gives, before any answer");
const HANDSHAKE: Place = ("handshake keys", "from here the handshake is encrypted");
const APPLICATION: Place = ("application keys", "for data, tickets and late alerts");
const RESUMPTION: Place = ("resumption secret", "tickets are made from it");

/// The group of a secret, and the step behind which it can be computed.
fn place(name: SecretName, hashes: &Hashes) -> Option<(Place, usize)> {
    let (place, at) = match name {
        SecretName::Binder | SecretName::ClientEarlyTraffic | SecretName::EarlyExporterMaster => (EARLY, &hashes.client_hello),
        SecretName::Early | SecretName::Handshake | SecretName::ClientHandshakeTraffic | SecretName::ServerHandshakeTraffic => {
            (HANDSHAKE, &hashes.server_hello)
        }
        SecretName::Master | SecretName::ClientApplicationTraffic | SecretName::ServerApplicationTraffic | SecretName::ExporterMaster => {
            (APPLICATION, &hashes.server_finished)
        }
        SecretName::ResumptionMaster => (RESUMPTION, &hashes.client_finished),
    };
    at.as_ref().map(|at| (place, at.step))
}

fn of_handshake(name: &'static str, value: Vec<u8>, after_step: usize, origin: Origin) -> DerivedSecret {
    DerivedSecret { name, value, after_step, group: HANDSHAKE.0, means: HANDSHAKE.1, origin }
}
