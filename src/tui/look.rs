//! How things stand out: a few of the sixteen colours, or, in no colour, bold and reversed alone. What a colour says, a
//! word or a symbol says too.

use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use textwrap::core::Word;

use crate::report::prose::{self, visible};

/// Whether there are colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether colours may be used.
    pub color: bool,
}

impl Look {
    /// A heading.
    #[expect(clippy::unused_self, reason = "every look is asked for in the same way")]
    pub(super) fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What one side adds, and what holds.
    pub(super) fn added(self) -> Style {
        self.colored(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// What failed.
    pub(super) fn failed(self) -> Style {
        self.colored(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// The name of a field, a command.
    pub(super) fn name(self) -> Style {
        self.colored(Color::Cyan)
    }

    /// What is the same, or absent.
    pub(super) fn quiet(self) -> Style {
        if self.color { Style::new().add_modifier(Modifier::DIM) } else { Style::new() }
    }

    /// What is chosen.
    #[expect(clippy::unused_self, reason = "every look is asked for in the same way")]
    pub(super) fn chosen(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    fn colored(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }

    /// Laid out Markdown.
    pub(super) fn markdown(self, markdown: &str, width: usize) -> Vec<Line<'static>> {
        let options = prose::Options { width, backticks: !self.color };
        prose::layout(markdown, options).into_iter().map(|line| self.prose(line)).collect()
    }

    fn prose(self, line: prose::Line) -> Line<'static> {
        let span = |span: prose::Span| {
            let style = match span.style {
                prose::Style::Plain => Style::new(),
                prose::Style::Strong => self.strong(),
                prose::Style::Code => self.name(),
            };
            Span::styled(span.text, style)
        };
        line.spans.into_iter().map(span).collect()
    }
}

/// Text in a style. Whatever is shown comes through here or is laid out Markdown: nothing in it moves the cursor.
pub(super) fn text(text: impl AsRef<str>, style: Style) -> Span<'static> {
    Span::styled(visible(text.as_ref()).into_owned(), style)
}

/// A line of text in a style.
pub(super) fn line(of: impl AsRef<str>, style: Style) -> Line<'static> {
    Line::from(text(of, style))
}

/// Text wrapped to a width, behind something that stands before its first line.
pub(super) fn wrapped(of: &str, width: usize, before: &str, style: Style) -> Vec<Line<'static>> {
    let indent = " ".repeat(textwrap::core::display_width(before));
    let options = textwrap::Options::new(width.max(8)).initial_indent(before).subsequent_indent(&indent);
    let options = options.word_splitter(textwrap::WordSplitter::NoHyphenation).word_separator(textwrap::WordSeparator::Custom(words));
    textwrap::wrap(&visible(of), options).into_iter().map(|found| line(found, style)).collect()
}

/// Words end at spaces; a name that is too long for most columns, such as a cipher suite's, also behind an underscore.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(line.split_inclusive(' ').flat_map(|word| {
        let at = if word.len() > LONG_NAME { '_' } else { ' ' };
        word.split_inclusive(at).map(Word::from)
    }))
}

/// A name of more letters may be broken.
const LONG_NAME: usize = 20;

/// Two columns, the left one of that width.
pub(super) fn beside(left: Vec<Line<'static>>, right: Vec<Line<'static>>, width: usize) -> Vec<Line<'static>> {
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    let mut found = Vec::new();
    loop {
        let (ours, theirs) = (left.next(), right.next());
        if ours.is_none() && theirs.is_none() {
            return found;
        }
        let mut whole = ours.unwrap_or_default();
        if let Some(theirs) = theirs.filter(|line| line.width() > 0) {
            whole.spans.push(Span::raw(" ".repeat(width.saturating_sub(whole.width()))));
            whole.spans.extend(theirs.spans);
        }
        found.push(whole);
    }
}

/// Text cut to a width, its end told by a sign.
pub(super) fn cut(of: &str, width: usize) -> String {
    if textwrap::core::display_width(of) <= width {
        return of.to_owned();
    }
    let mut kept = String::new();
    for letter in of.chars() {
        if textwrap::core::display_width(&kept) + textwrap::core::display_width(letter.encode_utf8(&mut [0; 4])) + 1 > width {
            break;
        }
        kept.push(letter);
    }
    kept + if width > 0 { "…" } else { "" }
}
