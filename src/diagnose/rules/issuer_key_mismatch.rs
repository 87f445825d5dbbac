//! The issuer has the right name and another key: an authority that was made anew (RFC 5280 4.2.1.1).

use super::key_mismatch::is_verified;
use crate::capture::Reason;
use crate::diagnose::facts::{Facts, Judged, Signs};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::{Issuer, Link};
use crate::trace::message::X509;

/// rustls says `decrypt_error` where OpenSSL and Go say `unknown_ca`.
const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::UNKNOWN_CA, AlertDescription::DECRYPT_ERROR],
    reasons: |reason| matches!(reason, Reason::BadSignature | Reason::UnknownIssuer),
};

/// A certificate whose issuer is known by name, and whose signature that one did not make.
pub(super) struct Mismatch<'a> {
    pub(super) link: &'a Link,
    pub(super) issuer: &'a X509,
    pub(super) why: &'a str,
    /// Whether the key ids agree; `None` where one is missing.
    pub(super) same_key: Option<bool>,
}

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let judged = facts.judged.as_ref()?;
    let Some(found) = mismatch(judged) else { return by_name(facts, judged) };
    let certainty = match found.same_key {
        Some(false) => facts.recomputed(&SIGNS),
        Some(true) => return None,
        None => facts.recomputed(&SIGNS).max(Certainty::Likely),
    };
    let says = format!("{} was issued by {} with another key than the one known now", judged.name(found.link), found.issuer.subject);
    let evidence = judged.extension(found.link, "authorityKeyIdentifier", key_ids(&found));
    Some(conclude(facts, judged, Finding::cause(FindingId::CertIssuerKeyMismatch(judged.end), certainty, says, evidence)))
}

/// What two stacks call differently is told apart by the key ids alone.
pub(super) fn mismatch<'a>(judged: &Judged<'a>) -> Option<Mismatch<'a>> {
    let link = judged.judgement.top()?;
    let Issuer::OtherKey { x509, why, .. } = &link.issuer else { return None };
    let ids = link.x509.authority_key_id.as_ref().zip(x509.subject_key_id.as_ref());
    Some(Mismatch { link, issuer: x509, why, same_key: ids.map(|(wanted, there)| wanted == there) })
}

/// Without the judge's trust: it named this issuer as one that it accepts, and refuses it; or it says that a signature
/// is wrong, and the one over the handshake is right.
fn by_name(facts: &Facts<'_>, judged: &Judged<'_>) -> Option<Finding> {
    let top = doubtful(facts, judged).or_else(|| named(facts, judged))?;
    facts.suspected(&SIGNS)?;
    let says =
        format!("the {} knows an authority {}, and does not find that it signed {}", judged.judge(), top.x509.issuer, judged.name(top));
    let evidence = judged.field(top, "issuer", format!("issuer of {}: {}", top.x509.subject, top.x509.issuer));
    Some(conclude(facts, judged, Finding::cause(FindingId::CertIssuerKeyMismatch(judged.end), Certainty::Possible, says, evidence)))
}

/// The highest certificate, if its issuer is one that the judge asked for, and is not known otherwise.
pub(super) fn named<'a>(facts: &Facts<'_>, judged: &Judged<'a>) -> Option<&'a Link> {
    let top = judged.judgement.top().filter(|top| matches!(top.issuer, Issuer::Unknown))?;
    let is_named = facts.authorities_asked_of(judged.end).contains(&top.x509.issuer_der);
    (is_named && judged.judgement.trusted.is_none()).then_some(top)
}

/// The highest certificate, if a signature is said to be wrong and it can only be the one of its unknown issuer.
pub(super) fn doubtful<'a>(facts: &Facts<'_>, judged: &Judged<'a>) -> Option<&'a Link> {
    let top = judged.judgement.top().filter(|top| matches!(top.issuer, Issuer::Unknown))?;
    let says_so = facts.alert() == Some(AlertDescription::DECRYPT_ERROR) && is_verified(facts, judged);
    (says_so && judged.judgement.trusted.is_none()).then_some(top)
}

fn conclude(facts: &Facts<'_>, judged: &Judged<'_>, finding: Finding) -> Finding {
    let trust: Option<Evidence> = judged.judgement.trusted.is_some().then(|| judged.trust());
    finding
        .by(facts.by())
        .and(trust)
        .and(facts.sign())
        .and(facts.word())
        .fix(format!(
            "give the {} the authority's old certificate beside the new one, or issue the {}'s again",
            judged.judge(),
            judged.whose()
        ))
        .settled_by("--trust CA.pem: the key ids tell")
}

fn key_ids(found: &Mismatch<'_>) -> String {
    let hex = |id: &Option<Vec<u8>>| id.as_ref().map_or_else(|| "missing".into(), hex::encode);
    let (wanted, there) = (hex(&found.link.x509.authority_key_id), hex(&found.issuer.subject_key_id));
    format!("key id of the issuer of {}: {wanted}; of {}: {there}", found.link.x509.subject, found.issuer.subject)
}
