//! Two connections in two columns: the steps, what they amount to, and at greater depth each step's fields or bytes.

use std::io::{self, Write};

use super::columns::{Cell, NO_BREAK, Table};
use super::{Page, bytes, columns, step};
use crate::render::palette::Palette;
use crate::render::text::visible;
use crate::report::{Comparison, Depth, Entry, FieldRow, Mark, Row, TRANSCRIPT_HASH, Total};

pub(super) fn render(comparison: &Comparison, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    heading(comparison, page, out)?;
    writeln!(out)?;
    steps(comparison, page, out)?;
    writeln!(out)?;
    totals(&comparison.totals, page, out)?;
    legend(comparison, page, out)?;
    for row in comparison.rows.iter().filter(|_| depth > Depth::Steps) {
        writeln!(out)?;
        detail(comparison, row, depth, page, out)?;
    }
    if depth > Depth::Steps { said(comparison, page, out) } else { Ok(()) }
}

/// What was agreed on, and between whom; once where both sides have it in common.
fn heading(comparison: &Comparison, page: Page, out: &mut impl Write) -> io::Result<()> {
    let (left, right) = (&comparison.left, &comparison.right);
    if left.agreed == right.agreed && left.between == right.between {
        writeln!(out, "{}", page.palette.heading(&visible(&left.agreed)))?;
        return writeln!(out, "{}", page.palette.quiet(&visible(&left.between)));
    }
    for side in [left, right] {
        writeln!(out, "{}  {}", page.palette.heading(&visible(&side.name)), visible(&side.agreed))?;
        writeln!(out, "{}", page.palette.quiet(&format!("{}  {}", " ".repeat(side.name.chars().count()), visible(&side.between))))?;
    }
    Ok(())
}

fn steps(comparison: &Comparison, page: Page, out: &mut impl Write) -> io::Result<()> {
    let header = ["rung", "step", &comparison.left.name, &comparison.right.name];
    let mut table = Table::new(2).with_header(header.map(|cell| Cell::new(visible(cell), Palette::heading)));
    for row in &comparison.rows {
        let Some(either) = row.either() else { continue };
        let [left, right] = cells(row);
        table.push([Cell::plain(step::rung(either)), Cell::plain(step::name(either)), left, right]);
    }
    write!(out, "{}", table.layout(page))
}

/// What both sides say. The right one is told against the left one.
fn cells(row: &Row) -> [Cell; 2] {
    let absent = |other: &Entry| Cell::new(other.absent(), Palette::quiet);
    match (&row.left, &row.right) {
        (Some(left), Some(right)) if row.is_same() => [cell(left), same(left, right)],
        (Some(left), Some(right)) => [cell(left), cell(right)],
        (Some(left), None) => [cell(left), absent(left)],
        (None, Some(right)) => [absent(right), added(right)],
        (None, None) => [Cell::plain(""), Cell::plain("")],
    }
}

fn cell(step: &Entry) -> Cell {
    Cell::new(step::says(step), if step.has_failed() { Palette::failed } else { |_, text| text.to_owned() })
}

/// A certificate or a signature may be a few bytes longer or shorter and still say the same.
fn same(left: &Entry, right: &Entry) -> Cell {
    let other_length = if left.length == right.length { String::new() } else { format!("{}, otherwise ", step::length(right)) };
    Cell::new(format!("{other_length}the same"), Palette::quiet)
}

fn added(step: &Entry) -> Cell {
    Cell::new(format!("+{NO_BREAK}{}", step::says(step)), if step.has_failed() { Palette::failed } else { Palette::added })
}

/// What both columns amount to.
pub(super) fn totals(totals: &[Total], page: Page, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new(1);
    for total in totals {
        let right = if total.left == total.right { Cell::new("the same", Palette::quiet) } else { Cell::plain(visible(&total.right)) };
        table.push([Cell::new(total.what, Palette::heading), Cell::plain(visible(&total.left)), right]);
    }
    write!(out, "{}", table.layout(page))
}

/// Explains the symbols that occur, and tells every check that is not a plain yes.
fn legend(comparison: &Comparison, page: Page, out: &mut impl Write) -> io::Result<()> {
    let both = || comparison.rows.iter().flat_map(|row| [&row.left, &row.right]).flatten();
    let marks = || both().flat_map(|step| step.marks.iter().map(move |mark| (step, mark)));
    let mut lines = vec!["rung: the step of the classic eleven-step story that the message stands on".to_owned()];
    if both().any(|step| step.opened) {
        lines.push("*  encrypted on the wire, opened with the key log".into());
    }
    lines.extend(step::legend(marks().map(|(_, mark)| mark)));
    for (step, mark) in marks().filter(|(_, mark)| mark.holds != Some(true)) {
        lines.push(doubt(step, mark));
    }
    writeln!(out)?;
    lines.dedup();
    lines.iter().try_for_each(|line| columns::paragraph(line, Palette::quiet, page, out))
}

