//! Extensions that are critical and not known: who does not know one has to refuse the certificate (RFC 5280 4.2).

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject};
use crate::names::oid_name;

/// keyUsage, subjectAltName, basicConstraints, nameConstraints, extKeyUsage: what webpki and all others know.
const KNOWN: [&str; 5] = ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.37"];

/// The constraints on policies, which OpenSSL, Java and Go know and webpki does not.
const POLICIES: [&str; 4] = ["2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let mut certificates = subject.links.iter().map(|link| subject.at(*link));
    certificates.find_map(|certificate| Some(refused(subject, certificate, unknown(certificate)?))).into_iter().collect()
}

fn unknown<'c>(certificate: &'c Cert<'_>) -> Option<&'c str> {
    let critical = certificate.x509.extensions.iter().filter(|(_, critical)| *critical);
    critical.map(|(oid, _)| oid.as_str()).find(|oid| !KNOWN.contains(oid))
}

fn refused(subject: &Subject<'_>, certificate: &Cert<'_>, oid: &str) -> Check {
    let name = oid_name(oid).map_or_else(|| oid.to_owned(), |name| format!("{name} ({oid})"));
    let says = format!("the certificate of {} has a critical extension that not everybody knows: {name}", certificate.x509.subject);
    Check::refused("extensions", FindingId::CertCriticalExtension(subject.role()), says)
        .evidence(format!("{}: {oid}, critical", certificate.given.place))
        .fix("issue it again without the extension, or not critical")
        .stacks(if POLICIES.contains(&oid) { "critical-policy" } else { "critical-extension" }, subject.role())
}
