//! Depth 2: the fields of the message, of both columns side by side. What the chosen one means stands below.

use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use textwrap::core::display_width;

use super::Content;
use crate::report::{Card, FieldRow};
use crate::tui::lesson::Lesson;
use crate::tui::look::{beside, cut, line, wrapped};

/// The widest column of names.
const NAMES: usize = 34;

/// Lines that the meaning of a field may take.
const MEANING: usize = 3;

pub(super) fn content(lesson: &Lesson<'_>, card: &Card, width: usize) -> Content {
    if card.fields.is_empty() {
        return Content::of(wrapped("This step has no fields.", width, " ", Style::new()));
    }
    let names = names(card).min(NAMES).min(width * 2 / 5);
    let columns = lesson.walked.walk.subjects.len().max(1);
    let value = width.saturating_sub(names + 4 + 2 * (columns - 1)) / columns;
    let mut lines = header(lesson, names, value);
    let mut focus = None;
    for (index, field) in card.fields.iter().enumerate() {
        let is_chosen = index == lesson.field;
        let start = lines.len();
        lines.extend(row(lesson, field, is_chosen, names, value));
        if is_chosen {
            // At the first field the header comes into sight too.
            focus = Some(if index == 0 { 0 } else { start }..lines.len());
        }
    }
    Content { lines, focus, below: meaning(lesson, card, width) }
}

fn names(card: &Card) -> usize {
    card.fields.iter().map(|field| field.indent * 2 + display_width(&field.name)).max().unwrap_or_default()
}

fn header(lesson: &Lesson<'_>, names: usize, value: usize) -> Vec<Line<'static>> {
    let quiet = lesson.look.quiet();
    let mut columns: Vec<&str> = lesson.walked.names().collect();
    if columns.len() < 2 {
        columns = vec!["value"];
    }
    let titles = columns.iter().map(|name| format!("{:<value$}", cut(name, value))).collect::<Vec<_>>().join("  ");
    vec![line(format!("  {:<names$}  {titles}", "field").trim_end(), quiet.add_modifier(Modifier::UNDERLINED))]
}

fn row(lesson: &Lesson<'_>, field: &FieldRow, is_chosen: bool, names: usize, value: usize) -> Vec<Line<'static>> {
    let look = lesson.look;
    let sign = if is_chosen { "▸" } else { " " };
    let indent = " ".repeat((field.indent * 2).min(names / 2));
    let name = cut(&format!("{indent}{}", field.name), names);
    let style = if is_chosen { look.chosen() } else { look.name() };
    let left = vec![line(format!("{sign} {name:<names$}"), style)];
    let is_alone = lesson.walked.walk.subjects.len() < 2;
    let ours = cell(field.left.as_deref(), value, Style::new(), look.quiet());
    if is_alone {
        return beside(left, ours, names + 4);
    }
    let theirs = match (&field.left, &field.right) {
        (Some(left), Some(right)) if left == right && !left.is_empty() => vec![line("the same", look.quiet())],
        (None, Some(right)) => cell(Some(right), value, look.added(), look.quiet()),
        (_, right) => cell(right.as_deref(), value, Style::new(), look.quiet()),
    };
    beside(left, beside(ours, theirs, value + 2), names + 4)
}

fn cell(value: Option<&str>, width: usize, style: Style, absent: Style) -> Vec<Line<'static>> {
    match value {
        Some(value) => wrapped(value, width, "", style),
        None => vec![line("–", absent)],
    }
}

/// What the pages say of the field that is chosen.
fn meaning(lesson: &Lesson<'_>, card: &Card, width: usize) -> Vec<Line<'static>> {
    let Some(field) = card.fields.get(lesson.field) else { return Vec::new() };
    let rule = line("┄".repeat(width + 2), lesson.look.quiet());
    let said = card.meaning(field).map_or_else(|| format!("**{}**", field.name), |meaning| format!("**{}**: {meaning}", field.name));
    let mut lines: Vec<Line<'static>> = lesson.look.markdown(&said, width).into_iter().filter(|line| line.width() > 0).collect();
    lines.truncate(MEANING);
    lines.insert(0, rule);
    lines
}
