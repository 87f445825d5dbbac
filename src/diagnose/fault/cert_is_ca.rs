//! An authority's certificate, used as an end's own: webpki refuses it, also where it is trusted (RFC 5280 4.2.1.9).

use super::{Fault, Field, Kind, is_own};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;
use crate::trace::judgement::Issuer;

pub(super) const KIND: Kind = Kind {
    about: "end or CA",
    id: FindingId::CertIsCa,
    find,
    signs: Signs { alerts: &[AlertDescription::CERTIFICATE_UNKNOWN], reasons: |reason| matches!(reason, Reason::CaUsedAsEndEntity) },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    // One that signed itself and that nobody trusts has a name of its own.
    let is_meant =
        |own: &&crate::trace::judgement::Link| is_own(own) && own.x509.is_ca == Some(true) && !matches!(own.issuer, Issuer::Itself);
    let own = judgement.links.first().filter(is_meant)?;
    let says = format!("the {}'s certificate is an authority's (CA:TRUE), which rustls never takes as an end's own", judgement.of);
    let shows = format!("basicConstraints of {}: CA:TRUE", own.x509.subject);
    let fault = Fault::new(own, Field::Extension("basicConstraints"), "is-ca", says, shows);
    Some(fault.fix("issue a certificate with basicConstraints=critical,CA:FALSE (`openssl req -x509` makes an authority's unless it is told so with -addext)"))
}
