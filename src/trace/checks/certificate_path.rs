//! The path from a certificate to a root that the judge trusts (RFC 5280 6), by rustls-webpki.

use super::super::proof::{Case, Moment};
use super::Check;
use crate::capture::{Direction, Knowledge};
use crate::crypt::{Purpose, Verdict, path};
use crate::wire::handshake::Certificate;

pub(super) fn check(case: &Case<'_>, moment: &Moment<'_>) -> Option<Check> {
    let certificate = moment.message.certificate()?;
    if certificate.chain.is_empty() {
        return None;
    }
    let (id, judge, purpose) = match moment.event.from {
        Direction::ServerToClient => ("server_certificate_path", &case.capture.client_knows, Purpose::ServerAuth),
        Direction::ClientToServer => ("client_certificate_path", &case.capture.server_knows, Purpose::ClientAuth),
    };
    let verdict = verdict(case, moment, certificate, judge, purpose);
    Some(Check::new(id, moment, verdict, "each signature verifies up to a trusted root, and the dates and the purpose fit"))
}

fn verdict(case: &Case<'_>, moment: &Moment<'_>, certificate: &Certificate, judge: &Knowledge, purpose: Purpose) -> Verdict {
    let Some(trust) = &judge.trust else {
        let whose = if purpose == Purpose::ServerAuth { "client" } else { "server" };
        return Verdict::Unable(format!("what the {whose} trusts is not known"));
    };
    if certificate.chain.iter().any(|entry| entry.x509.is_none()) {
        return Verdict::Unable("a bare public key has no path".into());
    }
    let chain: Vec<&[u8]> = certificate.chain.iter().map(|entry| entry.der.as_slice()).collect();
    path::path(&chain, trust, &judge.crls, judge.clock_s.unwrap_or_else(|| time_s(case, moment)), purpose).into_verdict()
}

/// Without a clock of the judge: when the message was seen.
fn time_s(case: &Case<'_>, moment: &Moment<'_>) -> i64 {
    let since = i64::try_from(moment.event.time_us).unwrap_or(i64::MAX);
    case.capture.started_us.saturating_add(since).div_euclid(1_000_000)
}
