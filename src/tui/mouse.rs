//! The mouse: a click on a step goes there, the wheel scrolls.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::diagram;
use super::keys::Flow;
use super::lesson::Lesson;

/// Lines that the wheel scrolls at a time.
const WHEEL: isize = 3;

impl Lesson<'_> {
    /// The mouse did something.
    pub fn mouse(&mut self, event: MouseEvent) -> Flow {
        let Some(areas) = self.areas().filter(|_| self.overlay.is_none()) else { return Flow::Stay };
        let is_in = |area: Rect| area.contains(Position { x: event.column, y: event.row });
        match event.kind {
            MouseEventKind::ScrollDown => self.scroll_by(WHEEL),
            MouseEventKind::ScrollUp => self.scroll_by(-WHEEL),
            MouseEventKind::Down(MouseButton::Left) if is_in(areas.diagram) => {
                let clicked = diagram::first(self, areas.diagram) + usize::from(event.row - areas.diagram.y);
                if clicked <= self.at {
                    self.go(clicked);
                } else {
                    self.next();
                }
            }
            MouseEventKind::Down(MouseButton::Left) if is_in(areas.progress) && self.prediction.is_none() => {
                let cards = self.cards().len();
                self.go(usize::from(event.column) * cards / usize::from(areas.progress.width.max(1)));
            }
            _ => {}
        }
        Flow::Stay
    }
}
