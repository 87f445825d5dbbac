//! An authority above the end's own certificate is past its time (RFC 5280 6.1.3). Of a trusted one OpenSSL and Go mind,
//! webpki and Java do not.

use super::{Fault, Field, Kind, is_own, is_trusted, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;
use crate::trace::Judgement;

pub(super) const KIND: Kind = Kind {
    about: "dates above",
    id: FindingId::CaExpired,
    find,
    signs: Signs {
        alerts: &[AlertDescription::CERTIFICATE_EXPIRED],
        reasons: |reason| matches!(reason, Reason::CertificateExpired { .. }),
    },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let (of, now) = (judgement.of, judgement.clock_s);
    let link = judgement.links.iter().find(|link| !is_own(link) && link.x509.well_formed && link.x509.not_after < now)?;
    let until = link.x509.not_after;
    let is_in_time = judgement.own().is_some_and(|own| (own.not_before..=own.not_after).contains(&now));
    let own = if is_in_time { format!("; the {of}'s own is in time") } else { String::new() };
    let says = format!("{} expired {} before it was judged{own}", name(judgement, link), time::length(now - until));
    let shows = format!("validity.notAfter of {}: {}", link.x509.subject, time::date(until));
    let row = if is_trusted(link) { "root-expired" } else { "ca-expired" };
    let fix = format!("renew the authority {} and put its new certificate into the {of}'s chain", link.x509.subject);
    Some(Fault::new(link, Field::Named("not_after"), row, says, shows).fix(fix).by_clock())
}
