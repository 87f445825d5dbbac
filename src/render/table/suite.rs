//! A run of scenarios: a line each, and what is not as expected side by side.

use std::io::{self, Write};

use super::Page;
use super::columns::{Cell, Table};
use crate::render::palette::Palette;
use crate::render::text::visible;
use crate::report::{SuiteReport, SuiteResult};

pub(super) fn render(report: &SuiteReport, page: Page, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new(2);
    for result in &report.results {
        let (mark, paint): (_, super::columns::Paint) = if result.passed { ("✓", Palette::added) } else { ("✗", Palette::failed) };
        table.push([Cell::new(mark, paint), Cell::plain(visible(&result.name)), Cell::plain(visible(&result.seen))]);
    }
    write!(out, "{}", table.layout(page))?;
    report.results.iter().filter(|result| !result.passed).try_for_each(|result| differences(result, page, out))?;
    let closing = format!("{} passed, {} failed", report.passed, report.failed);
    let paint = if report.failed == 0 { Palette::heading } else { Palette::failed };
    writeln!(out, "\n{}", paint(page.palette, &closing))
}

fn differences(result: &SuiteResult, page: Page, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{}", page.palette.failed(&visible(&result.name)))?;
    let mut table = Table::new(1).with_header(["", "expected", "seen"].map(|cell| Cell::new(cell, Palette::quiet)));
    for difference in &result.differences {
        table.push([Cell::plain(difference.what), Cell::plain(visible(&difference.expected)), Cell::plain(visible(&difference.seen))]);
    }
    write!(out, "{}", table.layout(page))
}
