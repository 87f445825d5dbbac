//! What webpki refuses although no other rule does: it is told with webpki's own reason.

use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;
use crate::trace::certificates::{PathResult, Reason};

pub(super) fn check(subject: &Subject<'_>) -> Option<Check> {
    match subject.path.as_ref()? {
        PathResult::Holds { .. } => None,
        PathResult::Unable(why) => Some(Check::unknown("path", why.clone())),
        PathResult::Fails(failure) => {
            let says = format!("webpki, which rustls uses, finds no path: {}", failure.says);
            Some(Check::refused("path", subject.id(id(failure.reason)), says))
        }
    }
}

fn id(reason: Reason) -> &'static str {
    match reason {
        Reason::BadSignature | Reason::Malformed => "cert-bad-signature",
        Reason::KeyTooSmall => "cert-weak-key",
        Reason::UnsupportedAlgorithm => "cert-weak-signature",
        Reason::WrongExtendedKeyUsage => "cert-wrong-eku",
        Reason::CaUsedAsEndEntity => "cert-is-ca",
        Reason::EndEntityUsedAsCa | Reason::PathLength => "ca-invalid",
        Reason::NameConstraint => "cert-name-constraint",
        Reason::CriticalExtension => "cert-critical-extension",
        Reason::UnsupportedVersion => "cert-unsupported-version",
        _ => "cert-unknown-ca",
    }
}
