//! For a terminal: columns that fit its width, words and symbols that survive a monochrome projector.

mod bytes;
mod certificates;
mod columns;
mod comparison;
mod explanation;
mod inspection;
mod prose;
mod step;
mod suite;
mod survey;
mod walk;

use std::io::{self, Write};

use super::Layout;
use super::palette::Palette;
use crate::report::{ComparisonReport, Report};

/// What every part of the output needs to know.
#[derive(Clone, Copy, Debug)]
struct Page {
    width: usize,
    palette: Palette,
}

/// The narrowest layout: a narrower terminal wraps lines itself.
const NARROWEST: usize = 60;

/// Wider lines are hard to read.
const WIDEST: usize = 200;

pub(super) fn render(report: &Report<'_>, layout: Layout, out: &mut impl Write) -> io::Result<()> {
    let page = Page { width: layout.width.clamp(NARROWEST, WIDEST), palette: Palette::new(layout.color) };
    match report {
        Report::Comparison(report) => of_comparison(report, page, out),
        Report::Explanation(report) => explanation::render(report, page, out),
        Report::Inspection(report) => inspection::render(report, page, out),
        Report::Lesson(report) => walk::render(report, page, out),
        Report::Suite(report) => suite::render(report, page, out),
        Report::Survey(report) => survey::render(report, page, out),
        Report::Certificates(report) => certificates::files(report, page, out),
        Report::Quiz(report) => writeln!(out, "{}", in_prose(&crate::render::quiz::markdown(report), page).trim_end()),
        Report::Preflight(report) => certificates::preflight(report, page, out),
    }
}

/// Markdown for a terminal.
pub(super) fn prose(markdown: &str, layout: Layout) -> String {
    in_prose(markdown, Page { width: layout.width.clamp(NARROWEST, WIDEST), palette: Palette::new(layout.color) })
}

fn in_prose(markdown: &str, page: Page) -> String {
    prose::layout(markdown, Page { width: page.width.min(prose::WIDEST), ..page })
}

fn of_comparison(report: &ComparisonReport<'_>, page: Page, out: &mut impl Write) -> io::Result<()> {
    for (index, pair) in report.comparisons().iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        comparison::render(pair, report.depth, page, out)?;
    }
    if report.is_synthetic() {
        writeln!(out, "\n{}", page.palette.quiet("A seeded run: addresses, times and the interleaving of both directions are made up."))?;
    }
    Ok(())
}
