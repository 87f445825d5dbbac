//! An entry of the timeline as cells of a table, and what the signs in them mean.

use super::block::{Block, Cell, Heading, NO_BREAK, Tone};
use crate::teach::{Entry, Mark, Weight};

/// The number of its rung on the classic ladder.
pub(super) fn rung(entry: &Entry) -> Cell {
    Cell::plain(entry.rung.map(|rung| rung.number.to_string()).unwrap_or_default())
}

/// `→ ClientHello`, `← Finished *`.
pub(super) fn name(entry: &Entry) -> Cell {
    let arrow = entry.from.map(|from| format!("{} ", from.arrow())).unwrap_or_default();
    let star = if entry.encrypted { " *" } else { "" };
    let tone = if entry.weight == Weight::Step { Tone::Plain } else { Tone::Quiet };
    Cell::new(tone, format!("{arrow}{}{star}", entry.name)).at(usize::from(entry.from.is_none()))
}

/// `1457 B`, `SNI localhost, 9 suites`, `✓ signature`.
pub(super) fn says(entry: &Entry) -> Cell {
    let marks = entry.marks.iter().map(mark).collect::<Vec<_>>().join(" ");
    let parts = [length(entry), entry.words(), marks].into_iter().filter(|part| !part.is_empty()).collect();
    let tone = match (entry.has_failed(), entry.weight) {
        (true, _) => Tone::Bad,
        (false, Weight::Step) => Tone::Plain,
        (false, _) => Tone::Quiet,
    };
    Cell { parts, tone, indent: 0 }
}

/// `1457 B`; nothing for what was not sent.
pub(super) fn length(entry: &Entry) -> String {
    entry.length.map(|length| format!("{length}{NO_BREAK}B")).unwrap_or_default()
}

/// `✓ signature`, `✗ path`, `? MAC`.
pub(super) fn mark(mark: &Mark) -> String {
    format!("{}{NO_BREAK}{}", mark.symbol(), mark.what.replace(' ', &NO_BREAK.to_string()))
}

/// The heading of a part about it.
pub(super) fn heading(entry: &Entry) -> Heading {
    let aside = entry.rung.map(|rung| format!("rung {}: {}", rung.number, rung.title)).unwrap_or_default();
    Heading { level: 2, text: name(entry).parts.concat(), aside, ..Heading::default() }
}

/// Its bytes, and whose they are.
pub(super) fn bytes(of: &str, entry: &Entry) -> impl Iterator<Item = Block> {
    entry.bytes.iter().map(|block| Block::Bytes(of.to_owned(), block.clone()))
}

/// Explains the signs that occur in these entries, and tells every check that is not a plain yes.
pub(super) fn legend<'a>(entries: impl Iterator<Item = &'a Entry> + Clone) -> Vec<(&'static str, String)> {
    let any = |is: fn(&Entry) -> bool| entries.clone().any(is);
    let has_sign = |sign: &str| entries.clone().flat_map(|entry| &entry.marks).any(|mark| mark.symbol() == sign);
    let told = [
        (any(|entry| entry.encrypted), "*", encrypted(any(|entry| entry.opened), any(is_sealed))),
        (has_sign("✓"), "✓", "recomputed by this program, and it holds"),
        (has_sign("[✓]"), "[✓]", "recomputed when the trace was saved: this file has no secrets to do it again"),
        (any(|entry| entry.is_inferred), "[]", "inferred, not said by that end"),
        (any(|entry| is_sealed(entry) && entry.says.starts_with('[')), "[]", "inferred from the size and the place of a sealed record"),
    ];
    let mut lines: Vec<_> = told.into_iter().filter(|(is_there, ..)| *is_there).map(|(_, sign, means)| (sign, means.to_owned())).collect();
    lines.extend(entries.flat_map(|entry| entry.marks.iter().filter_map(|mark| doubt(entry, mark))));
    lines.dedup();
    lines
}

fn is_sealed(entry: &Entry) -> bool {
    entry.encrypted && !entry.opened
}

fn encrypted(some_opened: bool, some_sealed: bool) -> &'static str {
    match (some_opened, some_sealed) {
        (true, false) => "encrypted on the wire, opened with the key log",
        (true, true) => "encrypted on the wire, opened with the key log; the sealed records stay so",
        (false, _) => "encrypted on the wire, and nothing opens it",
    }
}

fn doubt(entry: &Entry, mark: &Mark) -> Option<(&'static str, String)> {
    (mark.holds != Some(true)).then(|| (mark.symbol(), format!("{} of {}: {}", mark.what, entry.name, mark.detail)))
}