fn doubt(step: &Entry, mark: &Mark) -> String {
    let symbol = mark.symbol();
    format!("{symbol}  {} of {}: {}", mark.what, visible(&step.name), visible(&mark.detail))
}

/// One step at depth 2 or 3.
fn detail(comparison: &Comparison, row: &Row, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    let Some(either) = row.either() else { return Ok(()) };
    let rung = either.rung.map(|rung| format!("   rung {}: {}", rung.number, rung.title)).unwrap_or_default();
    writeln!(out, "{}{}", page.palette.heading(&step::name(either)), page.palette.quiet(&rung))?;
    let is_bytes = depth == Depth::Bytes && !either.bytes.is_empty();
    let (fields, hashes): (Vec<&FieldRow>, Vec<&FieldRow>) = row.fields.iter().partition(|field| field.name != TRANSCRIPT_HASH);
    let shown = if is_bytes { hashes } else { fields.into_iter().chain(hashes).collect() };
    field_table([&comparison.left.name, &comparison.right.name], &shown, page, out)?;
    checks(comparison, row, page, out)?;
    if is_bytes {
        bytes::both(comparison, row, page, out)?;
    }
    Ok(())
}

/// The fields of two columns of these names.
pub(super) fn field_table(names: [&str; 2], fields: &[&FieldRow], page: Page, out: &mut impl Write) -> io::Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let header = ["field", names[0], names[1]].map(|cell| Cell::new(visible(cell), Palette::quiet));
    let mut table = Table::new(1).with_header(header);
    for field in fields {
        let name = format!("{}{}", "  ".repeat(field.indent), visible(&field.name));
        let [left, right] = values(field);
        table.push([Cell::new(name, Palette::name), left, right]);
    }
    write!(out, "{}", table.layout(page))
}

fn values(field: &FieldRow) -> [Cell; 2] {
    let absent = || Cell::new("–", Palette::quiet);
    let value = |value: &str| Cell::plain(visible(value));
    match (&field.left, &field.right) {
        (Some(left), Some(right)) if left == right && !left.is_empty() => [value(left), Cell::new("the same", Palette::quiet)],
        (Some(left), Some(right)) => [value(left), value(right)],
        (Some(left), None) => [value(left), absent()],
        (None, Some(right)) => [absent(), Cell::new(visible(right), Palette::added)],
        (None, None) => [absent(), absent()],
    }
}

/// What each end reported of itself.
fn said(comparison: &Comparison, page: Page, out: &mut impl Write) -> io::Result<()> {
    if comparison.said.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", page.palette.heading("What each end reported"))?;
    let header = ["end", &comparison.left.name, &comparison.right.name].map(|cell| Cell::new(visible(cell), Palette::quiet));
    let mut table = Table::new(1).with_header(header);
    for said in &comparison.said {
        let row =
            FieldRow { indent: 0, name: said.by.into(), left: said.left.clone(), right: said.right.clone(), left_at: None, right_at: None };
        let [left, right] = values(&row);
        table.push([Cell::new(said.by, Palette::name), left, right]);
    }
    write!(out, "{}", table.layout(page))
}

/// How each check of the step was done.
fn checks(comparison: &Comparison, row: &Row, page: Page, out: &mut impl Write) -> io::Result<()> {
    let of = |step: &'_ Option<Entry>| step.as_ref().map(|step| step.marks.clone()).unwrap_or_default();
    let (left, right) = (of(&row.left), of(&row.right));
    let one_side = |marks: &[Mark], others: &[Mark], side: &str| {
        marks.iter().filter(|mark| !others.contains(mark)).map(|mark| (format!("{side}: "), mark.clone())).collect::<Vec<_>>()
    };
    let both = left.iter().filter(|mark| right.contains(mark)).map(|mark| (String::new(), mark.clone()));
    let all = both.chain(one_side(&left, &right, &comparison.left.name)).chain(one_side(&right, &left, &comparison.right.name));
    for (side, mark) in all {
        let text = format!("{}{}  {}", visible(&side), step::mark(&mark).replace(NO_BREAK, " "), visible(&mark.detail));
        columns::paragraph(&text, Palette::quiet, page, out)?;
    }
    Ok(())
}
