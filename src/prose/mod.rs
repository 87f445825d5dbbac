//! Words for a terminal: Markdown laid out in lines of styled words, and text made safe to show.
//!
//! What a style looks like is for the reader of the lines to say: a colour, an attribute, or nothing.

mod layout;
mod safe;
mod secret;
mod table;
mod wrap;

pub use layout::layout;
pub use safe::{is_hidden, visible};
pub use secret::without_secrets;

/// A line that fits the width it was laid out for; a command, which stays on its line, apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its parts, in order.
    pub spans: Vec<Span>,
}

/// Text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Safe to show.
    pub text: String,
    /// How it stands out.
    pub style: Style,
}

/// How words stand out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Not at all.
    #[default]
    Plain,
    /// A heading, and what is stressed.
    Strong,
    /// Names of fields, commands, values.
    Code,
}

/// How Markdown is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Columns that are there.
    pub width: usize,
    /// Whether code of more than one word keeps its backticks, because nothing else sets it apart.
    pub backticks: bool,
}

impl Line {
    /// The line without its styles.
    #[must_use]
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Adds text; text of the same style joins what stands there.
    fn push(&mut self, text: &str, style: Style) {
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.spans.push(Span { text: text.to_owned(), style }),
        }
    }
}
