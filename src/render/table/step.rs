//! A step as cells: arrow and name, and what it says.

use super::Page;
use crate::render::text::visible;
use crate::report::{Direction, Mark, Step};

/// `→ ClientHello`, `← Finished *`.
pub(super) fn name(step: &Step) -> String {
    let arrow = step.from.map_or(" ", Direction::arrow);
    let star = if step.encrypted { " *" } else { "" };
    format!("{arrow} {}{star}", visible(&step.name))
}

/// `1457 B  SNI localhost, 9 suites  ✓ signature`.
pub(super) fn says(step: &Step, page: Page) -> String {
    let length = step.length.map(|length| format!("{length} B")).unwrap_or_default();
    let marks = step.marks.iter().map(|mark| self::mark(mark, page)).collect::<Vec<_>>().join(" ");
    let parts = [length, visible(&step.says).into_owned(), marks];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

/// `✓ signature`, `✗ path`, `? MAC`.
pub(super) fn mark(mark: &Mark, page: Page) -> String {
    match mark.holds {
        Some(true) => format!("✓ {}", mark.what),
        Some(false) => page.palette.failed(&format!("✗ {}", mark.what)),
        None => format!("? {}", mark.what),
    }
}

/// The number of the step's rung on the classic ladder.
pub(super) fn rung(step: &Step) -> String {
    step.rung.map(|rung| rung.number.to_string()).unwrap_or_default()
}
