//! A step as cells: arrow and name, and what it says.

use super::columns::NO_BREAK;
use crate::render::text::visible;
use crate::report::{Direction, Entry, Mark};

/// `→ ClientHello`, `← Finished *`.
pub(super) fn name(step: &Entry) -> String {
    let arrow = step.from.map_or(" ", Direction::arrow);
    let star = if step.encrypted { " *" } else { "" };
    format!("{arrow} {}{star}", visible(&step.name))
}

/// `1457 B  SNI localhost, 9 suites  ✓ signature`.
pub(super) fn says(step: &Entry) -> String {
    let marks = step.marks.iter().map(mark).collect::<Vec<_>>().join(" ");
    let parts = [length(step), visible(&step.words()).into_owned(), marks];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

/// `1457 B`; nothing for keys.
pub(super) fn length(step: &Entry) -> String {
    step.length.map(|length| format!("{length}{NO_BREAK}B")).unwrap_or_default()
}

/// `✓ signature`, `✗ path`, `? MAC`.
pub(super) fn mark(mark: &Mark) -> String {
    format!("{}{NO_BREAK}{}", mark.symbol(), mark.what.replace(' ', &NO_BREAK.to_string()))
}

/// What the check marks that occur mean.
pub(super) fn legend<'a>(marks: impl Iterator<Item = &'a Mark>) -> Vec<String> {
    let symbols: Vec<&str> = marks.map(Mark::symbol).collect();
    let told = [
        ("✓", "✓  recomputed by this program, and it holds"),
        ("[✓]", "[✓] recomputed when the trace was saved: this file has no secrets to do it again"),
    ];
    told.into_iter().filter(|(symbol, _)| symbols.contains(symbol)).map(|(_, text)| text.to_owned()).collect()
}

/// The number of the step's rung on the classic ladder.
pub(super) fn rung(step: &Entry) -> String {
    step.rung.map(|rung| rung.number.to_string()).unwrap_or_default()
}
