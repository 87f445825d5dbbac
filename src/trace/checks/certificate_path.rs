//! The path from a certificate to a root that the judge trusts (RFC 5280 6), by rustls-webpki.

use super::super::proof::{Case, Moment};
use super::{Check, CheckId};
use crate::crypt::{Verdict, path};
use crate::wire::handshake::Certificate;

pub(super) fn check(case: &Case<'_>, moment: &Moment<'_>) -> Option<Check> {
    let certificate = moment.message.certificate()?;
    if certificate.chain.is_empty() {
        return None;
    }
    let id = CheckId::CertificatePath(moment.event.sender());
    let verdict = verdict(case, moment, certificate);
    Some(Check::new(id, moment, verdict, "each signature verifies up to a trusted root, and the dates and the purpose fit"))
}

fn verdict(case: &Case<'_>, moment: &Moment<'_>, certificate: &Certificate) -> Verdict {
    let of = moment.event.sender();
    let judge = case.capture.knows(of.other());
    let Some(trust) = &judge.trust else {
        return Verdict::Unable(format!("what the {} trusts is not known", of.other()));
    };
    if certificate.chain.iter().any(|entry| entry.x509.is_none()) {
        return Verdict::Unable("a bare public key has no path".into());
    }
    let chain: Vec<&[u8]> = certificate.chain.iter().map(|entry| entry.der.as_slice()).collect();
    path::path(&chain, trust, &judge.crls, judge.clock_s.unwrap_or_else(|| time_s(case, moment)), of).into_verdict()
}

/// Without a clock of the judge: when the message was seen.
fn time_s(case: &Case<'_>, moment: &Moment<'_>) -> i64 {
    let since = i64::try_from(moment.event.time_us).unwrap_or(i64::MAX);
    case.capture.started_us.saturating_add(since).div_euclid(1_000_000)
}
