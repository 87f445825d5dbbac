//! An authority may issue for some names only, and this is none of them (RFC 5280 4.2.1.10).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::Fault;
use crate::trace::message::X509;

const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::CERTIFICATE_UNKNOWN, AlertDescription::BAD_CERTIFICATE],
    reasons: |reason| matches!(reason, Reason::NameConstraint),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let link = judged.links().find(|link| link.x509.name_constraints.is_some())?;
    let is_violated = judged.judgement.has_fault(Fault::NameConstraint);
    let certainty = if is_violated { facts.recomputed(&SIGNS) } else { facts.suspected(&SIGNS)? };
    let names = judged.own.subject_alt_names.join(", ");
    let says = format!("{} may issue for {}; the {}'s certificate has {names}", judged.name(link), allowed(&link.x509), judged.whose());
    let evidence = judged.extension(link, "nameConstraints", format!("nameConstraints of {}: {}", link.x509.subject, allowed(&link.x509)));
    Some(
        Finding::cause(FindingId::CertNameConstraint(judged.end), certainty, says, evidence)
            .by(facts.by())
            .and([judged.own_field("extensions", format!("subjectAltName of {}: {names}", judged.own.subject))])
            .and(facts.sign())
            .and(facts.word())
            .fix("issue the certificate for a name within the constraint, or from an authority without it")
            .settled_by("--trust CA.pem: the constraint may stand in the root"),
    )
}

fn allowed(authority: &X509) -> String {
    let permitted = (!authority.permitted_names.is_empty()).then(|| authority.permitted_names.join(", "));
    let excluded = (!authority.excluded_names.is_empty()).then(|| format!("nothing of {}", authority.excluded_names.join(", ")));
    permitted.into_iter().chain(excluded).collect::<Vec<_>>().join("; ")
}
