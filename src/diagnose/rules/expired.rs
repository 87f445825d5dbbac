//! The certificate's time is over (RFC 5280 4.1.2.5).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;

const SIGNS: Signs =
    Signs { alerts: &[AlertDescription::CERTIFICATE_EXPIRED], reasons: |reason| matches!(reason, Reason::CertificateExpired { .. }) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let (until, now) = (judged.own.not_after, judged.judgement.clock_s);
    if !judged.own.well_formed {
        return None;
    }
    if until >= now {
        return by_another_clock(facts, judged);
    }
    let says = format!("the {}'s certificate expired {} before it was judged", judged.whose(), time::length(now - until));
    let evidence = judged.own_field("not_after", format!("the {}'s Certificate, validity.notAfter: {}", judged.whose(), time::date(until)));
    let finding = Finding::cause(FindingId::CertExpired(judged.end), facts.recomputed(&SIGNS), says, evidence);
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

/// In time by the message, and said to be expired: by a clock that is ahead, if nothing else was meant.
fn by_another_clock(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Finding> {
    let says_so = facts.alert() == Some(AlertDescription::CERTIFICATE_EXPIRED) && facts.decision().is_none();
    if !says_so || judged.judgement.clock_is_known {
        return None;
    }
    let until = time::date(judged.own.not_after);
    let says = format!("the {}'s certificate is good until {until}; the {}'s clock may be ahead of that", judged.whose(), judged.judge());
    let evidence = judged.own_field("not_after", format!("validity.notAfter: {until}"));
    Some(
        Finding::cause(FindingId::CertExpired(judged.end), Certainty::Possible, says, evidence)
            .by(facts.by())
            .and([judged.clock()])
            .and(facts.sign())
            .fix(format!("look at the {}'s clock", judged.judge()))
            .settled_by(format!("--at TIME: the {}'s clock", judged.judge())),
    )
}
