//! The few colours of the output. What they say, a word or a symbol says too: they are never needed.

use colored::{ColoredString, Colorize};

use crate::report::Tone;

/// Paints text, or leaves it as it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    on: bool,
}

impl Palette {
    pub(super) fn new(on: bool) -> Self {
        if on {
            colored::control::set_override(true);
        }
        Self { on }
    }

    /// Whether there are colours.
    pub(super) fn is_on(self) -> bool {
        self.on
    }

    pub(super) fn paint(self, tone: Tone, text: &str) -> String {
        let paint: fn(&str) -> ColoredString = match tone {
            _ if !self.on || text.is_empty() => return text.to_owned(),
            Tone::Plain => return text.to_owned(),
            Tone::Strong => |text| text.bold(),
            Tone::Name => |text| text.cyan(),
            Tone::Quiet => |text| text.dimmed(),
            Tone::Good => |text| text.green().bold(),
            Tone::Bad => |text| text.red().bold(),
        };
        paint(text).to_string()
    }
}
