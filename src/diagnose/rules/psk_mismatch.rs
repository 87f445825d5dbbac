//! Both ends have another pre-shared key under the same name, or one end has none (RFC 4279 2, RFC 8446 4.2.11).

use crate::capture::End;
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::suite::KeyExchange;

/// The first sign of another key is a Finished that does not open, or a binder that does not verify.
/// OpenSSL answers such a binder with `illegal_parameter`.
const ALERTS: [AlertDescription; 4] = [
    AlertDescription::BAD_RECORD_MAC,
    AlertDescription::DECRYPT_ERROR,
    AlertDescription::UNKNOWN_PSK_IDENTITY,
    AlertDescription::ILLEGAL_PARAMETER,
];

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let alert = facts.alert().filter(|alert| ALERTS.contains(alert))?;
    let (event, hello) = facts.client_hello()?;
    let by_suite = facts.connection.negotiated.suite().is_some_and(|suite| {
        matches!(suite.key_exchange, KeyExchange::Psk | KeyExchange::DhePsk | KeyExchange::EcdhePsk | KeyExchange::RsaPsk)
    });
    let by_extension = !hello.extensions.psks.is_empty() && facts.certificate(End::Server).is_none();
    let unknown = alert == AlertDescription::UNKNOWN_PSK_IDENTITY;
    let is_binder = by_extension && facts.by() == Some(End::Server) && facts.server_hello().is_none();
    let may_be_another = alert == AlertDescription::ILLEGAL_PARAMETER && !is_binder;
    if may_be_another || !by_suite && !by_extension && !unknown {
        return None;
    }
    let says = if unknown { "the server does not know the client's pre-shared key" } else { "the ends have different pre-shared keys" };
    let evidence = match facts.server_hello() {
        Some((event, hello)) => field::named(event, "cipher_suite", format!("the server chose {}", hello.cipher_suite)),
        None => field::extension(event, "pre_shared_key", "the client offers a pre-shared key"),
    };
    Some(
        Finding::cause(FindingId::PskMismatch, Certainty::Likely, says, evidence)
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("put the same identity and key on both ends; mind hexadecimal against text, and line ends in files")
            .settled_by("both ends' configured keys"),
    )
}
