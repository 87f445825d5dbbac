//! From when to when the end's own certificate is valid (RFC 5280 4.1.2.5).

use crate::diagnose::ids::FindingId;
use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;
use crate::diagnose::time::{date, length};

const ABOUT: &str = "dates";

/// What is left when it is time to renew.
const SOON_S: i64 = 30 * 86_400;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let (x509, at_s, role) = (&subject.own().x509, subject.material.at_s, subject.role());
    let judged_at = format!("judged at {}", date(at_s));
    let (not_before, not_after) = (date(x509.not_before), date(x509.not_after));
    let check = if at_s < x509.not_before {
        Check::refused(
            ABOUT,
            FindingId::CertNotYetValid(subject.role()),
            format!("the certificate of {} becomes valid in {}, not before", x509.subject, length(x509.not_before - at_s)),
        )
        .evidence(format!("validity.notBefore: {not_before}; {judged_at}"))
        .fix(format!(
            "compare the clocks (date -u) of this machine, the CA and the {}; issue it with a notBefore in the past",
            role.other()
        ))
        .stacks("not-yet-valid", role)
    } else if at_s > x509.not_after {
        Check::refused(
            ABOUT,
            FindingId::CertExpired(subject.role()),
            format!("the certificate of {} expired {} ago", x509.subject, length(at_s - x509.not_after)),
        )
        .evidence(format!("validity.notAfter: {not_after}; {judged_at}"))
        .fix(format!("issue a new certificate for {}", x509.subject))
        .stacks("expired", role)
    } else if x509.not_after - at_s < SOON_S {
        Check::note(ABOUT, format!("it expires in {} ({not_after})", length(x509.not_after - at_s))).fix("renew it now")
    } else {
        Check::fine(ABOUT, format!("valid until {not_after}: {} left", length(x509.not_after - at_s)))
    };
    vec![check]
}
