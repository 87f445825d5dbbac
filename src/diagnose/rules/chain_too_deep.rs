//! The chain is good, and longer than the judge allows: nginx (`ssl_verify_depth`) and Apache (`SSLVerifyDepth`) allow
//! one certificate above the end's own unless they are told otherwise (RFC 5280 6.1 sets no limit of its own).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Sign, Signs};
use crate::diagnose::fault::faults;
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::Issuer;

/// Apache says `internal_error`, OpenSSL `unknown_ca`.
const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::INTERNAL_ERROR, AlertDescription::UNKNOWN_CA],
    reasons: |reason| matches!(reason, Reason::Other(words) if words.contains("too long")),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let between = between(judged);
    let top = judged.judgement.top()?;
    if between == 0 || facts.decision().is_some() || faults(judged.judgement).next().is_some() {
        return None;
    }
    let certainty = certainty(facts, judged)?;
    let says = format!(
        "the {} may allow fewer authorities than the {between} that stand between the {}'s certificate and {}",
        judged.judge(),
        judged.whose(),
        top.x509.subject
    );
    let path = judged.judgement.links.iter().map(|link| link.x509.subject.as_str()).collect::<Vec<_>>().join(", ");
    let evidence = judged.field(judged.links().next()?, "issuer", format!("the way upwards, each signed by the next: {path}"));
    Some(
        Finding::cause(FindingId::ChainTooDeep(judged.end), certainty, says, evidence)
            .by(facts.by())
            .and([judged.trust()])
            .and([Evidence::Absent { detail: "any fault of a certificate on that way".into() }])
            .and(facts.sign())
            .fix(format!(
                "let the {} allow more (nginx: `ssl_verify_depth 3`, Apache: `SSLVerifyDepth 3`, OpenSSL: `-verify 3`)",
                judged.judge()
            ))
            .settled_by(format!("the {}'s log: `certificate chain too long`", judged.judge())),
    )
}

/// The authorities between the end's own certificate and the one that everything rests on.
fn between(judged: &Judged<'_>) -> usize {
    let ends = matches!(judged.judgement.top().map(|top| &top.issuer), Some(Issuer::Trusted | Issuer::Itself));
    if ends { judged.judgement.links.len().saturating_sub(2) } else { 0 }
}

/// Where the path holds, its length is what is left; where nobody said what is trusted, it is one of several.
fn certainty(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Certainty> {
    let is_sign = matches!(facts.refusal.as_ref()?.sign, Sign::Alert { description, .. } if SIGNS.alerts.contains(&description))
        || matches!(facts.refusal.as_ref()?.sign, Sign::Above { said, .. } if said.names_certificate() && !said.says_missing());
    match (judged.judgement.holds(), is_sign) {
        (true, true) => Some(Certainty::Likely),
        (false, true) if judged.judgement.trusted.is_none() => Some(Certainty::Possible),
        _ => None,
    }
}
