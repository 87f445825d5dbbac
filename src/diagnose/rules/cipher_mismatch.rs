//! No cipher suite that both have (RFC 8446 4.1.1, RFC 5246 7.4.1.3).

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, Refusal, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, CipherSuite};
use crate::trace::message::Message;

/// A hello that offers no more than this is narrow: its writer chose.
const NARROW: usize = 2;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (event, hello) = facts.client_hello()?;
    let suites: Vec<CipherSuite> = hello.cipher_suites.iter().copied().filter(|suite| is_a_suite(*suite)).collect();
    let told = facts.decided(|reason| matches!(reason, Reason::NoCommonCipherSuite)).is_some();
    let certainty = match told {
        true => Certainty::Proven,
        false if !refused_hello(facts) => return None,
        false if suites.len() <= NARROW => Certainty::Likely,
        false => Certainty::Possible,
    };
    let listed = suites.iter().take(4).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let more = if suites.len() > 4 { format!(" and {} more", suites.len() - 4) } else { String::new() };
    let evidence = field::named(event, "cipher_suites", format!("the client offers {listed}{more}"));
    Some(
        Finding::cause(FindingId::CipherMismatch, certainty, "the server has none of the cipher suites that the client offers", evidence)
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("let both ends have a suite in common: TLS_AES_128_GCM_SHA256 in TLS 1.3, ECDHE with AES-GCM for the kind of the server's key in TLS 1.2")
            .settled_by("the server's log: OpenSSL says `no shared cipher`, also where the groups differ"),
    )
}

/// Whether the server refused what the client offered, without saying which part: the alert of no common ground, before
/// it showed a certificate.
pub(super) fn refused_hello(facts: &Facts<'_>) -> bool {
    let silent = |refusal: &Refusal<'_>| {
        !refusal.before.iter().any(|event| event.sender() == End::Server && matches!(event.message(), Some(Message::Certificate(_))))
    };
    let alerts = [AlertDescription::HANDSHAKE_FAILURE, AlertDescription::INSUFFICIENT_SECURITY];
    let undecided = facts.decision().is_none();
    undecided && facts.ended_with(End::Server, &alerts) && facts.refusal.as_ref().is_some_and(silent)
}

/// Neither a signalling value nor GREASE.
fn is_a_suite(suite: CipherSuite) -> bool {
    !suite.is_grease() && !matches!(suite, CipherSuite::TLS_EMPTY_RENEGOTIATION_INFO_SCSV | CipherSuite::TLS_FALLBACK_SCSV)
}
