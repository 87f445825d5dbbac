//! What the page of a step says of this very run.

use super::holes::Holes;
use crate::teach::pages::{Kind, Page, library};
use crate::teach::timeline::Entry;
use crate::trace::Connection;

/// The points of the page's section `In this run` whose holes this run fills. The alerts share those of the page about
/// alerts.
pub(super) fn in_this_run(page: &Page, connection: &Connection, step: &Entry) -> Vec<String> {
    let shared = library().page(Kind::Message, "alert").filter(|_| page.kind == Kind::Alert && page.in_this_run.is_empty());
    let holes = Holes { connection, step };
    shared.unwrap_or(page).in_this_run.iter().filter_map(|point| holes.fill(point)).collect()
}
