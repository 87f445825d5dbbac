//! How long the end's own certificate is still good, where it is. What is over, or has not begun, is a fault.

use crate::diagnose::preflight::check::Check;
use crate::diagnose::preflight::subject::Subject;
use crate::diagnose::time::{date, length};

const ABOUT: &str = "dates";

/// What is left when it is time to renew.
const SOON_S: i64 = 30 * 86_400;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Check> {
    let (x509, at_s) = (&subject.own().x509, subject.material.at_s);
    let (left, not_after) = (x509.not_after - at_s, date(x509.not_after));
    if at_s < x509.not_before || left < 0 {
        return Vec::new();
    }
    vec![if left < SOON_S {
        Check::note(ABOUT, format!("it expires in {} ({not_after})", length(left))).fix("renew it now")
    } else {
        Check::fine(ABOUT, format!("valid until {not_after}: {} left", length(left)))
    }]
}
