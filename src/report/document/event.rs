//! One step in a document.

use serde::Serialize;
use serde_json::Value as Json;

use super::View;
use crate::report::fields;
use crate::trace::{Body, Connection, Event};

/// One step.
#[derive(Clone, Debug, Serialize)]
pub(super) struct EventEntry {
    step: usize,
    rung: Option<u8>,
    from: &'static str,
    kind: String,
    name: Option<String>,
    length: usize,
    protection: String,
    epoch: String,
    time_us: u64,
    alert: Option<AlertEntry>,
    inferred: Option<String>,
    transcript_hash: Option<String>,
    fields: Json,
    bytes: Option<String>,
    wire: Vec<[usize; 2]>,
}

/// An alert.
#[derive(Clone, Debug, Serialize)]
pub(super) struct AlertEntry {
    level: String,
    code: u8,
    description: String,
}

impl EventEntry {
    pub(super) fn of(view: View<'_>, connection: &Connection, event: &Event) -> Self {
        let is_whole = event.span.len() == event.length();
        let is_shown = !view.is_short && (!matches!(event.body, Body::ApplicationData(_)) || (view.shows_secrets() && is_whole));
        Self {
            step: event.step,
            rung: crate::teach::rung(event).map(|rung| rung.number),
            from: event.sender().name(),
            kind: event.kind().to_string(),
            name: event.name(),
            length: event.length(),
            protection: event.protection.to_string(),
            epoch: event.epoch.to_string(),
            time_us: event.time_us,
            alert: AlertEntry::of(event),
            inferred: connection.inferred(event.step).map(ToString::to_string),
            transcript_hash: event.transcript_hash.as_ref().map(hex::encode),
            fields: event
                .tree
                .as_ref()
                .filter(|_| !view.is_short)
                .map_or_else(|| Json::Object(serde_json::Map::new()), |tree| fields::of(tree, &connection.buffers)),
            bytes: is_shown.then(|| hex::encode(connection.buffers.bytes(event.span))),
            wire: event.wire.iter().map(|span| [span.start, span.end]).collect(),
        }
    }
}

impl AlertEntry {
    pub(super) fn of(event: &Event) -> Option<Self> {
        let Body::Alert(alert) = event.body else { return None };
        Some(Self { level: alert.level.to_string(), code: alert.description.0, description: alert.description.to_string() })
    }
}
