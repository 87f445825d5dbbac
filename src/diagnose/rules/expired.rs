//! The certificate's time is over (RFC 5280 4.1.2.5).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs, time};
use crate::diagnose::finding::Finding;
use crate::names::AlertDescription;

pub(super) const IDS: [&str; 2] = ["client-cert-expired", "server-cert-expired"];

const SIGNS: Signs =
    Signs { alerts: &[AlertDescription::CERTIFICATE_EXPIRED], reasons: |reason| matches!(reason, Reason::CertificateExpired { .. }) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let (until, now) = (judged.own.not_after, judged.judgement.clock_s);
    if !judged.own.well_formed || until >= now {
        return None;
    }
    let says = format!("the {}'s certificate expired {} before it was judged", judged.whose(), time::length(now - until));
    let evidence = judged.own_field("not_after", format!("the {}'s Certificate, validity.notAfter: {}", judged.whose(), time::date(until)));
    let finding = Finding::cause(judged.id(IDS), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and([judged.clock()])
            .and(facts.sign())
            .and(facts.word())
            .fix(format!("issue a new certificate for {}; check that nothing pins the old one", judged.own.subject))
            .settled_by(format!("--at TIME: the {}'s clock", judged.judge())),
    )
}
