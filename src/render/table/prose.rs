//! Markdown for a terminal: the lines of [`crate::report::prose`], painted.

use super::Page;
use crate::render::palette::Palette;
use crate::report::Tone;
use crate::report::prose::{self, Line, Options, Span, Style};

/// Longer lines of prose are hard to read.
pub(super) const WIDEST: usize = 100;

/// Markdown laid out for a page; each block ends with an empty line.
pub(super) fn layout(markdown: &str, page: Page) -> String {
    let options = Options { width: page.width, backticks: !page.palette.is_on() };
    prose::layout(markdown, options).iter().map(|line| painted(line, page.palette) + "\n").collect()
}

fn painted(line: &Line, palette: Palette) -> String {
    line.spans.iter().map(|span| paint(span, palette)).collect()
}

fn paint(span: &Span, palette: Palette) -> String {
    let tone = match span.style {
        Style::Plain => Tone::Plain,
        Style::Strong => Tone::Strong,
        Style::Code => Tone::Name,
    };
    palette.paint(tone, &span.text)
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
