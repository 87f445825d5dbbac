//! The faults of the chain itself: each is told as a refusal, with what each stack makes of it.

use crate::diagnose::fault::{Fault, Kind, faults};
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;
use crate::diagnose::time::date;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    faults(&subject.judgement).map(|(kind, fault)| of_fault(subject, kind, fault)).collect()
}

fn of_fault(subject: &Subject<'_>, kind: &Kind, fault: Fault<'_>) -> Check {
    let place = |link| &subject.at(link).given.place;
    let clock = if fault.by_clock { format!("; judged at {}", date(subject.material.at_s)) } else { String::new() };
    let check = Check::refused(kind.about, (kind.id)(subject.role()), fault.says)
        .evidence(format!("{}: {}{clock}", place(fault.link), fault.shows))
        .fix(fault.fix)
        .stacks(fault.row, subject.role());
    fault.beside.into_iter().fold(check, |check, (link, _, shows)| check.evidence(format!("{}: {shows}", place(link))))
}
