//! Markdown for a terminal: headings, wrapped paragraphs, lists, tables and code.

use pulldown_cmark::{CodeBlockKind, Event, Options as Extensions, Parser, Tag, TagEnd};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::Page;
use super::columns::{Cell, Table};
use crate::render::palette::Palette;
use crate::render::text::visible;

/// Longer lines of prose are hard to read.
pub(super) const WIDEST: usize = 100;

/// Text stands this far in; headings do not.
const MARGIN: &str = " ";

/// Markdown laid out for a page; each block ends with an empty line.
pub(super) fn layout(markdown: &str, page: Page) -> String {
    let mut prose = Prose {
        page,
        done: String::new(),
        inline: String::new(),
        style: Style::Plain,
        lists: Vec::new(),
        marker: None,
        code: None,
        is_text: false,
        link: None,
        rows: Vec::new(),
    };
    for event in Parser::new_ext(markdown, Extensions::ENABLE_TABLES) {
        prose.take(event);
    }
    prose.done
}

/// How the words that come are painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Plain,
    Strong,
}

struct Prose {
    page: Page,
    /// What is laid out.
    done: String,
    /// The painted words of the block that is being read.
    inline: String,
    style: Style,
    /// The lists that are open, each with the number of its next item.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of the item that is being read.
    marker: Option<String>,
    /// The block of code that is being read.
    code: Option<String>,
    /// Whether that block is text, which may be wrapped: a command must stay on its line.
    is_text: bool,
    /// Where the link that is being read leads to.
    link: Option<String>,
    /// The rows of the table that is being read.
    rows: Vec<Vec<String>>,
}

impl Prose {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.words(&text, self.style),
            },
            Event::Code(code) => self.code_span(&code),
            Event::Html(text) | Event::InlineHtml(text) => self.words(&text, self.style),
            Event::SoftBreak | Event::HardBreak => self.inline.push(' '),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong | Tag::Emphasis => self.style = Style::Strong,
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.into_string()),
            Tag::CodeBlock(kind) => {
                self.code = Some(String::new());
                self.is_text = matches!(kind, CodeBlockKind::Fenced(language) if &*language == "text");
            }
            Tag::List(first) => {
                self.paragraph();
                self.lists.push(first);
            }
            Tag::Item => self.marker = Some(self.next_marker()),
            Tag::Table(_) => self.rows.clear(),
            Tag::TableHead | Tag::TableRow => self.rows.push(Vec::new()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong | TagEnd::Emphasis => self.style = Style::Plain,
            TagEnd::Link => self.link_end(),
            TagEnd::Heading(_) => self.heading(),
            TagEnd::CodeBlock => self.code_block(),
            TagEnd::Paragraph | TagEnd::Item => self.paragraph(),
            TagEnd::List(_) => {
                self.lists.pop();
                self.gap();
            }
            TagEnd::TableCell => self.cell(),
            TagEnd::Table => self.table(),
            _ => {}
        }
    }

    /// Each word is painted by itself, so that lines can be broken between them.
    fn words(&mut self, text: &str, style: Style) {
        let palette = self.page.palette;
        self.paint(text, |word| if style == Style::Strong { palette.heading(word) } else { word.to_owned() });
    }

    /// In no colour, code of more than one word keeps its backticks.
    fn code_span(&mut self, code: &str) {
        let palette = self.page.palette;
        if code.contains(' ') && !palette.is_on() {
            self.paint(&format!("`{code}`"), str::to_owned);
        } else {
            self.paint(code, |word| palette.name(word));
        }
    }

    fn paint(&mut self, text: &str, paint: impl Fn(&str) -> String) {
        for piece in text.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            self.inline.push_str(&paint(&visible(word)));
            self.inline.extend((word.len() < piece.len()).then_some(' '));
        }
    }

    /// A link within the pages is its text; one to elsewhere is told.
    fn link_end(&mut self) {
        if let Some(link) = self.link.take().filter(|link| link.starts_with("http")) {
            self.words(&format!(" ({link})"), Style::Plain);
        }
    }

    fn heading(&mut self) {
        let text = std::mem::take(&mut self.inline);
        self.line(&self.page.palette.heading(&text));
    }

    fn paragraph(&mut self) {
        let text = std::mem::take(&mut self.inline);
        if text.trim().is_empty() {
            return;
        }
        let indent = format!("{MARGIN}{}", "  ".repeat(self.lists.len().saturating_sub(1)));
        let further = if self.lists.is_empty() { "" } else { "  " };
        let marker = self.marker.take().unwrap_or_else(|| further.to_owned());
        let hanging = indent.clone() + &" ".repeat(display_width(&marker));
        let first = indent + &marker;
        let options = options(self.page.width).initial_indent(&first).subsequent_indent(&hanging);
        for line in textwrap::wrap(text.trim(), options) {
            self.line(line.trim_end());
        }
        if self.lists.is_empty() {
            self.gap();
        }
    }

    fn next_marker(&mut self) -> String {
        self.paragraph();
        match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{:>2}. ", *number - 1)
            }
            _ => "- ".into(),
        }
    }

    fn code_block(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let indent = format!("{MARGIN}    ");
        let width = if self.is_text { self.page.width } else { usize::MAX };
        for line in code.lines().map(visible) {
            let options = Options::new(width).word_separator(WordSeparator::AsciiSpace).initial_indent(&indent).subsequent_indent(&indent);
            for line in textwrap::wrap(&line, options) {
                self.line(&self.page.palette.name(&line));
            }
        }
        self.gap();
    }

    fn cell(&mut self) {
        let text = std::mem::take(&mut self.inline);
        if let Some(row) = self.rows.last_mut() {
            row.push(text.trim().to_owned());
        }
    }

    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let widths = widths(&rows, self.page.width);
        let mut rows = rows.into_iter().map(|row| row.iter().zip(&widths).map(|(cell, &width)| wrapped(cell, width)).collect::<Vec<_>>());
        let header = rows.next().unwrap_or_default();
        let mut table = Table::new(widths.len()).with_header(header.into_iter().map(|cell| Cell::new(cell, Palette::heading)));
        for row in rows {
            table.push(row.into_iter().map(Cell::plain));
        }
        self.done += &table.layout(self.page);
        self.gap();
    }

    fn line(&mut self, line: &str) {
        self.done.push_str(line);
        self.done.push('\n');
    }

    fn gap(&mut self) {
        if !self.done.ends_with("\n\n") {
            self.done.push('\n');
        }
    }
}

