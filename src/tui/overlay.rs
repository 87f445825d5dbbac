//! What lies over the lesson for a moment: the help, the list of steps, the words to search for.

use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph};

use super::keys::HELP;
use super::lesson::Lesson;
use super::look::{cut, line, text, wrapped};

/// Something over the lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Overlay {
    /// The keys.
    Help {
        /// How many lines lie above.
        scroll: usize,
    },
    /// The steps.
    Jump {
        /// Digits of a number.
        typed: String,
        /// The step that is chosen, from 0.
        chosen: usize,
    },
    /// A search is typed.
    Search {
        /// What stands there.
        typed: String,
    },
}

impl Lesson<'_> {
    /// A key while something lies over the lesson.
    pub(super) fn overlay_key(&mut self, code: KeyCode) {
        let last = self.last_in_list();
        match (self.overlay.take(), code) {
            (_, KeyCode::Esc)
            | (None, _)
            | (Some(Overlay::Help { .. }), KeyCode::Char('q' | '?' | ' ') | KeyCode::Enter)
            | (Some(Overlay::Jump { .. }), KeyCode::Char('q')) => {}
            (Some(Overlay::Help { scroll }), code) => {
                let scroll = scroll.saturating_add_signed(vertical(code)).min(self.help_lines(usize::MAX).len().saturating_sub(1));
                self.overlay = Some(Overlay::Help { scroll });
            }
            (Some(Overlay::Jump { chosen, .. }), KeyCode::Enter) => self.go(chosen.min(last)),
            (Some(Overlay::Jump { typed, chosen }), code) => self.overlay = Some(jump(typed, chosen, code, last)),
            (Some(Overlay::Search { typed }), KeyCode::Enter) => self.search(&typed),
            (Some(Overlay::Search { mut typed }), code) => {
                match code {
                    KeyCode::Backspace => drop(typed.pop()),
                    KeyCode::Char(letter) => typed.push(letter),
                    _ => {}
                }
                self.overlay = Some(Overlay::Search { typed });
            }
        }
    }

    /// The last step that can be gone to.
    fn last_in_list(&self) -> usize {
        self.prediction.as_ref().map_or(self.cards().len(), |prediction| (prediction.seen + 1).min(self.cards().len()))
    }

    /// Draws what lies over the lesson.
    pub(super) fn draw_overlay(&self, frame: &mut Frame<'_>) {
        let whole = frame.area();
        match &self.overlay {
            None => {}
            Some(Overlay::Help { scroll }) => {
                let width = whole.width.saturating_sub(2).min(84);
                let lines = self.help_lines(usize::from(width).saturating_sub(4));
                boxed(frame, " Keys: esc closes ", width, lines, *scroll);
            }
            Some(Overlay::Jump { typed, chosen }) => {
                let title = format!(" Go to a step: a number, or ↑ ↓, then enter {typed} ");
                let width = whole.width.saturating_sub(4).min(64);
                let room = usize::from(whole.height.saturating_sub(4));
                let lines = self.list(*chosen, usize::from(width).saturating_sub(4));
                boxed(frame, &title, width, lines, (chosen + 2).saturating_sub(room));
            }
            Some(Overlay::Search { typed }) => {
                let at = Rect { y: whole.height.saturating_sub(1), height: 1, ..whole };
                let words = cut(&format!(" / {typed}█   enter searches, esc does not"), whole.width.into());
                frame.render_widget(Clear, at);
                frame.render_widget(Paragraph::new(line(words, self.look.strong())), at);
            }
        }
    }

    fn help_lines(&self, width: usize) -> Vec<Line<'static>> {
        let mut lines: Vec<Line<'static>> = Vec::new();
        for (keys, does) in HELP {
            lines.extend(wrapped(does, width.min(200), &format!(" {keys:<11} "), ratatui::style::Style::new()));
        }
        lines.push(Line::default());
        for sign in SIGNS {
            lines.extend(wrapped(sign, width.min(200), " ", self.look.quiet()));
        }
        lines
    }

    fn list(&self, chosen: usize, width: usize) -> Vec<Line<'static>> {
        let shown = self.last_in_list();
        let entry = |index: usize| {
            let name = match self.cards().get(index) {
                Some(_) if self.prediction.as_ref().is_some_and(|prediction| index > prediction.seen) => "?".to_owned(),
                Some(card) => format!("{} {}", card.from.map_or(" ", crate::report::Direction::arrow), card.name),
                None => "  how it ended".to_owned(),
            };
            let number = if index < self.cards().len() { format!("{:>3}", index + 1) } else { "   ".into() };
            let style = if index == chosen { self.look.chosen() } else { ratatui::style::Style::new() };
            Line::from(text(cut(&format!("{number} {name}"), width), style))
        };
        (0..=shown).map(entry).collect()
    }
}

/// What the signs mean.
const SIGNS: &[&str] = &[
    "── in the clear  ══ encrypted, opened with the key log  ◆ keys computed",
    "+ only here  ≠ differs  ✓ recomputed, holds  ✗ does not hold  ? unknown",
];

/// How far a key goes in a list.
fn vertical(code: KeyCode) -> isize {
    match code {
        KeyCode::Down | KeyCode::Char('j') | KeyCode::Tab => 1,
        KeyCode::Up | KeyCode::Char('k') | KeyCode::BackTab => -1,
        KeyCode::PageDown => 10,
        KeyCode::PageUp => -10,
        KeyCode::Home => isize::MIN,
        KeyCode::End => isize::MAX,
        _ => 0,
    }
}

/// The list after a key: a digit goes on with the number, everything else chooses from the list.
fn jump(mut typed: String, chosen: usize, code: KeyCode, last: usize) -> Overlay {
    match code {
        KeyCode::Char(digit) if digit.is_ascii_digit() => typed.push(digit),
        KeyCode::Backspace => drop(typed.pop()),
        code => {
            let chosen = chosen.saturating_add_signed(vertical(code)).min(last);
            return Overlay::Jump { typed: String::new(), chosen };
        }
    }
    typed.truncate(4);
    let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    Overlay::Jump { chosen: number.unwrap_or(chosen).min(last), typed }
}

fn boxed(frame: &mut Frame<'_>, title: &str, width: u16, lines: Vec<Line<'static>>, scroll: usize) {
    let whole = frame.area();
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(whole.height);
    let at = Rect { x: (whole.width - width) / 2, y: (whole.height - height) / 2, width, height };
    let shown: Vec<Line<'static>> = lines.into_iter().skip(scroll).collect();
    frame.render_widget(Clear, at);
    frame.render_widget(Paragraph::new(shown).block(Block::bordered().title(title.to_owned())), at);
}
