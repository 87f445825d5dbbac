//! What webpki refuses although no other rule does: it is told with webpki's own reason.

use crate::capture::End;
use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;
use crate::trace::certificates::{PathResult, Reason};

pub(super) fn check(subject: &Subject<'_>) -> Option<Check> {
    match subject.path()? {
        PathResult::Holds { .. } => None,
        PathResult::Unable(why) => Some(Check::unknown("path", why.clone())),
        PathResult::Fails(failure) => {
            let says = format!("webpki, which rustls uses, finds no path: {}", failure.says);
            Some(Check::refused("path", id(failure.reason, subject.role()), says))
        }
    }
}

fn id(reason: Reason, of: End) -> FindingId {
    match reason {
        Reason::BadSignature | Reason::Malformed => FindingId::CertBadSignature(of),
        Reason::KeyTooSmall => FindingId::CertWeakKey(of),
        Reason::UnsupportedAlgorithm => FindingId::CertWeakSignature(of),
        Reason::WrongExtendedKeyUsage => FindingId::CertWrongEku(of),
        Reason::CaUsedAsEndEntity => FindingId::CertIsCa(of),
        Reason::EndEntityUsedAsCa | Reason::PathLength => FindingId::CaInvalid(of),
        Reason::NameConstraint => FindingId::CertNameConstraint(of),
        Reason::CriticalExtension => FindingId::CertCriticalExtension(of),
        Reason::UnsupportedVersion => FindingId::CertUnsupportedVersion(of),
        _ => FindingId::CertUnknownCa(of),
    }
}
