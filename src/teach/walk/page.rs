//! The page that explains a step, and what it says of this very run.

use super::holes::Holes;
use crate::teach::ladder;
use crate::teach::pages::{Kind, Page, library};
use crate::teach::step::{Step, StepKind};
use crate::trace::{Body, Connection};

/// The page of a step: its message's, its alert's; of keys the rung of key generation.
pub(super) fn of(step: &Step, connection: &Connection) -> Option<&'static Page> {
    let StepKind::Event(number) = step.kind else { return keys() };
    let alert = match connection.events.get(number.checked_sub(1)?)?.body {
        Body::Alert(alert) => alert.description.name(),
        _ => None,
    };
    alert.and_then(|name| library().page(Kind::Alert, name)).or_else(|| library().page(Kind::Message, &step.key))
}

fn keys() -> Option<&'static Page> {
    library().page(Kind::Rung, &format!("rung {}", ladder::KEYS.number))
}

/// The points of the page's section `In this run` whose holes this run fills. The alerts share those of the page about
/// alerts.
pub(super) fn in_this_run(page: &Page, connection: &Connection, step: &Step) -> Vec<String> {
    let shared = library().page(Kind::Message, "alert").filter(|_| page.kind == Kind::Alert && page.in_this_run.is_empty());
    let holes = Holes { connection, step };
    shared.unwrap_or(page).in_this_run.iter().filter_map(|point| holes.fill(point)).collect()
}
