//! The version of X.509: a certificate without extensions is often one of version 1, which webpki does not read.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let old = subject.links.iter().map(|link| subject.at(*link)).find(|certificate| certificate.x509.version != 3);
    let Some(certificate) = old else { return Vec::new() };
    let says = format!("the certificate of {} is X.509 version {}, not 3", certificate.x509.subject, certificate.x509.version);
    let check = Check::refused("version", FindingId::CertUnsupportedVersion(subject.role()), says)
        .evidence(format!("{}: version {}: no extensions", certificate.given.place, certificate.x509.version))
        .fix("issue it again with extensions: openssl x509 -req … -extfile FILE (any extension makes it version 3)")
        .stacks("unsupported-version", subject.role());
    vec![check]
}
