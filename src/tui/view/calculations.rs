//! Calculation cards: what goes in, the command that computes it again, what comes out.

use ratatui::style::Style;
use ratatui::text::Line;

use super::which;
use crate::report::Calculation;
use crate::tui::lesson::Lesson;
use crate::tui::look::{line, text, wrapped};

pub(super) fn lines(lesson: &Lesson<'_>, width: usize) -> Vec<Line<'static>> {
    let Some((_, side)) = lesson.side() else { return Vec::new() };
    let mut lines = which(lesson);
    if side.calculations.is_empty() {
        lines.extend(nothing(lesson, width));
    }
    for calculation in &side.calculations {
        lines.extend(card(lesson, calculation, width));
    }
    lines
}

/// Where there is something to compute.
fn nothing(lesson: &Lesson<'_>, width: usize) -> Vec<Line<'static>> {
    let seen = lesson.prediction.as_ref().map_or(usize::MAX, |prediction| prediction.seen);
    let there = lesson.cards().iter().enumerate().take(seen.saturating_add(1)).filter(|(_, card)| card.calculations().next().is_some());
    let steps: Vec<String> = there.map(|(index, card)| format!("{} {}", index + 1, card.name)).collect();
    let elsewhere =
        if steps.is_empty() { String::new() } else { format!(" There is something to compute at these: {}.", steps.join(", ")) };
    wrapped(&format!("Nothing new becomes computable at this step.{elsewhere}"), width, " ", Style::new())
}

fn card(lesson: &Lesson<'_>, calculation: &Calculation, width: usize) -> Vec<Line<'static>> {
    let look = lesson.look;
    let heading = vec![text(format!(" {}", calculation.title), look.strong()), text(format!("   {}", calculation.source), look.quiet())];
    let mut lines = vec![Line::from(heading)];
    lines.extend(look.markdown(&calculation.says, width));
    let longest = calculation.inputs.iter().map(|(name, _)| name.len()).chain([calculation.result.0.len()]).max().unwrap_or_default();
    let value = |(name, digits): &(String, String)| named(name, digits, longest, width, Style::new());
    lines.extend(calculation.inputs.iter().flat_map(value));
    if let Some(command) = &calculation.command {
        lines.push(line(" compute it:", look.quiet()));
        lines.extend(command.lines().flat_map(|command| code(command, width, look.name())));
    }
    lines.extend(named(&format!("= {}", calculation.result.0), &calculation.result.1, longest + 2, width, look.added()));
    lines.push(Line::default());
    lines
}

/// A name, and digits beside it on as many lines as they need; below it where there is no room beside.
fn named(name: &str, digits: &str, longest: usize, width: usize, style: Style) -> Vec<Line<'static>> {
    let before = format!(" {name:<longest$}  ");
    if longest * 2 > width {
        let mut lines = vec![line(before, style)];
        lines.extend(wrapped(digits, width, "   ", style));
        return lines;
    }
    wrapped(digits, width, &before, style)
}

/// A line of a command. Where it is longer than the pane it goes on below, behind a sign; the digits of whole messages
/// are left to the lesson as text.
fn code(command: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let letters: Vec<char> = command.chars().collect();
    let room = width.saturating_sub(5).max(8);
    let part = |(index, part): (usize, &[char])| {
        let sign = if index == 0 { "  " } else { "↪ " };
        line(format!("   {sign}{}", part.iter().collect::<String>()), style)
    };
    let mut lines: Vec<Line<'static>> = letters.chunks(room).enumerate().map(part).collect();
    if lines.len() > LONGEST {
        lines.truncate(LONGEST - 1);
        let more = letters.len() - (LONGEST - 1) * room;
        lines.push(line(format!("   ↪ … {more} more letters: `tlstrace walk | less` has them all"), style));
    }
    lines
}

/// A line of a command that takes more lines than this is folded.
const LONGEST: usize = 4;
