//! Both ends: what the client believes and what the server knows behind the step; what is new is told apart.

use ratatui::style::Style;
use ratatui::text::Line;

use super::{two_lists, which};
use crate::report::EndView;
use crate::tui::lesson::Lesson;
use crate::tui::look::{line, wrapped};

pub(super) fn lines(lesson: &Lesson<'_>, width: usize) -> Vec<Line<'static>> {
    let Some((_, side)) = lesson.side() else { return Vec::new() };
    let half = width / 2;
    let [client, server] = side.ends.each_ref().map(|view| list(lesson, view, half.saturating_sub(2)));
    let mut lines = which(lesson);
    lines.extend(two_lists(lesson, [("The client believes", client), ("The server knows", server)], half));
    if side.ends.iter().any(|view| view.new > 0) {
        lines.push(Line::default());
        lines.push(line(" + new with this step", lesson.look.quiet()));
    }
    lines
}

fn list(lesson: &Lesson<'_>, view: &EndView, width: usize) -> Vec<Line<'static>> {
    if view.lines.is_empty() {
        return vec![line(" nothing yet", lesson.look.quiet())];
    }
    let old = view.lines.len().saturating_sub(view.new);
    let entry = |(index, words): (usize, &String)| {
        if index < old { wrapped(words, width, " - ", Style::new()) } else { wrapped(words, width, " + ", lesson.look.added()) }
    };
    view.lines.iter().enumerate().flat_map(entry).collect()
}
