//! What the certificate may be used for, where that is what is wanted (RFC 5280 4.2.1.12).

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;
use crate::names::oid_name;

const ABOUT: &str = "usage";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    if subject.has(FindingId::CertWrongEku(subject.role())) {
        return Vec::new();
    }
    vec![match &subject.own().x509.extended_key_usage {
        None => Check::note(ABOUT, "no extended key usage: it may prove anything, a server and a client"),
        Some(purposes) => Check::fine(ABOUT, format!("may be used for {}", words(purposes))),
    }]
}

fn words(purposes: &[String]) -> String {
    purposes.iter().map(|purpose| oid_name(purpose).unwrap_or(purpose)).collect::<Vec<_>>().join(", ")
}
