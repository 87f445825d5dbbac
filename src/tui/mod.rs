//! The lesson on a terminal: one step of a handshake at a time, on a full screen.
//!
//! [`Lesson`] is a plain state: a key changes it, and it can draw itself. [`Screen`] takes the terminal and always gives
//! it back. [`run`] brings the two together.

mod area;
mod diagram;
mod draw;
mod keys;
mod lesson;
mod look;
mod mouse;
mod overlay;
mod prediction;
mod screen;
mod search;
mod sixteen;
mod view;

#[cfg(all(test, feature = "lab"))]
mod tests;

use std::io;

pub use keys::Flow;
pub use lesson::{Lesson, View};
pub use look::Look;
pub use screen::{Input, Screen};

use crate::report::Walked;

/// Shows a walk until its reader has seen enough. The error is the terminal's.
pub fn run(walked: &Walked, look: Look) -> io::Result<()> {
    let mut screen = Screen::enter()?;
    let mut lesson = Lesson::new(walked, look);
    loop {
        screen.draw(&mut lesson)?;
        let flow = match screen.input()? {
            Input::Key(key) => lesson.key(key),
            Input::Mouse(mouse) => lesson.mouse(mouse),
            Input::Resized => Flow::Stay,
            Input::Stop => Flow::Suspend,
            Input::End => Flow::Quit,
        };
        match flow {
            Flow::Stay => {}
            Flow::Suspend => screen.suspend()?,
            Flow::Quit => return screen.leave(),
        }
    }
}
