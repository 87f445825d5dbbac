//! Report in, bytes out. One format, one file.
//!
//! Strings from the wire are hostile to terminals: whatever a renderer for people prints goes through
//! `text::visible` first.

mod certificates;
pub mod html;
mod json;
mod markdown;
mod palette;
pub(crate) mod quiz;
mod table;
mod text;

pub(crate) use text::visible;

use std::io::{self, Write};

use crate::report::{Report, SurveyLine};

/// The formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    #[default]
    Table,
    /// For programs: `tlstrace/1`.
    Json,
    /// For documents and tickets.
    Markdown,
    /// One self-contained page for a browser.
    Html,
    /// The lesson on paper, as a page: blanks, and the answers at the end.
    Worksheet,
}

/// How to lay out what people read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Columns that are there.
    pub width: usize,
    /// Whether colours may be used.
    pub color: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 80, color: false }
    }
}

/// Markdown laid out for a terminal, for commands that talk with somebody.
pub(crate) fn prose(markdown: &str, layout: Layout) -> String {
    table::prose(markdown, layout)
}

/// One connection as a line of JSON, without the end of the line.
pub fn json_line(line: &SurveyLine) -> io::Result<String> {
    json::line(line)
}

/// Writes a report in a format.
pub fn render(report: &Report<'_>, format: Format, layout: Layout, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Table => table::render(report, layout, out),
        Format::Json => json::render(report, out),
        Format::Markdown => markdown::render(report, out),
        Format::Html => html::render(report, false, out),
        Format::Worksheet => html::render(report, true, out),
    }
}
