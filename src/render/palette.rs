//! The few colours of the output. What they say, a word or a symbol says too: they are never needed.

use colored::{ColoredString, Colorize};

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

    /// What one side adds.
    pub(super) fn added(self, text: &str) -> String {
        self.paint(text, |text| text.green().bold())
    }

    /// What is the same, or absent.
    pub(super) fn quiet(self, text: &str) -> String {
        self.paint(text, |text| text.dimmed())
    }

    /// A heading.
    pub(super) fn heading(self, text: &str) -> String {
        self.paint(text, |text| text.bold())
    }

    /// The name of a field.
    pub(super) fn name(self, text: &str) -> String {
        self.paint(text, |text| text.cyan())
    }

    /// Something that failed.
    pub(super) fn failed(self, text: &str) -> String {
        self.paint(text, |text| text.red().bold())
    }

    fn paint(self, text: &str, with: impl Fn(&str) -> ColoredString) -> String {
        if self.on && !text.is_empty() { with(text).to_string() } else { text.to_owned() }
    }
}
