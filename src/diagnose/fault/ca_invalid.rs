//! A certificate was issued by one that may not issue: no authority at all, or too deep below one
//! (RFC 5280 4.2.1.3, 4.2.1.9).

use super::{Fault, Field, Kind, is_trusted, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;
use crate::trace::judgement::Link;

pub(super) const KIND: Kind = Kind {
    about: "CAs",
    id: FindingId::CaInvalid,
    find,
    signs: Signs {
        alerts: &[AlertDescription::UNKNOWN_CA, AlertDescription::CERTIFICATE_UNKNOWN, AlertDescription::BAD_CERTIFICATE],
        reasons: |reason| matches!(reason, Reason::EndEntityUsedAsCa | Reason::PathLength | Reason::UnknownIssuer),
    },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let above = judgement.links.iter().enumerate().skip(1);
    let (link, what, row, why) = above.into_iter().find_map(|(depth, link)| invalid(judgement, depth, link))?;
    let says = format!("{} may not have issued it: {why}", name(judgement, link));
    let fault = Fault::new(link, Field::Extension(what), row, says, format!("{what} of {}: {why}", link.x509.subject));
    Some(fault.fix(
        "issue it from an authority with basicConstraints=critical,CA:TRUE, keyUsage=keyCertSign and a path length that is long enough",
    ))
}

type Invalid<'a> = (&'a Link, &'static str, &'static str, String);

fn invalid<'a>(judgement: &Judgement, depth: usize, link: &'a Link) -> Option<Invalid<'a>> {
    let trusted = is_trusted(link);
    // A root of version 1 has no extensions, and is taken for what it is trusted for.
    if link.x509.is_ca != Some(true) && !(trusted && link.x509.version < 3) {
        let row = if trusted && link.x509.is_ca.is_none() { "root-without-constraints" } else { "ca-invalid" };
        return Some((link, "basicConstraints", row, "it is no authority (CA:TRUE is missing)".into()));
    }
    if link.x509.key_usage.as_ref().is_some_and(|usages| !usages.contains(&"keyCertSign")) {
        let row = if trusted { "root-may-not-sign" } else { "ca-may-not-sign" };
        return Some((link, "keyUsage", row, "its key may not sign certificates (keyCertSign is missing)".into()));
    }
    // Certificates that an authority issued to itself do not count (RFC 5280 6.1.4).
    let below = judgement.links.iter().take(depth).skip(1).filter(|below| !below.x509.is_self_issued()).count();
    let allowed = usize::try_from(link.x509.path_length?).ok()?;
    (below > allowed).then(|| (link, "basicConstraints", "path-length", format!("{below} below it, and its path length is {allowed}")))
}
