//! The dates of the certificates above the end's own. Of a trusted one OpenSSL and Go mind them, webpki and Java do not.

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::{Link, Subject, Top};
use crate::diagnose::time::{date, length};

const ABOUT: &str = "dates above";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    subject.links.iter().enumerate().skip(1).filter_map(|(place, link)| of_authority(subject, place, *link)).collect()
}

fn of_authority(subject: &Subject<'_>, place: usize, link: Link) -> Option<Check> {
    let certificate = subject.at(link);
    let (x509, at_s) = (&certificate.x509, subject.material.at_s);
    let is_anchor = subject.top == Top::Trusted && place + 1 == subject.links.len();
    let (says, evidence) = if at_s > x509.not_after {
        (
            format!("the CA {} expired {} ago", x509.subject, length(at_s - x509.not_after)),
            format!("validity.notAfter: {}", date(x509.not_after)),
        )
    } else if at_s < x509.not_before {
        (
            format!("the CA {} becomes valid in {}, not before", x509.subject, length(x509.not_before - at_s)),
            format!("validity.notBefore: {}", date(x509.not_before)),
        )
    } else {
        return None;
    };
    let check = Check::refused(ABOUT, FindingId::CaExpired(subject.role()), says)
        .evidence(format!("{}: {evidence}; judged at {}", certificate.given.place, date(at_s)))
        .fix("get the CA's new certificate: if it has the same name and key, the certificates below it stay good");
    Some(check.stacks(if is_anchor { "root-expired" } else { "ca-expired" }, subject.role()))
}
