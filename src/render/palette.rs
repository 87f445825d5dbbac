//! The few colours of the output. What they say, a word or a symbol says too: they are never needed.

use colored::Colorize;

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

    /// What one side adds.
    pub(super) fn added(self, text: &str) -> String {
        self.paint(text, |text| text.green().bold().to_string())
    }

    /// What is the same, or absent.
    pub(super) fn quiet(self, text: &str) -> String {
        self.paint(text, |text| text.dimmed().to_string())
    }

    /// A heading.
    pub(super) fn heading(self, text: &str) -> String {
        self.paint(text, |text| text.bold().to_string())
    }

    /// The name of a field.
    pub(super) fn name(self, text: &str) -> String {
        self.paint(text, |text| text.cyan().to_string())
    }

    /// Something that failed.
    pub(super) fn failed(self, text: &str) -> String {
        self.paint(text, |text| text.red().bold().to_string())
    }

    /// Line by line, so that a line of a table cell never leaves its colour on.
    fn paint(self, text: &str, with: impl Fn(&str) -> String) -> String {
        if !self.on {
            return text.to_owned();
        }
        text.split('\n').map(|line| if line.is_empty() { String::new() } else { with(line) }).collect::<Vec<_>>().join("\n")
    }
}
