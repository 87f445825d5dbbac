//! What the key may do, where it may sign a handshake (RFC 5280 4.2.1.3).

use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let usage = subject.own().x509.key_usage.as_ref().filter(|usage| usage.contains(&"digitalSignature"));
    usage.map(|usage| Check::fine("key usage", format!("the key may be used for {}", usage.join(", ")))).into_iter().collect()
}
