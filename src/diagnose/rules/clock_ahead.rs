//! In time by the message, and said to be expired: by a clock that is ahead, if nothing else was meant.

use crate::diagnose::facts::Facts;
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref().filter(|judged| judged.own.well_formed && judged.own.not_after >= judged.judgement.clock_s)?;
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
