//! A critical extension that the judge may not know: whoever does not know it must refuse (RFC 5280 4.2).

use super::{Fault, Field, Kind, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, oid_name};
use crate::trace::Judgement;
use crate::trace::judgement::Link;

pub(super) const KIND: Kind = Kind {
    about: "extensions",
    id: FindingId::CertCriticalExtension,
    find,
    signs: Signs {
        alerts: &[AlertDescription::CERTIFICATE_UNKNOWN, AlertDescription::BAD_CERTIFICATE],
        reasons: |reason| matches!(reason, Reason::CriticalExtension),
    },
    is_about_signing: false,
};

/// keyUsage, subjectAltName, basicConstraints, nameConstraints, cRLDistributionPoints, extKeyUsage: everybody knows them.
const KNOWN: [&str; 6] = ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.37"];

/// The constraints on policies, which OpenSSL, Java and Go know and webpki does not.
const POLICIES: [&str; 4] = ["2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"];

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let (link, oid) = judgement.links.iter().filter(|link| !super::is_trusted(link)).find_map(|link| Some((link, unknown(link)?)))?;
    let known = oid_name(oid);
    let named = known.map_or_else(|| oid.to_owned(), |name| format!("{name} ({oid})"));
    let is_policy = POLICIES.contains(&oid);
    let says =
        format!("{} has a critical extension that {} know: {named}", name(judgement, link), if is_policy { "not all" } else { "few" });
    let shows = format!("extension {named} of {}, critical", link.x509.subject);
    let row = if is_policy { "critical-policy" } else { "critical-extension" };
    let fault = Fault::new(link, known.map_or(Field::Named("extensions"), Field::Extension), row, says, shows);
    Some(fault.fix(format!("issue the certificate with {named} not critical, or without it")))
}

fn unknown(link: &Link) -> Option<&str> {
    let mut critical = link.x509.extensions.iter().filter(|(_, critical)| *critical).map(|(oid, _)| oid.as_str());
    critical.find(|oid| !KNOWN.contains(oid))
}
