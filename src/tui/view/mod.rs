//! What the pane shows of a step: one view, one file.

mod bytes;
mod calculations;
mod ends;
mod fields;
mod page;
mod wire;

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::lesson::{Lesson, View};
use super::look::{beside, line, text, wrapped};

/// What a pane shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    /// What is scrolled.
    pub(super) lines: Vec<Line<'static>>,
    /// Lines that are to be in sight.
    pub(super) focus: Option<Range<usize>>,
    /// What stands below it and stays.
    pub(super) below: Vec<Line<'static>>,
}

impl Content {
    fn of(lines: Vec<Line<'static>>) -> Self {
        Self { lines, ..Self::default() }
    }

    /// How many of the area's lines are for what is scrolled.
    pub(super) fn room(&self, area: Rect) -> usize {
        usize::from(area.height).saturating_sub(self.below.len()).max(1)
    }
}

/// The widest text that is easy to read.
const WIDEST: usize = 100;

/// What the pane shows, for its width. Its last column is for signs.
pub(super) fn content(lesson: &Lesson<'_>, width: usize) -> Content {
    let width = width.saturating_sub(2);
    let Some(card) = lesson.card() else { return Content::of(page::end(lesson, width.min(WIDEST))) };
    if lesson.is_hidden() {
        return Content::of(lesson.question(card, width));
    }
    match lesson.view {
        View::Page => Content::of(page::lines(lesson, card, width.min(WIDEST))),
        View::Fields => fields::content(lesson, card, width),
        View::Bytes => bytes::content(lesson, card, width),
        View::Wire => Content::of(wire::lines(lesson, width)),
        View::Ends => Content::of(ends::lines(lesson, width)),
        View::Calculations => Content::of(calculations::lines(lesson, width)),
    }
}

/// Which column a view shows, where it shows one of two.
fn which(lesson: &Lesson<'_>) -> Vec<Line<'static>> {
    let names: Vec<&str> = lesson.walked.names().collect();
    let Some((index, _)) = lesson.side().filter(|_| names.len() > 1) else { return Vec::new() };
    let name = names.get(index).copied().unwrap_or_default();
    let other = names.get(1 - index.min(1)).copied().unwrap_or_default();
    let has_other = lesson.card().is_some_and(|card| card.sides.iter().all(Option::is_some));
    let hint = if has_other { format!("   tab: {other}") } else { format!("   {other} has no such step") };
    vec![Line::from(vec![text(format!(" In {name}"), lesson.look.strong()), text(hint, lesson.look.quiet())])]
}

/// Two lists side by side, each below its heading.
fn two_lists(lesson: &Lesson<'_>, lists: [(&str, Vec<Line<'static>>); 2], half: usize) -> Vec<Line<'static>> {
    let [left, right] = lists.map(|(heading, lines)| {
        let mut found = vec![line(format!(" {heading}"), lesson.look.strong())];
        found.extend(lines);
        found
    });
    let height = left.len().max(right.len());
    let mut left = left;
    left.resize(height, Line::default());
    let ruled = left.into_iter().map(|mut line| {
        line.spans.push(Span::raw(" ".repeat(half.saturating_sub(line.width()))));
        line.spans.push(text("│", lesson.look.quiet()));
        line
    });
    beside(ruled.collect(), right, half + 1)
}

/// A list, each point behind a dash.
fn points<'a>(points: impl IntoIterator<Item = &'a String>, width: usize, style: Style) -> Vec<Line<'static>> {
    points.into_iter().flat_map(|point| wrapped(point, width, " - ", style)).collect()
}
