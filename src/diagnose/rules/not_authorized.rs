//! The certificate is good, and its holder is not wanted: a matter of the server's policy, not of TLS.

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, Sign, Signs};
use crate::diagnose::fault::faults;
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::RefusedAbove;

const SIGNS: Signs = Signs { alerts: &[AlertDescription::ACCESS_DENIED], reasons: |reason| matches!(reason, Reason::NotAuthorized) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref().filter(|judged| judged.end == End::Client)?;
    let told = facts.decided(SIGNS.reasons).is_some();
    // Whom to let in is a decision, and no error of the server's own.
    if !told && facts.alert() == Some(AlertDescription::INTERNAL_ERROR) {
        return None;
    }
    let certainty = match (told, judged.judgement.holds()) {
        (true, _) => Certainty::Proven,
        (false, _) if let Some(Sign::Above { said, .. }) = facts.refusal.as_ref().map(|refusal| &refusal.sign) => above(said),
        (false, true) if faults(judged.judgement).next().is_some() => facts.suspected(&SIGNS)?.max(Certainty::Possible),
        (false, true) => facts.suspected(&SIGNS)?,
        (false, false) if judged.judgement.trusted.is_none() => facts.suspected(&SIGNS)?.max(Certainty::Likely),
        (false, false) => return None,
    };
    let says = format!("the server knows who the client is, {}, and does not let it in", judged.own.subject);
    let names = judged.own.subject_alt_names.join(", ");
    let evidence = judged.own_field("subject", format!("subject {}, alternative names: {names}", judged.own.subject));
    Some(
        Finding::cause(FindingId::ClientCertNotAuthorized, certainty, says, evidence)
            .by(facts.by())
            .and(judged.judgement.trusted.is_some().then(|| judged.trust()))
            .and(facts.sign())
            .and(facts.word())
            .fix("have the server's policy let this subject or name in, or use the certificate of one that it lets in")
            .settled_by("the server's log; --trust CA.pem rules an unknown authority out"),
    )
}

/// A server that took the certificate, and refuses above TLS: `403 Forbidden` says just that, other words may be about anything.
fn above(said: &RefusedAbove) -> Certainty {
    if said.is_forbidden() { Certainty::Likely } else { Certainty::Possible }
}
