//! An authority between the certificate and the root was not sent (RFC 8446 4.4.2, RFC 5246 7.4.2).

use super::unknown_ca::{SIGNS, is_open};
use crate::diagnose::facts::{Facts, Judged};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::judgement::{Issuer, Link, Place};
use crate::trace::message::X509;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    if judged.judgement.holds() {
        return None;
    }
    let (certainty, missing, evidence) = match missing(judged) {
        Some(link) => (of_known(facts, judged)?, link.x509.subject.clone(), completes(judged, link)),
        None => of_unknown(facts, judged)?,
    };
    let says = format!("the {} did not send the certificate of {missing}, which stands between its own and a root", judged.whose());
    let sent = judged.links().filter(|link| matches!(link.place, Place::Sent(_))).count();
    Some(
        Finding::cause(FindingId::CertIncompleteChain(judged.end), certainty, says, evidence)
            .by(facts.by())
            .and([Evidence::Absent { detail: format!("the certificate of {missing}: the chain that was sent ends after {sent}") }])
            .and([judged.trust()])
            .and(facts.sign())
            .and(facts.word())
            .fix(format!(
                "put it into the {}'s chain file, its own certificate first: `cat leaf.pem intermediate.pem > chain.pem`",
                judged.whose()
            ))
            .settled_by(format!("the certificate of {missing}, and --trust CA.pem")),
    )
}

/// The first certificate that was not sent, is known from elsewhere, and issued others.
fn missing<'a>(judged: &Judged<'a>) -> Option<&'a Link> {
    judged.links().find(|link| link.place == Place::Known && !link.x509.is_self_issued())
}

/// Proven where it completes the path.
fn of_known(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Certainty> {
    match judged.judgement.trusted {
        Some(_) if judged.judgement.leads_to_trust() => Some(facts.recomputed(&SIGNS)),
        Some(_) => None,
        None => facts.suspected(&SIGNS),
    }
}

fn completes(judged: &Judged<'_>, link: &Link) -> Evidence {
    let by = if judged.judgement.leads_to_trust() { "completes the path" } else { "signed it, and would come next" };
    Evidence::Config { key: "certificates", detail: format!("{} is known from elsewhere, and {by}", link.x509.subject) }
}

/// Nobody knows the issuer: this, or an unknown authority.
fn of_unknown(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<(Certainty, String, Evidence)> {
    let top = judged.judgement.top().filter(|top| is_open(top, facts, judged))?;
    let suspected = facts.suspected(&SIGNS)?;
    let certainty = if looks_incomplete(facts, judged, top) { suspected } else { Certainty::Possible };
    let evidence = judged.field(top, "issuer", format!("issuer of {}: {}, which was not sent", top.x509.subject, top.x509.issuer));
    Some((certainty, top.x509.issuer.clone(), evidence))
}

/// Whether the issuer sounds like one in between: by its name, or as a relative of an authority that is accepted.
pub(super) fn looks_incomplete(facts: &Facts<'_>, judged: &Judged<'_>, top: &Link) -> bool {
    let name = top.x509.issuer.to_lowercase();
    if ["intermediate", "issuing", "sub ca", "subca", "subordinate"].iter().any(|word| name.contains(word)) {
        return true;
    }
    !name.contains("root") && relatives(facts, judged).iter().any(|other| organisation(other).is_some_and(|of| name.contains(&of)))
}

/// Names of authorities that the judge accepts, as far as it is known; for a server's chain those that it accepts itself.
fn relatives(facts: &Facts<'_>, judged: &Judged<'_>) -> Vec<String> {
    let asked = [judged.end, judged.end.other()].into_iter().flat_map(|end| facts.authorities_asked_of(end));
    asked.map(|der| X509::name_of(der)).chain(judged.judgement.trusted.iter().flatten().cloned()).collect()
}

/// `o=acme` of `CN=Root,O=Acme,C=SE`.
fn organisation(name: &str) -> Option<String> {
    name.to_lowercase().split(',').find(|part| part.starts_with("o=")).map(ToOwned::to_owned)
}

/// Whether the link's issuer is not known at all.
pub(super) fn is_unknown(link: &Link) -> bool {
    matches!(link.issuer, Issuer::Unknown)
}
