//! What each key does.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::lesson::{Lesson, View};
use super::overlay::Overlay;

/// What comes after an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The lesson goes on.
    Stay,
    /// The terminal is given back until the program is continued.
    Suspend,
    /// The lesson is over.
    Quit,
}

/// The keys as the help lists them: keys, and what they do.
pub(super) const HELP: &[(&str, &str)] = &[
    ("→ l space", "the next step; when one is hidden, show it"),
    ("← h", "the step before"),
    ("enter", "open: the message's fields, then the field's bytes"),
    ("esc", "back: from the bytes to the fields, to the page"),
    ("↑ ↓ k j", "scroll; among fields, choose one"),
    ("PgUp PgDn", "scroll by a screenful"),
    ("Home End", "the first step; how it ended"),
    ("tab", "the other column"),
    ("p", "predict first: hide each step until you said what comes (1-4)"),
    ("e", "eavesdropper: what the wire shows, with and without keys"),
    ("b", "both ends: what the client believes, what the server knows"),
    ("c", "compute: what can be calculated from here on, and how"),
    ("g", "go to a step: choose from the list, or type its number"),
    ("/ n N", "search; the next find, the one before"),
    ("?", "this help"),
    ("q Ctrl-C", "quit; Ctrl-Z suspends"),
];

impl Lesson<'_> {
    /// A key was pressed.
    pub fn key(&mut self, key: KeyEvent) -> Flow {
        if key.kind == KeyEventKind::Release {
            return Flow::Stay;
        }
        self.word = None;
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return match key.code {
                KeyCode::Char('c') => Flow::Quit,
                KeyCode::Char('z') => Flow::Suspend,
                _ => Flow::Stay,
            };
        }
        if self.overlay.is_some() {
            self.overlay_key(key.code);
            return Flow::Stay;
        }
        if key.code == KeyCode::Char('q') {
            return Flow::Quit;
        }
        self.moves(key.code);
        self.opens(key.code);
        Flow::Stay
    }

    /// From step to step, and up and down.
    fn moves(&mut self, code: KeyCode) {
        match code {
            KeyCode::Right | KeyCode::Char('l' | ' ') => self.next(),
            KeyCode::Left | KeyCode::Char('h') | KeyCode::Backspace => self.previous(),
            KeyCode::Down | KeyCode::Char('j') => self.vertical(1),
            KeyCode::Up | KeyCode::Char('k') => self.vertical(-1),
            KeyCode::PageDown => self.page(1),
            KeyCode::PageUp => self.page(-1),
            KeyCode::Home => self.go(0),
            KeyCode::End => self.end(),
            _ => {}
        }
    }

    /// What is shown of the step. A hidden step shows nothing but its question.
    fn opens(&mut self, code: KeyCode) {
        match code {
            KeyCode::Char('p') => self.toggle_prediction(),
            KeyCode::Char('?') => self.overlay = Some(Overlay::Help { scroll: 0 }),
            KeyCode::Char('g') => self.overlay = Some(Overlay::Jump { typed: String::new(), chosen: self.at }),
            KeyCode::Char('/') => self.overlay = Some(Overlay::Search { typed: String::new() }),
            KeyCode::Char('n') => self.find(1),
            KeyCode::Char('N') => self.find(-1),
            KeyCode::Char(digit @ '1'..='9') if self.is_hidden() => self.choose(usize::from(digit as u8 - b'1')),
            KeyCode::Enter if self.is_hidden() => self.reveal(),
            _ if self.is_hidden() => {}
            KeyCode::Enter => self.deeper(),
            KeyCode::Esc => self.back(),
            KeyCode::Tab | KeyCode::BackTab => self.other_column(),
            KeyCode::Char('e') => self.toggle(View::Wire),
            KeyCode::Char('b') => self.toggle(View::Ends),
            KeyCode::Char('c') => self.toggle(View::Calculations),
            _ => {}
        }
    }

    /// To the end; with predictions to the first step that is hidden.
    fn end(&mut self) {
        match &self.prediction {
            Some(prediction) => self.go(prediction.seen + 1),
            None => self.go(self.cards().len()),
        }
    }
}
