//! The page that explains the step, with this run's values; behind the last step, how it ended.

use ratatui::style::Style;
use ratatui::text::Line;

use crate::report::{Card, Conclusion, Side};
use crate::tui::diagram;
use crate::tui::lesson::Lesson;
use crate::tui::look::{line, text, wrapped};

pub(super) fn lines(lesson: &Lesson<'_>, card: &Card, width: usize) -> Vec<Line<'static>> {
    let mut lines = lesson.marked(width);
    lines.push(about(lesson, card));
    let names: Vec<&str> = lesson.walked.names().collect();
    let longest = names.iter().map(|name| name.chars().count()).max().unwrap_or_default();
    if let Some(side) = in_common(card) {
        lines.extend(says(lesson, "both", longest.max(4), Some(side), width));
    } else {
        for (name, side) in names.iter().zip(&card.sides) {
            lines.extend(says(lesson, name, longest, side.as_ref(), width));
        }
    }
    lines.push(Line::default());
    lines.extend(lesson.look.markdown(&lesson.walked.page(card), width));
    lines
}

/// The step that both columns have in common, to the byte.
fn in_common(card: &Card) -> Option<&Side> {
    match card.sides.as_slice() {
        [Some(left), Some(right)] if card.is_same && left.step.length == right.step.length && left.step.marks == right.step.marks => {
            Some(left)
        }
        _ => None,
    }
}

/// Who sends it, where it stands on the ladder, and whether it is encrypted.
fn about(lesson: &Lesson<'_>, card: &Card) -> Line<'static> {
    let rung = card.rung.map(|rung| format!(" · rung {} of 11: {}", rung.number, rung.title)).unwrap_or_default();
    let encrypted = card.sides.iter().flatten().any(|side| side.step.encrypted);
    let encrypted = if encrypted { " · encrypted" } else { "" };
    Line::from(vec![text(format!(" {}", card.way()), lesson.look.strong()), text(format!("{rung}{encrypted}"), lesson.look.quiet())])
}

/// What the step says in one column, and how each check of it was done.
fn says(lesson: &Lesson<'_>, name: &str, longest: usize, side: Option<&Side>, width: usize) -> Vec<Line<'static>> {
    let before = format!(" {name:<longest$}  ");
    let Some(side) = side else { return wrapped("no such step", width, &before, lesson.look.quiet()) };
    let step = &side.step;
    let style = if step.has_failed() { lesson.look.failed() } else { Style::new() };
    let length = step.length.map(|length| format!("{length} B  ")).unwrap_or_default();
    let mut lines = wrapped(&format!("{length}{}", step.says), width, &before, style);
    let indent = " ".repeat(longest + 3);
    for mark in &step.marks {
        let style = if mark.holds == Some(false) { lesson.look.failed() } else { lesson.look.added() };
        lines.extend(wrapped(&format!("{}: {}", diagram::mark(mark), mark.detail), width, &indent, style));
    }
    lines
}

/// How each column ended, and why; then what both amount to.
pub(super) fn end(lesson: &Lesson<'_>, width: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (name, conclusion) in lesson.walked.names().zip(&lesson.walked.conclusions) {
        lines.extend(conclusion_of(lesson, name, conclusion, width));
        lines.push(Line::default());
    }
    lines.extend(totals(lesson, width));
    lines
}

fn conclusion_of(lesson: &Lesson<'_>, name: &str, conclusion: &Conclusion, width: usize) -> Vec<Line<'static>> {
    let look = lesson.look;
    let style = if conclusion.is_good { look.added() } else { look.failed() };
    let mut lines = vec![line(format!(" {name}"), look.strong())];
    lines.extend(wrapped(&conclusion.headline, width, " ", style));
    let longest = conclusion.grounds.iter().map(|ground| ground.label.len()).max().unwrap_or_default().max(5);
    if let Some(cause) = &conclusion.cause {
        lines.extend(wrapped(&cause.to_string(), width, &format!(" {:<longest$}  ", "cause"), look.strong()));
    }
    for ground in &conclusion.grounds {
        for (index, words) in ground.lines.iter().enumerate() {
            let label = if index == 0 { ground.label } else { "" };
            lines.extend(wrapped(words, width, &format!(" {label:<longest$}  "), Style::new()));
        }
    }
    lines
}

fn totals(lesson: &Lesson<'_>, width: usize) -> Vec<Line<'static>> {
    let totals = &lesson.walked.walk.totals;
    let longest = totals.iter().map(|total| total.what.len()).max().unwrap_or_default();
    let mut lines = Vec::new();
    for total in totals {
        let same = total.left == total.right;
        let names: Vec<&str> = lesson.walked.names().collect();
        let label = format!(" {:<longest$}  ", total.what);
        let both = |name: &str, value: &str| if same { value.to_owned() } else { format!("{name}: {value}") };
        lines.extend(wrapped(&both(names.first().unwrap_or(&""), &total.left), width, &label, Style::new()));
        if !same {
            lines.extend(wrapped(&both(names.get(1).unwrap_or(&""), &total.right), width, &" ".repeat(longest + 3), Style::new()));
        }
    }
    lines
}
