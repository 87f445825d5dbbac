//! One walk, three depths: names, facts and the whole trace say the same of every connection.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use tlstrace::capture::Capture;
use tlstrace::diagnose::diagnose;
use tlstrace::trace::{Connection, Effort, Event, Protection, names, trace, trace_with};

/// Wants the three depths of a capture to agree.
pub(crate) fn agree(name: &str, capture: &Capture) {
    let whole = trace(capture);
    let facts = trace_with(capture, Effort::Facts);
    for (given, (whole, facts)) in capture.connections.iter().zip(whole.connections.iter().zip(&facts.connections)) {
        let named = names(given);
        let messages = whole.events.iter().filter_map(|event| Some((event.from, event.message()?.handshake_type())));
        assert_eq!(named.messages, messages.collect::<Vec<_>>(), "{name}");
        assert_eq!(named.sealed, whole.events.iter().filter(|event| is_sealed_record(event)).count(), "{name}");
        assert_eq!(said(whole), said(facts), "{name}");
        assert!(facts.events.iter().all(|event| event.tree.is_none()) && facts.records.iter().all(|record| record.tree.is_none()));
    }
    let found = |trace| {
        let found = diagnose(trace).into_iter().flatten();
        found.map(|finding| (finding.id, finding.certainty, finding.by, finding.says)).collect::<Vec<_>>()
    };
    assert_eq!(found(&whole), found(&facts), "{name}");
}

/// A ChangeCipherSpec that stays sealed has a name all the same.
fn is_sealed_record(event: &Event) -> bool {
    event.protection == Protection::Sealed && event.name().is_none()
}

/// All that does not need a tree.
fn said(connection: &Connection) -> impl std::fmt::Debug + PartialEq {
    let events = connection
        .events
        .iter()
        .map(|event| (event.name(), event.span, event.wire.clone(), event.records.clone(), event.transcript_hash.clone()));
    (
        events.collect::<Vec<_>>(),
        connection.negotiated.clone(),
        connection.outcome.clone(),
        connection.checks.clone(),
        connection.issues.clone(),
        connection.resumes,
        connection.secrets.clone(),
    )
}
