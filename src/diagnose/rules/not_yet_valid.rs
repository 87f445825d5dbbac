//! The certificate's time has not begun, or the judge's clock is slow (RFC 5280 4.1.2.5).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;

/// OpenSSL sends 42, Go and rustls say 45 to both sides of the validity.
const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::BAD_CERTIFICATE, AlertDescription::CERTIFICATE_EXPIRED],
    reasons: |reason| matches!(reason, Reason::NotValidYet { .. }),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let now = judged.judgement.clock_s;
    let link = judged.links().find(|link| link.x509.well_formed && link.x509.not_before > now)?;
    let from = link.x509.not_before;
    let says = format!("{} is not valid for another {}", judged.name(link), time::length(from - now));
    let evidence = judged.field(link, "not_before", format!("validity.notBefore of {}: {}", link.x509.subject, time::date(from)));
    let finding = Finding::cause(FindingId::CertNotYetValid(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and([judged.clock()])
            .and(facts.sign())
            .and(facts.word())
            .fix(format!("set the clock of the {} right (NTP); issue certificates that begin some minutes in the past", judged.judge()))
            .settled_by(format!("--at TIME: the {}'s clock", judged.judge())),
    )
}
