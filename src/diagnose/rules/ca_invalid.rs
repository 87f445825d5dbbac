//! A certificate was issued by one that may not issue: no authority at all, or too deep below one
//! (RFC 5280 4.2.1.3, 4.2.1.9).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::{Link, Place};

const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::UNKNOWN_CA, AlertDescription::CERTIFICATE_UNKNOWN, AlertDescription::BAD_CERTIFICATE],
    reasons: |reason| matches!(reason, Reason::EndEntityUsedAsCa | Reason::PathLength | Reason::UnknownIssuer),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let (link, what, says) = judged.links().enumerate().skip(1).find_map(|(depth, link)| invalid(judged, depth, link))?;
    let evidence = judged.extension(link, what, format!("{what} of {}: {says}", link.x509.subject));
    let finding = Finding::cause(
        FindingId::CaInvalid(judged.end),
        facts.recomputed(&SIGNS),
        format!("{} may not have issued it: {says}", judged.name(link)),
        evidence,
    );
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("issue it from an authority with basicConstraints=critical,CA:TRUE, keyUsage=keyCertSign and a path length that is long enough")
            .settled_by(format!("the {}'s log", judged.judge())),
    )
}

/// A trusted certificate is trusted as it is, its path length apart.
fn invalid<'a>(judged: &Judged<'a>, depth: usize, link: &'a Link) -> Option<(&'a Link, &'static str, String)> {
    let trusted = link.place == Place::Trusted;
    if !trusted && link.x509.is_ca != Some(true) {
        return Some((link, "basicConstraints", "it is no authority (CA:TRUE is missing)".into()));
    }
    if !trusted && link.x509.key_usage.as_ref().is_some_and(|usages| !usages.contains(&"keyCertSign")) {
        return Some((link, "keyUsage", "its key may not sign certificates (keyCertSign is missing)".into()));
    }
    let below = judged.links().take(depth).skip(1).filter(|below| !below.x509.is_self_issued()).count();
    let allowed = usize::try_from(link.x509.path_length?).ok()?;
    (below > allowed).then(|| (link, "basicConstraints", format!("{below} below it, and its path length is {allowed}")))
}
