//! The rules, from specific to general. One rule, one file.

mod alpn_mismatch;
mod bad_signature;
mod ca_expired;
mod ca_invalid;
mod cert_is_ca;
mod cipher_mismatch;
mod client_auth_after_handshake;
mod client_auth_optional;
mod client_cert_missing;
mod client_cert_withheld;
mod connection_refused;
mod critical_extension;
mod crl_expired;
mod crl_missing;
mod expired;
mod expires_soon;
mod group_mismatch;
mod incomplete_chain;
mod issuer_key_mismatch;
mod key_mismatch;
mod name_constraint;
mod name_mismatch;
mod not_authorized;
mod not_yet_valid;
mod peer_left;
mod plaintext_to_tls_port;
mod protocol_violation;
mod psk_mismatch;
mod record_corrupted;
mod renegotiation_refused;
mod resumed;
mod revoked;
mod self_signed;
mod sigalg_mismatch;
mod sni_unrecognized;
mod tls_to_plaintext_port;
mod unexplained;
mod unknown_ca;
mod unsupported_version;
mod version_mismatch;
mod weak_key;
mod weak_signature;
mod wrong_eku;
mod wrong_key_usage;

use super::facts::Facts;
use super::finding::{Certainty, Finding};
use crate::trace::{Connection, Trace};

/// A rule: the ids that it can find, and how it looks for them.
struct Rule {
    ids: &'static [&'static str],
    check: fn(&Facts<'_>) -> Option<Finding>,
}

/// Declares the list.
macro_rules! rules {
    ($($rule:ident,)*) => {
        const RULES: &[Rule] = &[$(Rule { ids: &$rule::IDS, check: $rule::check }),*];
    };
}

rules![
    connection_refused,
    plaintext_to_tls_port,
    tls_to_plaintext_port,
    client_cert_withheld,
    sigalg_mismatch,
    client_cert_missing,
    key_mismatch,
    revoked,
    expired,
    not_yet_valid,
    ca_expired,
    crl_expired,
    unsupported_version,
    critical_extension,
    name_constraint,
    self_signed,
    cert_is_ca,
    wrong_eku,
    wrong_key_usage,
    ca_invalid,
    weak_key,
    weak_signature,
    bad_signature,
    issuer_key_mismatch,
    incomplete_chain,
    unknown_ca,
    name_mismatch,
    crl_missing,
    not_authorized,
    renegotiation_refused,
    client_auth_after_handshake,
    psk_mismatch,
    version_mismatch,
    alpn_mismatch,
    sni_unrecognized,
    group_mismatch,
    cipher_mismatch,
    record_corrupted,
    protocol_violation,
    peer_left,
    resumed,
    client_auth_optional,
    expires_soon,
    unexplained,
];

/// Every id that a finding can have.
pub static IDS: std::sync::LazyLock<Vec<&'static str>> =
    std::sync::LazyLock::new(|| RULES.iter().flat_map(|rule| rule.ids).copied().collect());

/// How many causes are worth a reader's time.
const MOST_CAUSES: usize = 3;

/// The findings of each connection of a trace: causes before notes, the surest first.
#[must_use]
pub fn diagnose(trace: &Trace) -> Vec<Vec<Finding>> {
    trace.connections.iter().map(of_connection).collect()
}

fn of_connection(connection: &Connection) -> Vec<Finding> {
    let facts = Facts::of(connection);
    let found = RULES.iter().filter_map(|rule| {
        let finding = (rule.check)(&facts)?;
        debug_assert!(rule.ids.contains(&finding.id));
        Some(finding)
    });
    ranked(found.collect())
}

/// The surest causes; among equals the rule that stands first. `unexplained` stays only where nothing else does.
fn ranked(mut findings: Vec<Finding>) -> Vec<Finding> {
    let explained = findings.iter().any(|finding| finding.is_cause() && finding.id != unexplained::ID);
    findings.retain(|finding| !explained || finding.id != unexplained::ID);
    findings.sort_by_key(|finding| (finding.severity, finding.certainty));
    let sure = findings.first().is_some_and(|first| first.certainty == Certainty::Proven);
    let mut causes = 0;
    findings.retain(|finding| {
        causes += usize::from(finding.is_cause());
        !finding.is_cause() || (causes <= MOST_CAUSES && !(sure && is_beside_the_point(finding)))
    });
    findings
}

/// Where a cause is proven, what could not be recomputed is no candidate any more, unless it refines that cause.
fn is_beside_the_point(finding: &Finding) -> bool {
    finding.certainty != Certainty::Proven && !matches!(finding.id, "client-cert-withheld" | "sigalg-mismatch")
}
