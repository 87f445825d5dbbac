//! Markdown as lines: headings, wrapped paragraphs, lists, tables and code.

use pulldown_cmark::{CodeBlockKind, Event, Options as Extensions, Parser, Tag, TagEnd};

use super::table::{self, Row};
use super::wrap::{Words, wrap};
use super::{Line, Options, Style, visible};

/// Text stands this far in; headings do not.
const MARGIN: &str = " ";

/// Markdown laid out; each block ends with an empty line.
#[must_use]
pub fn layout(markdown: &str, options: Options) -> Vec<Line> {
    let mut prose = Prose {
        options,
        done: Vec::new(),
        inline: Words::default(),
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

struct Prose {
    options: Options,
    /// What is laid out.
    done: Vec<Line>,
    /// The words of the block that is being read.
    inline: Words,
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
    rows: Vec<Row>,
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
            Event::SoftBreak | Event::HardBreak => self.inline.push(" ", Style::Plain),
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

    fn words(&mut self, text: &str, style: Style) {
        self.inline.push(&visible(text), style);
    }

    fn code_span(&mut self, code: &str) {
        if code.contains(' ') && self.options.backticks {
            self.words(&format!("`{code}`"), Style::Plain);
        } else {
            self.words(code, Style::Code);
        }
    }

    /// A link within the pages is its text; one to elsewhere is told.
    fn link_end(&mut self) {
        if let Some(link) = self.link.take().filter(|link| link.starts_with("http")) {
            self.words(&format!(" ({link})"), Style::Plain);
        }
    }

    /// A heading is one line, however long.
    fn heading(&mut self) {
        let mut lines = wrap(self.inline.take(), usize::MAX, "");
        lines.iter_mut().flat_map(|line| &mut line.spans).for_each(|span| span.style = Style::Strong);
        self.done.append(&mut lines);
    }

    fn paragraph(&mut self) {
        let words = self.inline.take();
        if words.is_empty() {
            return;
        }
        let indent = format!("{MARGIN}{}", "  ".repeat(self.lists.len().saturating_sub(1)));
        let further = if self.lists.is_empty() { "" } else { "  " };
        let marker = self.marker.take().unwrap_or_else(|| further.to_owned());
        self.done.extend(wrap(words, self.options.width, &(indent + &marker)));
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
        for line in code.lines().map(visible) {
            if self.is_text {
                let mut words = Words::default();
                words.push(&line, Style::Code);
                self.done.extend(wrap(words.take(), self.options.width, &indent));
            } else {
                let mut whole = Line::default();
                whole.push(&format!("{indent}{line}"), Style::Code);
                self.done.push(whole);
            }
        }
        self.gap();
    }

    fn cell(&mut self) {
        let words = self.inline.take();
        if let Some(row) = self.rows.last_mut() {
            row.push(words);
        }
    }

    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        self.done.extend(table::layout(rows, self.options.width, MARGIN));
        self.gap();
    }

    fn gap(&mut self) {
        if self.done.last().is_some_and(|line| !line.spans.is_empty()) {
            self.done.push(Line::default());
        }
    }
}