/// What each column gets: its longest word, and of the rest of the line a share of what it lacks. No name is broken.
fn widths(rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let of_column = |column: usize, size: fn(&str) -> usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| size(cell)).max().unwrap_or_default()
    };
    let least: Vec<usize> = (0..columns).map(|column| of_column(column, longest_word)).collect();
    let lacks: Vec<usize> = (0..columns).map(|column| of_column(column, display_width).saturating_sub(least[column])).collect();
    let taken = MARGIN.len() + least.iter().sum::<usize>() + columns * 2;
    let (room, lacking) = (width.saturating_sub(taken), lacks.iter().sum::<usize>());
    least.iter().zip(&lacks).map(|(least, lacks)| least + lacks.min(&(room * lacks / lacking.max(1)))).collect()
}

fn longest_word(cell: &str) -> usize {
    cell.split(' ').map(display_width).max().unwrap_or_default()
}

fn wrapped(cell: &str, width: usize) -> String {
    textwrap::wrap(cell, options(width.max(1))).join("\n")
}

fn options(width: usize) -> Options<'static> {
    Options::new(width).word_separator(WordSeparator::AsciiSpace).word_splitter(WordSplitter::NoHyphenation)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(markdown: &str) -> String {
        layout(markdown, Page { width: 40, palette: Palette::new(false) })
    }

    #[test]
    fn blocks_are_laid_out_and_wrapped() {
        insta::assert_snapshot!(shown("# A page\n\nSome `code`, some `openssl s_client -x` and [a link](x.md) that\nwraps.\n\n    cat a b\n\n- one, which is longer than a line of this width\n- two\n\n1. first\n2. second\n\n| field | meaning |\n| --- | --- |\n| `random` | fresh bytes that go into the keys |\n"), @r"
        A page
         Some code, some `openssl s_client -x`
         and a link that wraps.

             cat a b

         - one, which is longer than a line of
           this width
         - two

          1. first
          2. second

         field   meaning
         ──────────────────────────────────────
         random  fresh bytes that go into the
                 keys
        ");
    }

    #[test]
    fn what_could_harm_a_terminal_is_made_visible() {
        assert_eq!(shown("    a\u{1b}[31mb\n"), "     a\\u{1b}[31mb\n\n");
        assert_eq!(shown("a\u{1b}[31mb <b>\n"), " a\\u{1b}[31mb <b>\n\n");
    }
}
