//! The state of a lesson: which step, how deep, what beside it.

use ratatui::layout::Rect;

use super::area::Areas;
use super::look::Look;
use super::overlay::Overlay;
use super::prediction::Prediction;
use super::view;
use crate::report::{Card, Side, Walked};

/// A lesson, and where its reader is in it.
#[derive(Clone, Debug)]
pub struct Lesson<'a> {
    pub(super) walked: &'a Walked,
    pub(super) look: Look,
    /// The terminal.
    pub(super) screen: Rect,
    /// The card that is shown, from 0; behind the last one how it ended.
    pub(super) at: usize,
    /// The column that the views of one column show.
    pub(super) column: usize,
    pub(super) view: View,
    /// The field that is chosen, as an index of the card's rows.
    pub(super) field: usize,
    /// How many lines of the pane lie above it.
    pub(super) scroll: usize,
    /// Where predictions are asked for: what was said so far.
    pub(super) prediction: Option<Prediction>,
    pub(super) overlay: Option<Overlay>,
    /// What is searched for, in small letters.
    pub(super) needle: Option<String>,
    /// A word to the reader, until the next key.
    pub(super) word: Option<String>,
}

/// What the pane shows of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The page that explains it.
    Page,
    /// Its fields.
    Fields,
    /// Its bytes.
    Bytes,
    /// What is seen on the wire.
    Wire,
    /// What both ends know.
    Ends,
    /// What can be computed.
    Calculations,
}

/// Lines above the bytes of the chosen field that stay in sight.
const CONTEXT: usize = 2;

impl View {
    /// All of them, in the order of the tabs.
    pub const ALL: [Self; 6] = [Self::Page, Self::Fields, Self::Bytes, Self::Wire, Self::Ends, Self::Calculations];

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Fields => "fields",
            Self::Bytes => "bytes",
            Self::Wire => "wire",
            Self::Ends => "ends",
            Self::Calculations => "compute",
        }
    }
}

impl<'a> Lesson<'a> {
    /// The lesson at its first step.
    #[must_use]
    pub fn new(walked: &'a Walked, look: Look) -> Self {
        Self {
            walked,
            look,
            screen: Rect::new(0, 0, 80, 24),
            at: 0,
            column: walked.walk.subjects.len().saturating_sub(1),
            view: View::Page,
            field: 0,
            scroll: 0,
            prediction: None,
            overlay: None,
            needle: None,
            word: None,
        }
    }

    /// The terminal has this size now, in columns and lines.
    pub fn resize(&mut self, width: u16, height: u16) {
        let screen = Rect::new(0, 0, width, height);
        if screen != self.screen {
            self.screen = screen;
            self.scroll = self.scroll.min(self.furthest());
        }
    }

    /// The card that is shown, from 0; the number of cards where it is the end.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// What the pane shows.
    #[must_use]
    pub fn view(&self) -> View {
        self.view
    }

    /// Whether the step that is shown waits for a prediction.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.prediction.as_ref().is_some_and(|prediction| self.at > prediction.seen) && self.card().is_some()
    }

    pub(super) fn cards(&self) -> &'a [Card] {
        &self.walked.walk.cards
    }

    /// The card that is shown; `None` at the end.
    pub(super) fn card(&self) -> Option<&'a Card> {
        self.cards().get(self.at)
    }

    /// The step in the chosen column, or in the other one where the chosen one has none; and which it is.
    pub(super) fn side(&self) -> Option<(usize, &'a Side)> {
        self.card()?.side(self.column)
    }

    pub(super) fn areas(&self) -> Option<Areas> {
        Areas::of(self.screen, self.cards().len() + 1)
    }

    /// Goes to a card; one behind the last is the end.
    pub(super) fn go(&mut self, to: usize) {
        self.at = to.min(self.cards().len());
        self.field = 0;
        self.scroll = 0;
        if let Some(prediction) = &mut self.prediction {
            prediction.chosen = None;
        }
    }

    pub(super) fn next(&mut self) {
        if self.is_hidden() {
            self.reveal();
        } else {
            self.go(self.at + 1);
        }
    }

    pub(super) fn previous(&mut self) {
        self.go(self.at.saturating_sub(1));
    }

    /// Shows something else of the step, from its top.
    pub(super) fn show(&mut self, view: View) {
        self.view = view;
        self.scroll = 0;
        self.follow();
    }

    /// One deeper: the message's fields, the field's bytes.
    pub(super) fn deeper(&mut self) {
        match self.view {
            View::Fields if self.has_bytes() => self.show(View::Bytes),
            View::Fields => self.word = Some("This step has no bytes of its own: both ends compute it.".into()),
            View::Bytes => {}
            _ if self.card().is_none() => self.word = Some("This is the end. Home goes back to the first step.".into()),
            _ => self.show(View::Fields),
        }
    }

    fn has_bytes(&self) -> bool {
        self.side().is_some_and(|(_, side)| !side.step.bytes.is_empty())
    }

    /// One less deep.
    pub(super) fn back(&mut self) {
        match self.view {
            View::Bytes => self.show(View::Fields),
            _ => self.show(View::Page),
        }
    }

    /// A view and back to the page.
    pub(super) fn toggle(&mut self, view: View) {
        self.show(if self.view == view { View::Page } else { view });
    }

    pub(super) fn other_column(&mut self) {
        let columns = self.walked.walk.subjects.len();
        self.column = (self.column + 1) % columns.max(1);
        if columns < 2 {
            self.word = Some("There is one column only.".into());
        }
        self.scroll = self.scroll.min(self.furthest());
    }

    /// Up or down: to another field where there are fields to choose from, else by lines.
    pub(super) fn vertical(&mut self, by: isize) {
        if self.view == View::Fields && !self.is_hidden() && self.card().is_some() {
            let last = self.card().map_or(0, |card| card.fields.len().saturating_sub(1));
            self.field = self.field.saturating_add_signed(by).min(last);
            self.follow();
        } else {
            self.scroll_by(by);
        }
    }

    /// Up or down by a screenful.
    pub(super) fn page(&mut self, direction: isize) {
        let height = isize::try_from(self.height()).unwrap_or(1);
        self.vertical(direction * (height - 1).max(1));
    }

    pub(super) fn scroll_by(&mut self, by: isize) {
        self.scroll = self.scroll.saturating_add_signed(by).min(self.furthest());
    }

    /// Scrolls to what is in the focus of the view.
    pub(super) fn follow(&mut self) {
        if !matches!(self.view, View::Fields | View::Bytes) {
            return;
        }
        let Some(areas) = self.areas() else { return };
        let content = view::content(self, areas.pane.width.into());
        let Some(focus) = &content.focus else { return };
        let height = content.room(areas.pane);
        if self.view == View::Bytes {
            self.scroll = focus.start.saturating_sub(CONTEXT);
        } else if focus.start < self.scroll || focus.len() >= height {
            self.scroll = focus.start;
        } else if focus.end > self.scroll + height {
            self.scroll = focus.end - height;
        }
        self.scroll = self.scroll.min(content.lines.len().saturating_sub(height));
    }

    /// How far the pane can be scrolled.
    fn furthest(&self) -> usize {
        let Some(areas) = self.areas() else { return 0 };
        let content = view::content(self, areas.pane.width.into());
        content.lines.len().saturating_sub(content.room(areas.pane))
    }

    /// The lines that the pane has for what is scrolled.
    fn height(&self) -> usize {
        self.areas().map_or(1, |areas| view::content(self, areas.pane.width.into()).room(areas.pane))
    }
}
