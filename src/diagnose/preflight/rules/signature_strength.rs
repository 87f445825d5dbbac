//! The hashes in the signatures: SHA-1 and MD5 are refused nearly everywhere. A root's own signature does not count.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject};
use crate::names::oid_name;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let signed = subject.links.iter().map(|link| subject.at(*link)).filter(|certificate| !certificate.x509.is_self_issued());
    signed.filter_map(|certificate| Some(refused(subject, certificate, weak(certificate)?))).take(1).collect()
}

fn weak(certificate: &Cert<'_>) -> Option<&'static str> {
    let name = oid_name(&certificate.x509.signature_algorithm)?;
    let lower = name.to_ascii_lowercase();
    ["sha1", "md5", "md2"].iter().any(|hash| lower.contains(hash)).then_some(name)
}

fn refused(subject: &Subject<'_>, certificate: &Cert<'_>, name: &str) -> Check {
    Check::refused(
        "signature hash",
        FindingId::CertWeakSignature(subject.role()),
        format!("the certificate of {} is signed with {name}", certificate.x509.subject),
    )
    .evidence(format!("{}: signatureAlgorithm: {name}", certificate.given.place))
    .fix("have it issued again with SHA-256: the CA's default_md or -sha256")
    .stacks("weak-signature", subject.role())
}
