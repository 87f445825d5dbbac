//! The rules, from specific to general. One rule, one file.

mod alpn_mismatch;
mod bad_signature;
mod chain_too_deep;
mod cipher_mismatch;
mod client_auth_after_handshake;
mod client_auth_optional;
mod client_cert_missing;
mod client_cert_withheld;
mod clock_ahead;
mod closed_without_close_notify;
mod connection_refused;
mod crl_expired;
mod crl_missing;
mod expires_soon;
mod faults;
mod group_mismatch;
mod handshake_message_too_large;
mod incomplete_chain;
mod issuer_key_mismatch;
mod key_mismatch;
mod name_mismatch;
mod not_authorized;
mod one_direction_only;
mod peer_left;
mod plaintext_to_tls_port;
mod protocol_violation;
mod psk_mismatch;
mod record_corrupted;
mod renegotiation_refused;
mod resumed;
mod revoked;
mod self_signed;
mod session_context_missing;
mod sigalg_mismatch;
mod sni_host_mismatch;
mod sni_unrecognized;
mod tls_to_plaintext_port;
mod unexplained;
mod unknown_ca;
mod version_mismatch;

use std::sync::LazyLock;

use super::facts::Facts;
use super::finding::{Certainty, Finding};
use super::ids::FindingId;
use super::likelihood::Model;
use crate::trace::{Connection, Trace};

/// Looks for one kind of cause, or for something worth a note.
type Rule = fn(&Facts<'_>) -> Option<Finding>;

const FIRST: &[Rule] = &[
    connection_refused::check,
    plaintext_to_tls_port::check,
    tls_to_plaintext_port::check,
    client_cert_withheld::check,
    sigalg_mismatch::check,
    client_cert_missing::check,
    key_mismatch::check,
    revoked::check,
];

/// What comes behind the faults of the chain itself.
const LATER: &[Rule] = &[
    clock_ahead::check,
    crl_expired::check,
    self_signed::check,
    bad_signature::check,
    issuer_key_mismatch::check,
    incomplete_chain::check,
    unknown_ca::check,
    name_mismatch::check,
    chain_too_deep::check,
    crl_missing::check,
    not_authorized::check,
    renegotiation_refused::check,
    client_auth_after_handshake::check,
    psk_mismatch::check,
    version_mismatch::check,
    alpn_mismatch::check,
    sni_unrecognized::check,
    group_mismatch::check,
    cipher_mismatch::check,
    session_context_missing::check,
    sni_host_mismatch::check,
    handshake_message_too_large::check,
    record_corrupted::check,
    protocol_violation::check,
    peer_left::check,
    resumed::check,
    client_auth_optional::check,
    expires_soon::check,
    closed_without_close_notify::check,
    one_direction_only::check,
    unexplained::check,
];

/// How many causes are worth a reader's time.
const MOST_CAUSES: usize = 3;

/// The findings of each connection of a trace: causes before notes, the surest first.
#[must_use]
pub fn diagnose(trace: &Trace) -> Vec<Vec<Finding>> {
    static MEASURED: LazyLock<Model> = LazyLock::new(Model::measured);
    diagnose_with(trace, &MEASURED)
}

/// The same, with another knowledge of stacks.
#[must_use]
pub fn diagnose_with(trace: &Trace, model: &Model) -> Vec<Vec<Finding>> {
    trace.connections.iter().map(|connection| of_connection(connection, model)).collect()
}

fn of_connection(connection: &Connection, model: &Model) -> Vec<Finding> {
    let facts = Facts::of(connection);
    // What is not TLS, and was not meant to be, has no cause, however it ended.
    if connection.not_tls.is_some() {
        return connection_refused::check(&facts).into_iter().collect();
    }
    let by = |rules: &[Rule]| -> Vec<Finding> { rules.iter().filter_map(|rule| rule(&facts)).collect() };
    let mut found = [by(FIRST), faults::check(&facts), by(LATER)].concat();
    let is_explained = found.iter().any(|finding| finding.is_cause() && finding.id != FindingId::Unexplained);
    // It stays only where nothing else is found.
    found.retain(|finding| !is_explained || finding.id != FindingId::Unexplained);
    model.rank(&facts, &mut found);
    found.iter_mut().filter(|finding| finding.certainty == Certainty::Proven).for_each(|proven| proven.settles = None);
    ranked(found)
}

/// The surest causes; among equals the likeliest.
fn ranked(mut findings: Vec<Finding>) -> Vec<Finding> {
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
    finding.certainty != Certainty::Proven && !matches!(finding.id, FindingId::ClientCertWithheld | FindingId::SigalgMismatch)
}
