//! A record was changed on its way, or sealed with other keys (RFC 8446 5.2, RFC 5246 6.2.3).

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;
use crate::trace::{Body, CheckId, Event};

const ALERTS: [AlertDescription; 2] = [AlertDescription::BAD_RECORD_MAC, AlertDescription::DECRYPTION_FAILED];

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let told = facts.decided(|reason| matches!(reason, Reason::DecryptError)).is_some();
    let says_so = facts.alert().is_some_and(|alert| ALERTS.contains(&alert)) && facts.decision().is_none();
    let broken = broken_record(facts).or_else(|| broken_finished(facts));
    let misfit = broken.is_some() && facts.alert() == Some(AlertDescription::DECRYPT_ERROR);
    if !told && !says_so && !misfit {
        return None;
    }
    let certainty = if broken.is_some() && (told || says_so) { Certainty::Proven } else { Certainty::Likely };
    let evidence = broken.map(|(event, why)| field::whole(event, why)).or_else(|| facts.sign()).or_else(|| facts.word())?;
    let from = facts.by().map_or("an end", |by| by.other().name());
    Some(
        Finding::cause(
            FindingId::RecordCorrupted,
            certainty,
            format!("a record of the {from} does not open: it was changed on its way, or sealed with other keys"),
            evidence,
        )
        .by(facts.by())
        .and(facts.sign())
        .and(facts.word())
        .fix("look for what stands in between (a middlebox, a broken network card with checksum offload); try another path")
        .settled_by("captures on both sides: what was sent and what arrived; --keylog FILE to open the records"),
    )
}

/// The last record of the other end that the keys at hand do not open either.
fn broken_record<'a>(facts: &Facts<'a>) -> Option<(&'a Event, String)> {
    let refusal = facts.refusal.as_ref()?;
    refusal.before.iter().rev().filter(|event| Some(event.sender()) != refusal.by).find_map(|event| match &event.body {
        Body::Sealed(sealed) if !sealed.why.contains("key log") => Some((event, format!("the record does not open: {}", sealed.why))),
        _ => None,
    })
}

/// A Finished that does not fit: something said before it was changed on its way.
fn broken_finished<'a>(facts: &Facts<'a>) -> Option<(&'a Event, String)> {
    let check = End::BOTH.into_iter().filter_map(|end| facts.connection.check(CheckId::FinishedMac(end)));
    let check = check.into_iter().find(|check| check.holds == Some(false))?;
    let event = facts.connection.events.get(check.step?.checked_sub(1)?)?;
    Some((event, format!("Finished does not fit what was said: {}", check.detail)))
}
