//! The authority took the certificate back (RFC 5280 5.3).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Fit, Judged, Signs};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;
use crate::trace::judgement::Link;

const SIGNS: Signs = Signs { alerts: &[AlertDescription::CERTIFICATE_REVOKED], reasons: |reason| matches!(reason, Reason::Revoked) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let listed = judged.links().find_map(|link| Some((link, when(judged, link)?)));
    let (certainty, link, evidence) = match listed {
        Some((link, when)) => (facts.recomputed(&SIGNS), link, on_the_list(link, when)),
        None => (suspicion(facts)?, judged.links().next()?, facts.sign()?),
    };
    let says = format!("{} is revoked", judged.name(link));
    let serial = hex::encode(&link.x509.serial);
    Some(
        Finding::cause(FindingId::CertRevoked(judged.end), certainty, says, evidence)
            .by(facts.by())
            .and([judged.field(link, "serial_number", format!("serial number of {}: {serial}", link.x509.subject))])
            .and(facts.sign().filter(|_| listed.is_some()))
            .and(facts.word())
            .fix("issue a new certificate with a new key; find out from the authority why it took this one back")
            .settled_by("--crl FILE: the revocation list of the authority"),
    )
}

/// Said, or meant by an end that says the same whatever it is.
fn suspicion(facts: &Facts<'_>) -> Option<Certainty> {
    matches!(facts.fit(&SIGNS), Fit::Specific | Fit::Generic).then(|| facts.suspected(&SIGNS)).flatten()
}

fn when(judged: &Judged<'_>, link: &Link) -> Option<i64> {
    let lists = judged.judgement.lists.iter().filter(|list| list.issuer_der == link.x509.issuer_der);
    lists.flat_map(|list| &list.revoked).find(|(serial, _)| *serial == link.x509.serial).map(|(_, when)| *when)
}

fn on_the_list(link: &Link, when: i64) -> Evidence {
    Evidence::Config { key: "crl", detail: format!("the revocation list of {} has it, since {}", link.x509.issuer, time::date(when)) }
}
