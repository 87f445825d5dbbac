//! Blocks in, bytes out. One format, one file.
//!
//! Strings from the wire are hostile to terminals: whatever a renderer for people prints goes through
//! `text::visible` first.

pub mod html;
mod json;
mod markdown;
mod palette;
mod table;
mod text;

use std::io::{self, Write};

use crate::report::{Block, Report, SurveyLine};

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

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Table, Self::Json, Self::Markdown, Self::Html, Self::Worksheet];
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
///
/// # Errors
///
/// That of `out`; and `Unsupported` for a worksheet of what has no steps.
pub fn render(report: &dyn Report, format: Format, layout: Layout, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Table => table::write(&blocks(report), layout, out),
        Format::Json => json::write(report, out),
        Format::Markdown => markdown::write(&blocks(report), out),
        Format::Html => out.write_all(html::write(report).as_bytes()),
        Format::Worksheet => match report.walks() {
            Some(walks) => out.write_all(html::worksheet(&walks).as_bytes()),
            None => Err(io::Error::new(io::ErrorKind::Unsupported, "a worksheet asks for steps, and there are none here")),
        },
    }
}

/// The blocks that say something.
fn blocks(report: &dyn Report) -> Vec<Block> {
    report.blocks().into_iter().filter(|block| !block.is_empty()).collect()
}
