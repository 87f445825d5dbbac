//! The certificate is good, and one of the authorities above it has expired (RFC 5280 6.1.3).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;
use crate::trace::judgement::Place;

const SIGNS: Signs =
    Signs { alerts: &[AlertDescription::CERTIFICATE_EXPIRED], reasons: |reason| matches!(reason, Reason::CertificateExpired { .. }) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let now = judged.judgement.clock_s;
    let link = judged.links().find(|link| link.place != Place::Sent(0) && link.x509.well_formed && link.x509.not_after < now)?;
    let until = link.x509.not_after;
    let says = format!(
        "{} expired {} before it was judged; the {}'s own is in time",
        judged.name(link),
        time::length(now - until),
        judged.whose()
    );
    let evidence = judged.field(link, "not_after", format!("validity.notAfter of {}: {}", link.x509.subject, time::date(until)));
    let finding = Finding::cause(FindingId::CaExpired(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and([judged.clock()])
            .and(facts.sign())
            .and(facts.word())
            .fix(format!("renew the authority {} and put its new certificate into the {}'s chain", link.x509.subject, judged.whose()))
            .settled_by(format!("--at TIME: the {}'s clock", judged.judge())),
    )
}
