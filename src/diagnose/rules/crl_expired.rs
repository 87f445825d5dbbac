//! The judge's revocation list is older than its issuer promised: nobody can be judged with it (RFC 5280 5.1.2.5).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;

/// OpenSSL says `certificate_expired`, rustls `unknown_ca`.
const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::CERTIFICATE_EXPIRED, AlertDescription::UNKNOWN_CA],
    reasons: |reason| matches!(reason, Reason::ExpiredCrl { .. }),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let (certainty, says, evidence) = match stale(judged) {
        Some((issuer, until)) => {
            let detail = format!("the revocation list of {issuer} was good until {}", time::date(until));
            let late = time::length(judged.judgement.clock_s - until);
            let says =
                format!("the {}'s revocation list is {late} too old; the {}'s certificate may be good", judged.judge(), judged.whose());
            (facts.recomputed(&SIGNS), says, Evidence::Config { key: "crl", detail })
        }
        None => (
            suspicion(facts, judged)?,
            format!("the {}'s revocation list may be too old: all dates sent are good", judged.judge()),
            facts.sign()?,
        ),
    };
    Some(
        Finding::cause(FindingId::CrlExpired, certainty, says, evidence)
            .by(facts.by())
            .and([judged.clock()])
            .and(facts.sign().filter(|_| stale(judged).is_some()))
            .and(facts.word())
            .fix(format!(
                "fetch the authority's new list and have the {} load it: `openssl crl -noout -nextupdate -in crl.pem`",
                judged.judge()
            ))
            .settled_by("--crl FILE: the list that was in use"),
    )
}

/// A list of an authority of the chain that is over.
fn stale<'a>(judged: &Judged<'a>) -> Option<(&'a str, i64)> {
    let matters = |issuer: &[u8]| judged.links().any(|link| link.x509.issuer_der == issuer);
    let lists = judged.judgement.lists.iter().filter(|list| matters(&list.issuer_der));
    lists.filter_map(|list| Some((list.issuer.as_str(), list.next_update?))).find(|(_, until)| *until < judged.judgement.clock_s)
}

/// `certificate_expired`, although no certificate that was sent has.
fn suspicion(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Certainty> {
    let now = judged.judgement.clock_s;
    let in_time = judged.links().all(|link| (link.x509.not_before..=link.x509.not_after).contains(&now));
    let says_expired = facts.alert() == Some(AlertDescription::CERTIFICATE_EXPIRED);
    (in_time && says_expired && judged.judgement.lists.is_empty()).then(|| facts.suspected(&SIGNS)).flatten()
}
