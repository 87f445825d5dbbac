//! The faults of the chain that was judged: each as sure as what happened fits it, and as many stacks mind it.

use crate::diagnose::facts::{Facts, Judged};
use crate::diagnose::fault::{Fault, Kind, faults};
use crate::diagnose::finding::{Certainty, Finding};

pub(super) fn check(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(judged) = &facts.judged else { return Vec::new() };
    let matter = faults(judged.judgement).filter(|(kind, _)| !kind.is_about_signing || facts.signs(judged));
    let found: Vec<_> = matter.filter_map(|(kind, fault)| Some((facts.sure_of(kind, &fault)?, kind, fault))).collect();
    // One was refused; an alert that fits several does not tell which.
    let are_many = found.iter().filter(|(certainty, ..)| *certainty == Certainty::Proven).count() > 1;
    let most = if are_many && facts.decision().is_none() { Certainty::Likely } else { Certainty::Proven };
    found.into_iter().map(|(certainty, kind, fault)| finding(facts, judged, kind, &fault, certainty.max(most))).collect()
}

fn finding(facts: &Facts<'_>, judged: &Judged<'_>, kind: &Kind, fault: &Fault<'_>, certainty: Certainty) -> Finding {
    let evidence = judged.shown(fault.link, fault.field, &fault.shows);
    let beside = fault.beside.as_ref().map(|(link, field, shows)| judged.shown(link, *field, shows));
    let settled = if fault.by_clock {
        format!("--at TIME: the {}'s clock", judged.judge())
    } else {
        format!("the {}'s log{}", judged.judge(), facts.who_accepts(fault))
    };
    Finding::cause((kind.id)(judged.end), certainty, fault.says.clone(), evidence)
        .by(facts.by())
        .and(beside)
        .and(fault.by_clock.then(|| judged.clock()))
        .and(facts.sign())
        .and(facts.word())
        .fix(fault.fix.clone())
        .settled_by(settled)
}
