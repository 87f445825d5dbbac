//! Depth 3: every byte with its meaning; those of the chosen field stand out.

use std::ops::Range;

use ratatui::style::Style;
use ratatui::text::Line;

use super::{Content, which};
use crate::report::{ByteBlock, ByteLine, Card, Side};
use crate::tui::lesson::Lesson;
use crate::tui::look::{beside, line, wrapped};

/// Bytes that take more lines are folded: a wall of digits teaches nothing. The lesson as text has them all.
const LONGEST: usize = 8;

/// What is left of them.
const KEPT: usize = 3;

/// Fields that lie deeper are not indented further.
const DEEPEST: usize = 10;

pub(super) fn content(lesson: &Lesson<'_>, card: &Card, width: usize) -> Content {
    let Some((column, side)) = lesson.side().filter(|(_, side)| !side.step.bytes.is_empty()) else {
        let words = "No bytes belong to this step: both ends compute it from what was sent before.";
        return Content::of(wrapped(words, width, " ", Style::new()));
    };
    let found = chosen(card, lesson.field, column, side);
    let mut content = Content::of(which(lesson));
    let last = side.step.bytes.len() - 1;
    for (index, block) in side.step.bytes.iter().enumerate() {
        let chosen = found.as_ref().filter(|_| index == last);
        of_block(lesson, block, chosen, width, &mut content);
    }
    content.below = below(lesson, card, found.is_some(), width);
    content
}

fn of_block(lesson: &Lesson<'_>, block: &ByteBlock, chosen: Option<&Range<usize>>, width: usize, content: &mut Content) {
    content.lines.extend(wrapped(&block.title, width, " ", lesson.look.strong()));
    let per_line = if width >= 96 { 16 } else { 8 };
    for (index, found) in block.lines.iter().enumerate() {
        let is_chosen = chosen.is_some_and(|chosen| chosen.contains(&index));
        let start = content.lines.len();
        content.lines.extend(of_line(lesson, found, is_chosen, per_line, width));
        if is_chosen {
            let from = content.focus.as_ref().map_or(start, |focus| focus.start);
            content.focus = Some(from..content.lines.len());
        }
    }
}

/// Bytes and text side by side, both wrapped.
fn of_line(lesson: &Lesson<'_>, found: &ByteLine, is_chosen: bool, per_line: usize, width: usize) -> Vec<Line<'static>> {
    let (sign, style) = if is_chosen { (" ▸ ", lesson.look.added()) } else { ("   ", Style::new()) };
    let quiet = if is_chosen { style } else { lesson.look.quiet() };
    let digits = per_line * 3 + 4;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    let mut bytes: Vec<Line<'static>> = found.bytes.chunks(per_line).map(|bytes| line(format!("{sign}{}", hex(bytes)), style)).collect();
    if bytes.len() > LONGEST {
        bytes.truncate(KEPT);
        bytes.push(line(format!("{sign}… {} more bytes", found.bytes.len() - KEPT * per_line), quiet));
    }
    let bytes = if bytes.is_empty() { vec![line(sign, style)] } else { bytes };
    let indent = "  ".repeat(found.indent.min(DEEPEST));
    let text = wrapped(&found.text, width.saturating_sub(digits), &indent, if found.bytes.is_empty() { quiet } else { style });
    beside(bytes, text, digits)
}

fn below(lesson: &Lesson<'_>, card: &Card, found: bool, width: usize) -> Vec<Line<'static>> {
    let Some(field) = card.fields.get(lesson.field) else { return Vec::new() };
    let words = if found { format!("▸ {}", field.name) } else { format!("{}: computed, not sent", field.name) };
    vec![line("┄".repeat(width + 2), lesson.look.quiet()), line(format!(" {words}   esc: the fields"), lesson.look.quiet())]
}

/// The lines of the message's block that are the field's: the one of its name, as many of that name before it as there
/// are fields of that name before it, with what is indented below it.
fn chosen(card: &Card, field: usize, column: usize, side: &Side) -> Option<Range<usize>> {
    let wanted = card.fields.get(field)?;
    let is_there = |row: &&crate::report::FieldRow| if column == 0 { row.left.is_some() } else { row.right.is_some() };
    let before = card.fields.iter().take(field).filter(is_there).filter(|row| row.name == wanted.name).count();
    let lines = &side.step.bytes.last()?.lines;
    let mut passed = 0;
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        if name(lines, index) != wanted.name {
            index += 1;
            continue;
        }
        let end = index + 1 + lines.iter().skip(index + 1).take_while(|below| below.indent > line.indent).count();
        if passed == before {
            return Some(index..end);
        }
        passed += 1;
        // A group and its one part may have the same name: they are one field.
        index = end;
    }
    None
}

/// The name of a line's field. An extension goes by its type, which stands in the line below its own.
fn name(lines: &[ByteLine], index: usize) -> &str {
    let own = lines.get(index).map_or("", |line| first_word(&line.text));
    if own != "extension" {
        return own;
    }
    let kind = lines.get(index + 1).and_then(|line| line.text.strip_prefix("extension_type ").or(line.text.strip_prefix("extn_id ")));
    kind.unwrap_or(own)
}

fn first_word(text: &str) -> &str {
    text.split([' ', ':', ',']).next().unwrap_or_default()
}
