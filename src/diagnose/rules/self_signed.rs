//! The certificate signed itself, and the judge does not trust it as it is (RFC 5280 3.2).

use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Signs};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::Issuer;

/// rustls takes offence at CA:TRUE first, which `openssl req -x509` sets.
const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::UNKNOWN_CA],
    reasons: |reason| matches!(reason, Reason::UnknownIssuer | Reason::CaUsedAsEndEntity),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    judged.links().next().filter(|own| matches!(own.issuer, Issuer::Itself))?;
    let says = format!("the {}'s certificate signed itself, and the {} does not know it", judged.whose(), judged.judge());
    let evidence =
        judged.own_field("issuer", format!("issuer and subject are {}, and its own key verifies its signature", judged.own.subject));
    let finding = Finding::cause(FindingId::CertSelfSigned(judged.end), facts.recomputed(&SIGNS), says, evidence);
    Some(
        finding
            .by(facts.by())
            .and([judged.trust()])
            .and(facts.sign())
            .and(facts.word())
            .fix(format!(
                "have an authority that the {0} trusts sign it; or add it to what the {0} trusts, made with basicConstraints=CA:FALSE",
                judged.judge()
            ))
            .settled_by("--trust CA.pem"),
    )
}
