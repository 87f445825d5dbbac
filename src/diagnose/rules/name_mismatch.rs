//! The server's certificate is for another name than the client wanted (RFC 9525, RFC 6125).

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, Judged, Sign, Signs, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::judgement::NameMatch;
use crate::trace::{Body, Kind};

const SIGNS: Signs = Signs {
    alerts: &[AlertDescription::BAD_CERTIFICATE, AlertDescription::CERTIFICATE_UNKNOWN],
    reasons: |reason| matches!(reason, Reason::WrongName),
};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let left = left_at_once(facts);
    let judged = facts.judged.as_ref().or(left.as_ref()).filter(|judged| judged.end == End::Server)?;
    let name = judged.judgement.name.as_ref()?;
    let mismatch = name.mismatch.as_ref()?;
    if left.is_some() && judged.own.subject_alt_names.is_empty() {
        return None; // many clients take a certificate without names by its common name
    }
    let certainty = if left.is_some() { Certainty::Likely } else { facts.recomputed(&SIGNS) };
    let link = judged.links().next()?;
    let names = judged.own.subject_alt_names.join(", ");
    let names = if names.is_empty() { "no name at all".to_owned() } else { names };
    let evidence = judged.extension(link, "subjectAltName", format!("subjectAltName of {}: {names}", judged.own.subject));
    let sign = facts.sign().or_else(|| left.as_ref().and_then(|_| close_notify(facts)));
    Some(
        Finding::cause(FindingId::ServerCertNameMismatch, certainty, mismatch.clone(), evidence)
            .by(Some(End::Client))
            .and(wanted(facts, name))
            .and(sign)
            .and(facts.word())
            .fix(format!("issue the server's certificate with subjectAltName {}, or connect by a name that it has", name.wanted))
            .settled_by("the client's log"),
    )
}

fn wanted(facts: &Facts<'_>, name: &NameMatch) -> Option<Evidence> {
    if name.is_told {
        return Some(Evidence::Config { key: "server_name", detail: format!("the client wants {}", name.wanted) });
    }
    facts.client_hello().map(|(event, _)| field::extension(event, "server_name", format!("the client asked for {}", name.wanted)))
}

/// curl takes the handshake, looks at the name, and closes without having sent anything.
fn left_at_once<'a>(facts: &Facts<'a>) -> Option<Judged<'a>> {
    let sent = |kind| facts.connection.events.iter().any(|event| event.sender() == End::Client && event.kind() == kind);
    let closes = facts.refusal.as_ref().is_none_or(|refusal| matches!(refusal.sign, Sign::Closed(_)));
    (closes
        && facts.refusal.is_none()
        && close_notify(facts).is_some()
        && !sent(Kind::ApplicationData)
        && facts.connection.client_end.is_none())
    .then(|| Judged::presented_by(facts.connection, End::Server, usize::MAX))
    .flatten()
}

fn close_notify(facts: &Facts<'_>) -> Option<Evidence> {
    let is = |body: &Body| matches!(body, Body::Alert(alert) if alert.description == AlertDescription::CLOSE_NOTIFY);
    let event = facts.connection.events.iter().find(|event| event.sender() == End::Client && is(&event.body))?;
    Some(field::whole(event, "the client closed at once, without having sent anything"))
}
