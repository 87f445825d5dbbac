//! The end's own certificate is past its time (RFC 5280 4.1.2.5).

use super::{Fault, Field, Kind, is_own};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::diagnose::time;
use crate::names::AlertDescription;
use crate::trace::Judgement;

pub(super) const KIND: Kind = Kind {
    about: "dates",
    id: FindingId::CertExpired,
    find,
    signs: Signs {
        alerts: &[AlertDescription::CERTIFICATE_EXPIRED],
        reasons: |reason| matches!(reason, Reason::CertificateExpired { .. }),
    },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let (of, now) = (judgement.of, judgement.clock_s);
    let own = judgement.links.first().filter(|link| is_own(link) && link.x509.well_formed && link.x509.not_after < now)?;
    let until = own.x509.not_after;
    let says = format!("the {of}'s certificate expired {} before it was judged", time::length(now - until));
    let shows = format!("the {of}'s Certificate, validity.notAfter: {}", time::date(until));
    let fix = format!("issue a new certificate for {}; check that nothing pins the old one", own.x509.subject);
    Some(Fault::new(own, Field::Named("not_after"), "expired", says, shows).fix(fix).by_clock())
}
