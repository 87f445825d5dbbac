//! No authority that the judge trusts issued the certificate, directly or over others (RFC 5280 6.1).

use super::incomplete_chain::{is_unknown, looks_incomplete};
use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::{Issuer, Link};

pub(super) const SIGNS: Signs =
    Signs { alerts: &[AlertDescription::UNKNOWN_CA], reasons: |reason| matches!(reason, Reason::UnknownIssuer) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let top = judged.judgement.top()?;
    if judged.judgement.holds() || judged.judgement.links.len() == 1 && matches!(top.issuer, Issuer::Itself) {
        return None;
    }
    let certainty = match top.issuer {
        Issuer::Itself if judged.judgement.trusted.is_some() => facts.recomputed(&SIGNS),
        Issuer::Itself => facts.suspected(&SIGNS)?,
        _ if !is_open(top, facts, judged) => return None,
        _ if looks_incomplete(facts, judged, top) => facts.suspected(&SIGNS).map(|_| Certainty::Possible)?,
        _ => facts.suspected(&SIGNS)?,
    };
    let root = &top.x509.issuer;
    let says = format!("the {} does not trust {root}, which issued the {}'s certificate{}", judged.judge(), judged.whose(), over(judged));
    let evidence = judged.field(top, "issuer", format!("issuer of {}: {root}", top.x509.subject));
    Some(
        Finding::cause(FindingId::CertUnknownCa(judged.end), certainty, says, evidence)
            .by(facts.by())
            .and([judged.trust()])
            .and(facts.sign())
            .and(facts.word())
            .fix(format!("add {root} to the authorities that the {} trusts, or use a certificate of one that it does", judged.judge()))
            .settled_by("--trust CA.pem: what the judge trusts"),
    )
}

/// Whether the way upwards ends at an issuer that nobody knows, and that is not one of those asked for.
pub(super) fn is_open(top: &Link, facts: &Facts<'_>, judged: &Judged<'_>) -> bool {
    let is_named = facts.authorities_asked_of(judged.end).contains(&top.x509.issuer_der);
    is_unknown(top) && !(is_named && judged.judgement.trusted.is_none())
}

fn over(judged: &Judged<'_>) -> &'static str {
    if judged.judgement.links.len() > 2 { " over others" } else { "" }
}
