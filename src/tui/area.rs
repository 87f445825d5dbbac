//! Where things stand on the screen: one below the other, or, where there is room, side by side.

use ratatui::layout::Rect;

/// The smallest terminal that a lesson fits on.
pub(super) const SMALLEST: (u16, u16) = (60, 18);

/// From this width on the diagram and the page stand side by side.
const WIDE: u16 = 150;

/// Lines of the screen that are neither diagram nor pane: title, actors, tabs, progress, keys.
const FIXED: u16 = 5;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Areas {
    pub(super) title: Rect,
    /// The names of the ends.
    pub(super) actors: Rect,
    pub(super) diagram: Rect,
    /// What the pane shows, and what else it can show.
    pub(super) tabs: Rect,
    pub(super) pane: Rect,
    pub(super) progress: Rect,
    pub(super) keys: Rect,
}

impl Areas {
    /// The parts of a screen; `None` if it is too small. `rows` is how many the whole diagram would take.
    pub(super) fn of(whole: Rect, rows: usize) -> Option<Self> {
        if whole.width < SMALLEST.0 || whole.height < SMALLEST.1 {
            return None;
        }
        let rows = u16::try_from(rows).unwrap_or(u16::MAX);
        Some(if whole.width >= WIDE { Self::side_by_side(whole) } else { Self::stacked(whole, rows) })
    }

    fn stacked(whole: Rect, rows: u16) -> Self {
        let free = whole.height - FIXED;
        let height = (free * 2 / 5).clamp(5, rows.max(5));
        let line = |y: u16, height: u16| Rect { y: whole.y + y, height, ..whole };
        Self {
            title: line(0, 1),
            actors: line(1, 1),
            diagram: line(2, height),
            tabs: line(2 + height, 1),
            pane: line(3 + height, free - height),
            progress: line(whole.height - 2, 1),
            keys: line(whole.height - 1, 1),
        }
    }

    fn side_by_side(whole: Rect) -> Self {
        let left = whole.width / 2 - 4;
        let height = whole.height - 3;
        let part = |x: u16, y: u16, width: u16, height: u16| Rect { x: whole.x + x, y: whole.y + y, width, height };
        let (right, rest) = (left + 2, whole.width - left - 2);
        Self {
            title: part(0, 0, whole.width, 1),
            actors: part(0, 1, left, 1),
            diagram: part(0, 2, left, height - 1),
            tabs: part(right, 1, rest, 1),
            pane: part(right, 2, rest, height - 1),
            progress: part(0, whole.height - 2, whole.width, 1),
            keys: part(0, whole.height - 1, whole.width, 1),
        }
    }
}
