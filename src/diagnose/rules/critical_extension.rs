//! A critical extension that the judge may not know: whoever does not know it must refuse (RFC 5280 4.2).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, oid_name};
use crate::trace::message::X509;

const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::CERTIFICATE_UNKNOWN, AlertDescription::BAD_CERTIFICATE],
    reasons: |reason| matches!(reason, Reason::CriticalExtension),
};

/// What every judge of paths has to know (RFC 5280 4.2), and key identifiers.
const COMMON: [&str; 12] = [
    "2.5.29.14",
    "2.5.29.15",
    "2.5.29.17",
    "2.5.29.18",
    "2.5.29.19",
    "2.5.29.30",
    "2.5.29.31",
    "2.5.29.32",
    "2.5.29.35",
    "2.5.29.36",
    "2.5.29.37",
    "2.5.29.54",
];

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let (link, unknown) = judged.links().find_map(|link| Some((link, uncommon(&link.x509)?)))?;
    let name = oid_name(unknown).unwrap_or(unknown);
    let says = format!("{} has a critical extension that few know: {name}", judged.name(link));
    let evidence = judged.extension(link, name, format!("extension {name} of {}, critical", link.x509.subject));
    let finding = Finding::cause(FindingId::CertCriticalExtension(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix(format!("issue the certificate with {name} not critical, or without it"))
            .settled_by(format!("the {}'s log", judged.judge())),
    )
}

fn uncommon(x509: &X509) -> Option<&str> {
    x509.extensions.iter().find(|(oid, critical)| *critical && !COMMON.contains(&oid.as_str())).map(|(oid, _)| oid.as_str())
}
