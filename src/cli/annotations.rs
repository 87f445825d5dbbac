//! Comments for the packets of a pcapng file: which message a packet begins, as this program understands it.

use crate::export::Annotation;
use crate::trace::{Connection, Trace};

/// The comments of each connection of a trace.
pub(super) fn of(trace: &Trace) -> Vec<Vec<Annotation>> {
    trace.connections.iter().map(of_connection).collect()
}

fn of_connection(connection: &Connection) -> Vec<Annotation> {
    let comment = |step: &crate::trace::Event| {
        let (first, last) = (step.wire.first()?, step.wire.last()?);
        let text = format!("step {}: {}, {}", step.step, step.name().unwrap_or_else(|| "sealed record".into()), step.protection);
        Some(Annotation { direction: step.from, start: first.start, end: last.end, text })
    };
    connection.events.iter().filter_map(comment).collect()
}
