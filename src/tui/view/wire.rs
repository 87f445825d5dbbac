//! The eavesdropper: what somebody on the wire sees of the step, without any key and with the key log.

use ratatui::style::Style;
use ratatui::text::Line;

use super::{points, two_lists, which};
use crate::tui::lesson::Lesson;
use crate::tui::look::{line, wrapped};

pub(super) fn lines(lesson: &Lesson<'_>, width: usize) -> Vec<Line<'static>> {
    let Some((_, side)) = lesson.side() else { return Vec::new() };
    let mut lines = which(lesson);
    if side.step.is_computed() {
        lines.extend(wrapped("Nothing is sent at this step: there is nothing to see on the wire.", width, " ", Style::new()));
        lines.push(Line::default());
    }
    let half = width / 2;
    let list = |seen: &Vec<String>| {
        if seen.is_empty() { vec![line(" nothing", lesson.look.quiet())] } else { points(seen, half.saturating_sub(2), Style::new()) }
    };
    let lists = [("Without any key", list(&side.sight.without_keys)), ("With the key log", list(&side.sight.with_keys))];
    lines.extend(two_lists(lesson, lists, half));
    lines
}
