//! A certificate that is good today, and not for long.

use crate::capture::End;
use crate::diagnose::facts::{Facts, Judged};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;

/// Two weeks.
const SOON_S: i64 = 14 * 86_400;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    if facts.has_failed() {
        return None;
    }
    let of = |end| Judged::presented_by(facts.connection, end, usize::MAX);
    End::BOTH.into_iter().filter_map(of).find_map(|judged| note(&judged))
}

fn note(judged: &Judged<'_>) -> Option<Finding> {
    let left = judged.own.not_after - judged.judgement.clock_s;
    if !judged.own.well_formed || !(0..SOON_S).contains(&left) {
        return None;
    }
    let says = format!("the {}'s certificate expires in {}", judged.whose(), time::length(left));
    let evidence = judged.own_field("not_after", format!("validity.notAfter: {}", time::date(judged.own.not_after)));
    Some(
        Finding::note(FindingId::CertExpiresSoon(judged.end), says, evidence)
            .and([judged.clock()])
            .fix(format!("renew the certificate of {}", judged.own.subject)),
    )
}
