//! An authority may issue for some names only, and this is none of them (RFC 5280 4.2.1.10), as webpki judges it.

use super::{Fault, Field, Kind, is_trusted, name};
use crate::capture::Reason;
use crate::diagnose::facts::Signs;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::Judgement;
use crate::trace::judgement;
use crate::trace::message::X509;

pub(super) const KIND: Kind = Kind {
    about: "names",
    id: FindingId::CertNameConstraint,
    find,
    signs: Signs {
        alerts: &[AlertDescription::CERTIFICATE_UNKNOWN, AlertDescription::BAD_CERTIFICATE],
        reasons: |reason| matches!(reason, Reason::NameConstraint),
    },
    is_about_signing: false,
};

fn find(judgement: &Judgement) -> Option<Fault<'_>> {
    let link = judgement.links.iter().find(|link| link.x509.name_constraints.is_some())?;
    let own = judgement.links.first().filter(|_| judgement.has_fault(judgement::Fault::NameConstraint))?;
    let names = own.x509.subject_alt_names.join(", ");
    let allowed = allowed(&link.x509);
    let says = format!("{} may issue for {allowed}; the {}'s certificate has {names}", name(judgement, link), judgement.of);
    let shows = format!("nameConstraints of {}: {allowed}", link.x509.subject);
    let row = if is_trusted(link) { "name-constraint" } else { "name-constraint-below-root" };
    let fault = Fault::new(link, Field::Extension("nameConstraints"), row, says, shows).beside(
        own,
        Field::Extension("subjectAltName"),
        format!("subjectAltName of {}: {names}", own.x509.subject),
    );
    Some(fault.fix("issue the certificate for a name within the constraint, or from an authority without it"))
}

fn allowed(authority: &X509) -> String {
    let permitted = (!authority.permitted_names.is_empty()).then(|| authority.permitted_names.join(", "));
    let excluded = (!authority.excluded_names.is_empty()).then(|| format!("nothing of {}", authority.excluded_names.join(", ")));
    permitted.into_iter().chain(excluded).collect::<Vec<_>>().join("; ")
}
