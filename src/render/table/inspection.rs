//! One connection: the verdict, then its steps in one column, and at greater depth each step's fields or bytes.

use std::io::{self, Write};

use super::columns::{self, Cell, Paint, Table};
use super::{Page, bytes, step};
use crate::render::palette::Palette;
use crate::render::text::visible;
use crate::report::{Conclusion, Depth, Entry, Field, Inspection, InspectionReport, Weight};

pub(super) fn render(report: &InspectionReport<'_>, page: Page, out: &mut impl Write) -> io::Result<()> {
    for (index, inspection) in report.inspections().iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        of_connection(inspection, report.depth, page, out)?;
    }
    if report.is_synthetic() {
        writeln!(out, "\n{}", page.palette.quiet("A seeded run: addresses, times and the interleaving of both directions are made up."))?;
    }
    Ok(())
}

fn of_connection(inspection: &Inspection, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    verdict(&inspection.conclusion, page, out)?;
    let subject = &inspection.subject;
    let about = format!("{}  {}  {}", visible(&subject.name), visible(&subject.agreed), visible(&subject.between));
    writeln!(out, "\n{}\n", page.palette.quiet(&about))?;
    timeline(inspection, page, out)?;
    legend(inspection, page, out)?;
    let steps = inspection.timeline.iter().filter(|entry| entry.weight == Weight::Step);
    steps.filter(|_| depth > Depth::Steps).try_for_each(|step| detail(&subject.name, step, depth, page, out))
}

/// The headline, the id with its certainty, and what it rests on.
pub(super) fn verdict(conclusion: &Conclusion, page: Page, out: &mut impl Write) -> io::Result<()> {
    let paint = if conclusion.is_good { Palette::added } else { Palette::failed };
    let headline = visible(&conclusion.headline);
    for line in textwrap::wrap(&headline, textwrap::Options::new(page.width).subsequent_indent("  ")) {
        writeln!(out, "{}", paint(page.palette, &line))?;
    }
    let mut table = Table::new(1);
    if let Some(cause) = &conclusion.cause {
        table.push([Cell::new("cause", Palette::heading), Cell::new(cause.to_string(), Palette::heading)]);
    }
    for ground in &conclusion.grounds {
        for (index, line) in ground.lines.iter().enumerate() {
            let label = if index == 0 { ground.label } else { "" };
            table.push([Cell::new(label, Palette::heading), Cell::plain(visible(line))]);
        }
    }
    write!(out, "{}", table.layout(page))
}

fn timeline(inspection: &Inspection, page: Page, out: &mut impl Write) -> io::Result<()> {
    let header = ["rung", "step", "what it says"].map(|cell| Cell::new(cell, Palette::heading));
    let mut table = Table::new(2).with_header(header);
    for entry in &inspection.timeline {
        let plain = |_, text: &str| text.to_owned();
        let (name, says): (Paint, Paint) = match entry.weight {
            Weight::Step => (plain, if entry.has_failed() { Palette::failed } else { plain }),
            Weight::Remark | Weight::Detail => (Palette::quiet, if entry.has_failed() { Palette::failed } else { Palette::quiet }),
        };
        table.push([Cell::plain(step::rung(entry)), Cell::new(step::name(entry), name), Cell::new(step::says(entry), says)]);
    }
    write!(out, "{}", table.layout(page))
}

/// Explains the symbols that occur, and tells every check that is not a plain yes.
fn legend(inspection: &Inspection, page: Page, out: &mut impl Write) -> io::Result<()> {
    let steps = || inspection.timeline.iter();
    let mut lines = Vec::new();
    if steps().any(|step| step.opened) {
        lines.push("*  encrypted on the wire, opened with the key log".to_owned());
    }
    lines.extend(step::legend(steps().flat_map(|step| &step.marks)));
    if steps().any(|entry| entry.is_inferred) {
        lines.push("[] inferred, not said by that end".to_owned());
    } else if steps().any(|step| step.says.starts_with('[')) {
        lines.push("[] inferred from the size and the place of a sealed record".to_owned());
    }
    for step in steps() {
        for mark in step.marks.iter().filter(|mark| mark.holds != Some(true)) {
            let symbol = mark.symbol();
            lines.push(format!("{symbol}  {} of {}: {}", mark.what, visible(&step.name), visible(&mark.detail)));
        }
    }
    if !lines.is_empty() {
        writeln!(out)?;
    }
    lines.iter().try_for_each(|line| columns::paragraph(line, Palette::quiet, page, out))
}

/// One step at depth 2 or 3.
fn detail(name: &str, step: &Entry, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    let rung = step.rung.map(|rung| format!("   rung {}: {}", rung.number, rung.title)).unwrap_or_default();
    writeln!(out, "\n{}{}", page.palette.heading(&step::name(step)), page.palette.quiet(&rung))?;
    if depth == Depth::Bytes && !step.bytes.is_empty() {
        return bytes::of_step(name, step, page, out);
    }
    if step.fields.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(1);
    rows(&step.fields, 0, &mut table);
    write!(out, "{}", table.layout(page))
}

pub(super) fn rows(fields: &[Field], indent: usize, table: &mut Table) {
    for field in fields {
        let name = format!("{}{}", "  ".repeat(indent), visible(&field.name));
        table.push([Cell::new(name, Palette::name), Cell::plain(visible(&field.value))]);
        rows(&field.parts, indent + 1, table);
    }
}
