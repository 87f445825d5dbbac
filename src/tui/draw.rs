//! The whole screen: title, diagram, pane, progress, keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::area::{Areas, SMALLEST};
use super::lesson::{Lesson, View};
use super::look::{cut, line, text};
use super::{diagram, search, view};

impl Lesson<'_> {
    /// Draws the lesson.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        let whole = frame.area();
        let Some(areas) = Areas::of(whole, self.cards().len() + 1) else { return too_small(frame) };
        put(frame, areas.title, self.title(areas.title.width.into()));
        put(frame, areas.actors, diagram::actors(self, areas.actors.width.into()));
        frame.render_widget(Paragraph::new(diagram::rows(self, areas.diagram)), areas.diagram);
        put(frame, areas.tabs, self.tabs(areas.tabs.width.into()));
        self.draw_pane(frame, areas.pane);
        put(frame, areas.progress, self.progress(areas.progress.width.into()));
        put(frame, areas.keys, self.keys(areas.keys.width.into()));
        self.draw_overlay(frame);
    }

    /// What stands beside what.
    fn title(&self, width: usize) -> Line<'static> {
        let subjects = &self.walked.walk.subjects;
        let names = self.walked.names().collect::<Vec<_>>().join(" beside ");
        let mut agreed: Vec<&str> = subjects.iter().map(|subject| subject.agreed.as_str()).collect();
        agreed.dedup();
        let rest = width.saturating_sub(names.chars().count() + 4);
        Line::from(vec![text(format!(" {names}   "), self.look.strong()), text(cut(&agreed.join(" | "), rest), self.look.quiet())])
    }

    /// A rule that names the step, what is shown of it, and what else there is.
    fn tabs(&self, width: usize) -> Line<'static> {
        let mut tabs: Vec<Span<'static>> = Vec::new();
        for view in View::ALL.into_iter().filter(|_| self.card().is_some() && !self.is_hidden()) {
            let style = if view == self.view { self.look.chosen() } else { self.look.quiet() };
            tabs.push(text(format!(" {} ", tab(self, view)), style));
        }
        let taken: usize = tabs.iter().map(Span::width).sum();
        let name = cut(&self.name(), width.saturating_sub(taken + 6));
        let rule = "─".repeat(width.saturating_sub(taken + textwrap::core::display_width(&name) + 5));
        let mut found = vec![text("── ", self.look.quiet()), text(&name, self.look.strong()), text(format!(" {rule}"), self.look.quiet())];
        found.extend(tabs);
        found.push(text("─", self.look.quiet()));
        Line::from(found)
    }

    fn name(&self) -> String {
        match self.card() {
            _ if self.is_hidden() => format!("{} ?", self.at + 1),
            Some(card) => format!("{} {}{}", self.at + 1, card.from.map_or(String::new(), |from| format!("{} ", from.arrow())), card.name),
            None => "How it ended".into(),
        }
    }

    /// What is shown of the step, and signs where more of it lies above or below.
    fn draw_pane(&self, frame: &mut Frame<'_>, area: Rect) {
        let content = view::content(self, area.width.into());
        let room = content.room(area);
        let (above, below) = (self.scroll > 0, content.lines.len() > self.scroll + room);
        let mark = |line: Line<'static>| match &self.needle {
            Some(needle) if !self.is_hidden() => search::highlighted(line, needle),
            _ => line,
        };
        let shown: Vec<Line<'static>> = content.lines.into_iter().skip(self.scroll).take(room).map(mark).collect();
        let height = u16::try_from(room).unwrap_or(area.height);
        let upper = Rect { height, ..area };
        frame.render_widget(Paragraph::new(shown), upper);
        let corner = |y: u16| Rect { x: area.right() - 1, y, width: 1, height: 1 };
        if above {
            frame.render_widget(Paragraph::new(text("▲", self.look.strong())), corner(upper.y));
        }
        if below {
            frame.render_widget(Paragraph::new(text("▼", self.look.strong())), corner(upper.bottom() - 1));
        }
        let lower = Rect { y: upper.bottom(), height: area.height - height, ..area };
        frame.render_widget(Paragraph::new(content.below), lower);
    }

    /// A bar as long as the way that lies behind, and where that is.
    fn progress(&self, width: usize) -> Line<'static> {
        let (at, cards) = (self.at, self.cards().len());
        let place = if at < cards { format!("step {} of {cards}", at + 1) } else { format!("the end, after {cards} steps") };
        let needle = self.needle.as_ref().map(|needle| format!("/{}", cut(needle, 16)));
        let parts: Vec<String> = [Some(place), self.score(), needle].into_iter().flatten().collect();
        let said = self.word.clone().unwrap_or_else(|| parts.join("   "));
        let said = cut(&said, width.saturating_sub(14));
        let room = width.saturating_sub(textwrap::core::display_width(&said) + 3);
        let done = if at < cards { room * (at + 1) / (cards + 1) } else { room };
        Line::from(vec![
            text(format!(" {}", "━".repeat(done)), self.look.name()),
            text("┄".repeat(room - done), self.look.quiet()),
            text(format!(" {said} "), self.look.strong()),
        ])
    }

    /// The keys that matter now.
    fn keys(&self, width: usize) -> Line<'static> {
        let keys: &[(&str, &str)] = if self.is_hidden() {
            &[("1-4", "choose"), ("space", "show it"), ("←", "back"), ("p", "predict off"), ("?", "help"), ("q", "quit")]
        } else {
            &[
                ("←→", "step"),
                ("enter", "open"),
                ("p", "predict"),
                ("e", "wire"),
                ("b", "ends"),
                ("c", "compute"),
                ("g", "go"),
                ("/", "find"),
                ("?", "help"),
                ("q", "quit"),
                ("↑↓", "scroll"),
                ("esc", "back"),
                ("tab", "other column"),
            ]
        };
        let mut spans = Vec::new();
        let mut taken = 0;
        for (key, does) in keys {
            let (key, does) = (text(format!(" {key}"), self.look.strong()), text(format!(" {does}"), self.look.quiet()));
            taken += key.width() + does.width();
            if taken > width {
                break;
            }
            spans.extend([key, does]);
        }
        Line::from(spans)
    }
}

/// A tab's name; of what can be computed, how much there is.
fn tab(lesson: &Lesson<'_>, view: View) -> String {
    let calculations = lesson.side().map_or(0, |(_, side)| side.calculations.len());
    match view {
        View::Calculations if calculations > 0 => format!("{} {calculations}", view.name()),
        view => view.name().to_owned(),
    }
}

fn put(frame: &mut Frame<'_>, area: Rect, line: Line<'static>) {
    frame.render_widget(Paragraph::new(line), area);
}

fn too_small(frame: &mut Frame<'_>) {
    let area = frame.area();
    let (width, height) = SMALLEST;
    let words = [
        format!("This terminal is {}x{}.", area.width, area.height),
        format!("The lesson needs {width}x{height}."),
        "Make it larger, or press q.".to_owned(),
    ];
    let lines: Vec<Line<'static>> = words.iter().map(|words| line(words, Style::new())).collect();
    frame.render_widget(Paragraph::new(lines), area);
}
