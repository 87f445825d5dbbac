//! Whether those above may be CAs at all (RFC 5280 4.2.1.9): basic constraints, key usage, path length.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Cert, Subject, Top};

const ABOUT: &str = "CAs";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let above: Vec<&Cert<'_>> = subject.above().collect();
    let found = above.iter().enumerate().find_map(|(depth, certificate)| {
        let is_anchor = subject.top == Top::Trusted && depth + 1 == above.len();
        no_authority(subject, certificate, is_anchor)
            .or_else(|| too_deep(subject, certificate, &above[..depth]))
            .or_else(|| may_not_sign(subject, certificate))
    });
    found.into_iter().collect()
}

fn no_authority(subject: &Subject<'_>, certificate: &Cert<'_>, is_anchor: bool) -> Option<Check> {
    let constraints = match certificate.x509.is_ca {
        Some(true) => return None,
        Some(false) => "CA:FALSE",
        None => "absent",
    };
    // A version 1 root has no extensions, and is taken for what it is trusted for.
    if is_anchor && certificate.x509.version == 1 {
        return None;
    }
    let check = Check::refused(
        ABOUT,
        FindingId::CaInvalid(subject.role()),
        format!("{} is no CA, but it issued a certificate", certificate.x509.subject),
    )
    .evidence(format!("{}: basicConstraints: {constraints}", certificate.given.place))
    .fix("issue the CA's certificate again with basicConstraints=critical,CA:TRUE");
    let fault = if is_anchor && certificate.x509.is_ca.is_none() { "root-without-constraints" } else { "ca-invalid" };
    Some(check.stacks(fault, subject.role()))
}

fn too_deep(subject: &Subject<'_>, certificate: &Cert<'_>, below: &[&Cert<'_>]) -> Option<Check> {
    let allowed = usize::try_from(certificate.x509.path_length?).unwrap_or(usize::MAX);
    // Certificates that a CA issued to itself do not count (RFC 5280 6.1.4).
    let there = below.iter().filter(|certificate| !certificate.x509.is_self_issued()).count();
    (there > allowed).then(|| {
        Check::refused(
            ABOUT,
            FindingId::CaInvalid(subject.role()),
            format!("{} below {}, which allows {allowed}", stand(there), certificate.x509.subject),
        )
        .evidence(format!("{}: pathLenConstraint {allowed}", certificate.given.place))
        .fix("issue from the CA above, or issue this CA's certificate again with a longer path")
        .stacks("path-length", subject.role())
    })
}

fn may_not_sign(subject: &Subject<'_>, certificate: &Cert<'_>) -> Option<Check> {
    let usage = certificate.x509.key_usage.as_ref().filter(|usage| !usage.contains(&"keyCertSign"))?;
    Some(
        Check::refused(
            ABOUT,
            FindingId::CaInvalid(subject.role()),
            format!("the key of {} may not sign certificates", certificate.x509.subject),
        )
        .evidence(format!("{}: keyUsage: {}; keyCertSign is needed", certificate.given.place, usage.join(", ")))
        .fix("issue the CA's certificate again with keyUsage=critical,keyCertSign,cRLSign"),
    )
}

fn stand(count: usize) -> String {
    if count == 1 { "1 CA stands".into() } else { format!("{count} CAs stand") }
}
