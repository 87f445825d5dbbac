//! Revocation lists that were given: is a certificate on one, and is the list fresh (RFC 5280 5)?

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::material::Given;
use crate::diagnose::preflight::subject::{Cert, Subject};
use crate::diagnose::time::{date, length};
use crate::trace::certificates::{RevocationList, revocation_list};

const ABOUT: &str = "revocation";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let lists: Vec<(&Given, RevocationList)> =
        subject.material.crls.iter().filter_map(|given| Some((given, revocation_list(&given.der)?))).collect();
    if lists.is_empty() {
        return not_judged(subject).into_iter().collect();
    }
    let certificates = subject.links().iter().map(|link| subject.at(link));
    let found = certificates.filter(|certificate| !certificate.x509.is_self_issued()).find_map(|certificate| {
        let (given, list) = lists.iter().find(|(_, list)| list.issuer_der == certificate.x509.issuer_der)?;
        revoked(subject, certificate, given, list).or_else(|| stale(subject, given, list))
    });
    let fine = || Check::fine(ABOUT, format!("not on any of the {} lists given", lists.len()));
    vec![found.unwrap_or_else(fine)]
}

fn not_judged(subject: &Subject<'_>) -> Option<Check> {
    let points = &subject.own().x509.crl_distribution_points;
    let first = points.first()?;
    Some(
        Check::unknown(ABOUT, format!("the certificate names a revocation list ({first}); it was not given"))
            .fix("give it with --crl FILE"),
    )
}

fn revoked(subject: &Subject<'_>, certificate: &Cert<'_>, given: &Given, list: &RevocationList) -> Option<Check> {
    let (_, since) = list.revoked.iter().find(|(serial, _)| *serial == certificate.x509.serial)?;
    Some(
        Check::refused(
            ABOUT,
            FindingId::CertRevoked(subject.role()),
            format!("the certificate of {} is revoked since {}", certificate.x509.subject, date(*since)),
        )
        .evidence(format!("{}: serial number {}", given.place, hex::encode(&certificate.x509.serial)))
        .fix("issue a new certificate with a new key")
        .stacks("revoked", subject.role()),
    )
}

fn stale(subject: &Subject<'_>, given: &Given, list: &RevocationList) -> Option<Check> {
    let next = list.next_update.filter(|next| subject.material.at_s > *next)?;
    Some(
        Check::refused(
            ABOUT,
            FindingId::CrlExpired,
            format!(
                "the revocation list of {} is {} too old: every certificate of this CA is refused",
                list.issuer,
                length(subject.material.at_s - next)
            ),
        )
        .evidence(format!("{}: nextUpdate: {}", given.place, date(next)))
        .fix("get a new list from the CA, and reload the server")
        .stacks("crl-expired", subject.role()),
    )
}
