//! The sequence diagram: a line for each step, an arrow for each message, one pair of lifelines for each column.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use textwrap::core::display_width;

use super::lesson::{Lesson, View};
use super::look::{cut, text};
use crate::report::{Card, Direction, Entry, Mark, Side};

/// The number of the step, and a sign at the one that is shown.
const GUTTER: usize = 5;

/// The space between two columns.
const GAP: usize = 2;

/// The row that stands first: the step that is shown is always in sight.
pub(super) fn first(lesson: &Lesson<'_>, area: Rect) -> usize {
    (lesson.at + 1).saturating_sub(area.height.into())
}

/// The ends and the names of the columns, above the lifelines.
pub(super) fn actors(lesson: &Lesson<'_>, width: usize) -> Line<'static> {
    let room = column_width(lesson, width);
    let mut spans = vec![Span::raw(" ".repeat(GUTTER))];
    for (index, name) in lesson.walked.names().enumerate() {
        let name = cut(name, room.saturating_sub(16));
        let space = room.saturating_sub(display_width(&name) + 12);
        let is_shown = lesson.column == index && lesson.walked.walk.subjects.len() > 1;
        let style = if is_shown { lesson.look.strong().add_modifier(Modifier::UNDERLINED) } else { lesson.look.strong() };
        spans.push(text(format!("client{}", " ".repeat(space / 2)), lesson.look.quiet()));
        spans.push(text(name, style));
        spans.push(text(format!("{}server{}", " ".repeat(space - space / 2), " ".repeat(GAP)), lesson.look.quiet()));
    }
    Line::from(spans)
}

/// The steps up to the one that is shown.
pub(super) fn rows(lesson: &Lesson<'_>, area: Rect) -> Vec<Line<'static>> {
    let width = column_width(lesson, area.width.into());
    let row = |index: usize| match lesson.cards().get(index) {
        Some(card) => row(lesson, card, index, width),
        None => ended(lesson, width),
    };
    (first(lesson, area)..=lesson.at).map(row).collect()
}

fn column_width(lesson: &Lesson<'_>, width: usize) -> usize {
    let columns = lesson.walked.walk.subjects.len().max(1);
    width.saturating_sub(GUTTER + GAP * (columns - 1) + 1) / columns
}

fn row(lesson: &Lesson<'_>, card: &Card, index: usize, width: usize) -> Line<'static> {
    let is_shown = index == lesson.at;
    let is_hidden = is_shown && lesson.is_hidden();
    let sign = if is_shown { "▸" } else { " " };
    let number = if is_shown { lesson.look.strong() } else { lesson.look.quiet() };
    let mut spans = vec![text(format!("{:>3}{sign} ", index + 1), number)];
    for (column, side) in card.sides.iter().enumerate() {
        let mut line = match side {
            _ if is_hidden => between("?", width, lesson.look.strong()),
            Some(side) => step(lesson, card, side, column, width),
            None => between(&format!("({})", card.absent()), width, lesson.look.quiet()),
        };
        if is_shown {
            for span in &mut line {
                span.style = span.style.add_modifier(Modifier::BOLD).remove_modifier(Modifier::DIM);
            }
        }
        spans.extend(line);
        spans.push(Span::raw(" ".repeat(GAP)));
    }
    Line::from(spans)
}

fn ended(lesson: &Lesson<'_>, width: usize) -> Line<'static> {
    let mut spans = vec![text("   ▸ ", lesson.look.strong())];
    for conclusion in &lesson.walked.conclusions {
        let word = if conclusion.is_good { "● established" } else { "✗ failed" };
        let style = if conclusion.is_good { lesson.look.added() } else { lesson.look.failed() };
        spans.extend(between(word, width, style));
        spans.push(Span::raw(" ".repeat(GAP)));
    }
    Line::from(spans)
}

/// A step in one column.
fn step(lesson: &Lesson<'_>, card: &Card, side: &Side, column: usize, width: usize) -> Vec<Span<'static>> {
    let step = &side.step;
    let is_new = column > 0 && card.sides.first().is_some_and(Option::is_none);
    let style = match () {
        () if step.has_failed() => lesson.look.failed(),
        () if is_new => lesson.look.added(),
        () if column > 0 && card.is_same => lesson.look.quiet(),
        () => Style::new(),
    };
    let sign = match () {
        () if is_new => "+ ",
        () if column > 0 && !card.is_same => "≠ ",
        () => "",
    };
    let Some(from) = step.from else {
        return between(&format!("{sign}◆ {}", words(step, "", width.saturating_sub(4 + sign.chars().count()))), width, style);
    };
    let room = width.saturating_sub(7 + sign.chars().count());
    let is_blank = lesson.view == View::Wire && step.encrypted;
    let words = if is_blank {
        "▒".repeat(room.min(16))
    } else {
        words(step, if card.is_same && column > 0 { "the same" } else { &step.says }, room)
    };
    arrow(from, step.encrypted, &format!("{sign}{words}"), width, style)
}

/// As much of a step as there is room for: its name and its proofs before what it says and its length.
fn words(step: &Entry, says: &str, room: usize) -> String {
    let marks = step.marks.iter().map(mark).collect::<Vec<_>>().join(" ");
    let length = step.length.map(|length| format!("{length} B")).unwrap_or_default();
    let (name, says) = (step.name.as_str(), crate::report::prose::visible(says));
    let tries = [vec![name, &length, &says, &marks], vec![name, &says, &marks], vec![name, &length, &marks], vec![name, &marks]];
    let joined = tries.map(|parts| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  "));
    let fitting = joined.iter().find(|words| display_width(words) <= room);
    fitting.cloned().unwrap_or_else(|| cut(&joined[3].replace("  ", " "), room))
}

pub(super) fn mark(mark: &Mark) -> String {
    let sign = match mark.holds {
        Some(true) => '✓',
        Some(false) => '✗',
        None => '?',
    };
    format!("{sign} {}", mark.what)
}

/// An arrow from lifeline to lifeline; a double one for what is encrypted.
fn arrow(from: Direction, encrypted: bool, words: &str, width: usize, style: Style) -> Vec<Span<'static>> {
    let dash = if encrypted { "═" } else { "─" };
    let room = width.saturating_sub(7);
    let words = cut(words, room);
    let rest = dash.repeat(room - display_width(&words));
    let line = match from {
        Direction::ClientToServer => format!("{dash} {words} {rest}{dash}▶"),
        Direction::ServerToClient => format!("◀{dash} {words} {rest}{dash}"),
    };
    vec![Span::raw("│"), text(line, style), Span::raw("│")]
}

/// Words between the lifelines.
fn between(words: &str, width: usize, style: Style) -> Vec<Span<'static>> {
    let room = width.saturating_sub(2);
    let words = cut(words, room);
    let space = room - display_width(&words);
    let (before, behind) = (" ".repeat(space / 2), " ".repeat(space - space / 2));
    vec![Span::raw(format!("│{before}")), text(words, style), Span::raw(format!("{behind}│"))]
}
