//! A CA's certificate used as an end's own: webpki alone refuses it, trusted or not.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let own = subject.own();
    if own.x509.is_ca != Some(true) {
        return Vec::new();
    }
    let check = Check::refused(
        "end or CA",
        FindingId::CertIsCa(subject.role()),
        format!("the certificate of {} is a CA's: it may sign others", own.x509.subject),
    )
    .evidence(format!("{}: basicConstraints: CA:TRUE", own.given.place))
    .fix("issue an end's certificate; openssl req -x509 makes a CA's unless it is told -addext basicConstraints=critical,CA:FALSE")
    .stacks("is-ca", subject.role());
    vec![check]
}
