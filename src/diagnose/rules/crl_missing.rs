//! The judge looks at revocation lists, and has none of an authority of the chain (RFC 5280 6.3).

use super::issuer_key_mismatch::named;
use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::fault::faults;
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::{Issuer, Link};

const SIGNS: Signs = Signs { alerts: &[AlertDescription::UNKNOWN_CA], reasons: |reason| matches!(reason, Reason::UnknownRevocationStatus) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let link = uncovered(judged)?;
    if !judged.judgement.leads_to_trust() && named(facts, judged).is_none() {
        return None;
    }
    // Most judges look at no list: only its own word, or a list that it has, tells that this one does.
    let certainty = match facts.decided(SIGNS.reasons).is_some() {
        true => Certainty::Proven,
        false if !judged.judgement.lists.is_empty() => facts.suspected(&SIGNS)?,
        false => suspicion(facts, judged)?,
    };
    let issuer = &link.x509.issuer;
    let says = format!("the {} has no revocation list of {issuer}, and refuses whom no list speaks about", judged.judge());
    let evidence = Evidence::Absent { detail: format!("a revocation list of {issuer}") };
    Some(
        Finding::cause(FindingId::CrlMissing, certainty, says, evidence)
            .by(facts.by())
            .and([judged.trust()])
            .and(facts.sign())
            .and(facts.word())
            .fix(format!(
                "give the {} a list of every authority of the chain, in one file: `cat root.crl.pem intermediate.crl.pem`",
                judged.judge()
            ))
            .settled_by("--crl FILE: the lists that were in use"),
    )
}

/// The first certificate about which no list speaks.
fn uncovered<'a>(judged: &Judged<'a>) -> Option<&'a Link> {
    let covered = |link: &&Link| judged.judgement.lists.iter().any(|list| list.issuer_der == link.x509.issuer_der);
    judged.links().filter(|link| !matches!(link.issuer, Issuer::Trusted)).find(|link| !covered(link))
}

/// `unknown_ca`, although the path holds and no certificate on it has a fault.
fn suspicion(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Certainty> {
    if named(facts, judged).is_some() {
        return facts.suspected(&SIGNS).map(|_| Certainty::Possible);
    }
    let is_unexplained = judged.judgement.holds() && faults(judged.judgement).next().is_none();
    (is_unexplained && facts.alert() == Some(AlertDescription::UNKNOWN_CA)).then_some(Certainty::Possible)
}
