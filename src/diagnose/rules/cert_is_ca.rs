//! An authority's certificate, used as an end's own: rustls refuses it, also where it is trusted (RFC 5280 4.2.1.9).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::Issuer;

const SIGNS: Signs =
    Signs { alerts: &[AlertDescription::CERTIFICATE_UNKNOWN], reasons: |reason| matches!(reason, Reason::CaUsedAsEndEntity) };

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let own = judged.links().next().filter(|own| !matches!(own.issuer, Issuer::Itself))?;
    judged.own.is_ca.filter(|is_ca| *is_ca)?;
    let says = format!("the {}'s certificate is an authority's (CA:TRUE), which rustls never takes as an end's own", judged.whose());
    let evidence = judged.extension(own, "basicConstraints", format!("basicConstraints of {}: CA:TRUE", judged.own.subject));
    let finding = Finding::cause(FindingId::CertIsCa(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("issue a certificate with basicConstraints=critical,CA:FALSE")
            .settled_by(format!("the {}'s log: OpenSSL, Go and Java accept it", judged.judge())),
    )
}
