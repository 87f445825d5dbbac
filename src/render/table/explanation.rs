//! A page that explains something: how the topic was read, the heading with its kind, the text.

use std::io::{self, Write};

use super::{Page, prose};
use crate::render::text::visible;
use crate::report::Explanation;

pub(super) fn render(explanation: &Explanation, page: Page, out: &mut impl Write) -> io::Result<()> {
    let page = Page { width: page.width.min(prose::WIDEST), ..page };
    if let Some(note) = &explanation.note {
        writeln!(out, "{}\n", page.palette.quiet(&visible(note)))?;
    }
    let parts = [page.palette.heading(&visible(&explanation.title)), page.palette.quiet(&visible(&explanation.label))];
    writeln!(out, "{}", parts.join("  ").trim_end())?;
    writeln!(out, "\n{}", prose::layout(&explanation.body(), page).trim_end())
}
