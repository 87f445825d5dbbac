//! The page that explains a step, and what it says of this very run.

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

/// The points of the page's section `In this run` whose holes this run fills.
pub(super) fn in_this_run(_page: &Page, _connection: &Connection, _step: &Step) -> Vec<String> {
    Vec::new()
}
