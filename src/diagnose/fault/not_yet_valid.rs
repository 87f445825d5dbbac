//! The time of a certificate has not begun, or the judge's clock is slow (RFC 5280 4.1.2.5). Of a trusted one webpki and
//! Java do not look at the dates.

use super::{Fault, Field, Kind, is_own, is_trusted, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;
use crate::trace::Judgement;

/// OpenSSL sends 42, Go and rustls say 45 to both sides of the validity.
pub(super) const KIND: Kind = Kind {
    about: "dates",
    id: FindingId::CertNotYetValid,
    find,
    signs: Signs {
        alerts: &[AlertDescription::BAD_CERTIFICATE, AlertDescription::CERTIFICATE_EXPIRED],
        reasons: |reason| matches!(reason, Reason::NotValidYet { .. }),
    },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let now = judgement.clock_s;
    let link = judgement.links.iter().find(|link| link.x509.well_formed && link.x509.not_before > now)?;
    let from = link.x509.not_before;
    let says = format!("{} is not valid for another {}", name(judgement, link), time::length(from - now));
    let shows = format!("validity.notBefore of {}: {}", link.x509.subject, time::date(from));
    let row = if !is_own(link) && is_trusted(link) { "root-not-yet-valid" } else { "not-yet-valid" };
    let fix = format!("set the clock of the {} right (NTP); issue certificates that begin some minutes in the past", judgement.of.other());
    Some(Fault::new(link, Field::Named("not_before"), row, says, shows).fix(fix).by_clock())
}
