//! The lesson as text: every card with its page, what is seen of it, what each end knows, and what can be computed;
//! at greater depth its fields and bytes; at the end how it ended, and why.

use std::io::{self, Write};

use super::columns::{self, Cell, Table};
use super::{Page, bytes, comparison, inspection, prose, step};
use crate::render::palette::Palette;
use crate::render::text::visible;
use crate::report::{Calculation, Card, Depth, Entry, FieldRow, LessonReport, Side, TRANSCRIPT_HASH, Walked};

pub(super) fn render(report: &LessonReport<'_>, page: Page, out: &mut impl Write) -> io::Result<()> {
    let walks = report.walk();
    for walked in &walks.walks {
        of_walk(walked, report.depth, page, out)?;
    }
    if walks.is_synthetic {
        writeln!(out, "\n{}", page.palette.quiet("A seeded run: addresses, times and the interleaving of both directions are made up."))?;
    }
    Ok(())
}

fn of_walk(walked: &Walked, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    for subject in &walked.walk.subjects {
        writeln!(out, "{}  {}", page.palette.heading(&visible(&subject.name)), visible(&subject.agreed))?;
        writeln!(out, "{}", page.palette.quiet(&format!("{}  {}", " ".repeat(subject.name.chars().count()), visible(&subject.between))))?;
    }
    writeln!(
        out,
        "\n{}",
        page.palette.quiet("*  encrypted on the wire, opened with the key log   ✓  recomputed by this program, and it holds")
    )?;
    let count = walked.walk.cards.len();
    for (index, card) in walked.walk.cards.iter().enumerate() {
        title(&format!("{} of {count}", index + 1), card, page, out)?;
        of_card(walked, card, depth, page, out)?;
    }
    end(walked, page, out)
}

/// A rule, then the number, the name and the rung.
fn title(number: &str, card: &Card, page: Page, out: &mut impl Write) -> io::Result<()> {
    let Some((_, side)) = card.side(0) else { return Ok(()) };
    let rung = card.rung.map(|rung| format!("   rung {}: {}", rung.number, rung.title)).unwrap_or_default();
    writeln!(out, "\n{}", page.palette.quiet(&"━".repeat(page.width.min(prose::WIDEST))))?;
    let name = step::name(&side.step);
    writeln!(out, "{}  {}{}\n", page.palette.quiet(number), page.palette.heading(&name), page.palette.quiet(&rung))
}

fn of_card(walked: &Walked, card: &Card, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    says(walked, card, page, out)?;
    let narrow = Page { width: page.width.min(prose::WIDEST), ..page };
    writeln!(out, "\n{}", prose::layout(&walked.page(card), narrow).trim_end())?;
    sights(walked, card, page, out)?;
    ends(walked, card, page, out)?;
    calculations(walked, card, page, out)?;
    if depth > Depth::Steps {
        fields(walked, card, depth, page, out)?;
    }
    if depth == Depth::Bytes {
        for (name, side) in sides(walked, card) {
            bytes::of_step(name, &side.step, page, out)?;
        }
    }
    Ok(())
}

/// The columns that have the step.
fn sides<'a>(walked: &'a Walked, card: &'a Card) -> impl Iterator<Item = (&'a str, &'a Side)> {
    walked.names().zip(&card.sides).filter_map(|(name, side)| Some((name, side.as_ref()?)))
}

/// What the step says in each column, and how each check was done.
fn says(walked: &Walked, card: &Card, page: Page, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new(1);
    for (name, side) in walked.names().zip(&card.sides) {
        let Some(side) = side else {
            table.push([Cell::new(visible(name), Palette::name), Cell::new("no such step", Palette::quiet)]);
            continue;
        };
        let paint = if side.step.has_failed() { Palette::failed } else { |_, text: &str| text.to_owned() };
        table.push([Cell::new(visible(name), Palette::name), Cell::new(step::says(&side.step), paint)]);
        for mark in &side.step.marks {
            let text = format!("{}: {}", step::mark(mark), visible(&mark.detail));
            table.push([Cell::plain(""), Cell::new(text, Palette::quiet)]);
        }
    }
    write!(out, "{}", table.layout(page))
}

/// Labels and lines below a heading; nothing where there are none.
fn listed(heading: &str, rows: Vec<(String, Vec<String>)>, page: Page, out: &mut impl Write) -> io::Result<()> {
    if rows.iter().all(|(_, lines)| lines.is_empty()) {
        return Ok(());
    }
    writeln!(out, "\n{}", page.palette.heading(heading))?;
    let mut table = Table::new(1);
    for (label, lines) in rows {
        for (index, line) in lines.iter().enumerate() {
            let label = if index == 0 { label.as_str() } else { "" };
            table.push([Cell::new(visible(label), Palette::name), Cell::plain(visible(line))]);
        }
    }
    write!(out, "{}", table.layout(page))
}

/// A view of each column: once, where all columns have the same.
fn each<T: PartialEq>(
    walked: &Walked,
    card: &Card,
    view: impl Fn(&Side) -> &T,
    rows: impl Fn(&str, &T) -> Vec<(String, Vec<String>)>,
) -> Vec<(String, Vec<String>)> {
    let views: Vec<(&str, &T)> = sides(walked, card).map(|(name, side)| (name, view(side))).collect();
    match views.as_slice() {
        [(_, left), (_, right)] if left == right => rows("", left),
        [(_, only)] if walked.walk.subjects.len() == 1 => rows("", only),
        views => views.iter().flat_map(|(name, view)| rows(&format!("{name}, "), view)).collect(),
    }
}

fn sights(walked: &Walked, card: &Card, page: Page, out: &mut impl Write) -> io::Result<()> {
    let rows = each(
        walked,
        card,
        |side| &side.sight,
        |name, sight| {
            vec![(format!("{name}without keys"), sight.without_keys.clone()), (format!("{name}with the key log"), sight.with_keys.clone())]
        },
    );
    listed("What is seen on the wire", rows, page, out)
}

fn ends(walked: &Walked, card: &Card, page: Page, out: &mut impl Write) -> io::Result<()> {
    let rows = each(
        walked,
        card,
        |side| &side.ends,
        |name, ends| {
            let of = |view: &crate::report::EndView| {
                let new = view.lines.len().saturating_sub(view.new);
                let sign = |(index, line): (usize, &String)| if index < new { format!("  {line}") } else { format!("+ {line}") };
                (format!("{name}the {}", view.of), view.lines.iter().enumerate().map(sign).collect())
            };
            ends.iter().map(of).collect()
        },
    );
    listed("What each end knows (+ is new)", rows, page, out)
}

fn calculations(walked: &Walked, card: &Card, page: Page, out: &mut impl Write) -> io::Result<()> {
    for (name, side) in sides(walked, card) {
        for calculation in &side.calculations {
            calculation_card(name, calculation, page, out)?;
        }
    }
    Ok(())
}

fn calculation_card(name: &str, calculation: &Calculation, page: Page, out: &mut impl Write) -> io::Result<()> {
    let about = format!("   {}, {}", visible(name), calculation.source);
    writeln!(out, "\n{}{}", page.palette.heading(&format!("Compute: {}", visible(&calculation.title))), page.palette.quiet(&about))?;
    let narrow = Page { width: page.width.min(prose::WIDEST), ..page };
    writeln!(out, "{}", prose::layout(&calculation.says, narrow).trim_end())?;
    for (input, digits) in &calculation.inputs {
        columns::paragraph(&format!("{}  {}", visible(input), visible(digits)), |_, text| text.to_owned(), page, out)?;
    }
    // A command stays as it is, to be copied.
    for line in calculation.command.iter().flat_map(|command| command.lines()) {
        writeln!(out, "     {}", page.palette.name(&visible(line)))?;
    }
    let (result, digits) = &calculation.result;
    columns::paragraph(&format!("= {}  {}", visible(result), visible(digits)), Palette::added, page, out)
}

/// The fields; with the bytes, which show them all, only what is computed.
fn fields(walked: &Walked, card: &Card, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    let has_bytes = card.sides.iter().flatten().any(|side| !side.step.bytes.is_empty());
    let is_shown = |field: &&FieldRow| depth == Depth::Fields || !has_bytes || field.name == TRANSCRIPT_HASH;
    let shown: Vec<&FieldRow> = card.fields.iter().filter(is_shown).collect();
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", page.palette.heading("Fields"))?;
    let names: Vec<&str> = walked.names().collect();
    match names.as_slice() {
        [left, right] => comparison::field_table([left, right], &shown, page, out),
        _ => card.side(0).map_or(Ok(()), |(_, side)| alone(&side.step, page, out)),
    }
}

fn alone(step: &Entry, page: Page, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new(1);
    inspection::rows(&step.fields, 0, &mut table);
    write!(out, "{}", table.layout(page))
}

fn end(walked: &Walked, page: Page, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n{}", page.palette.quiet(&"━".repeat(page.width.min(prose::WIDEST))))?;
    writeln!(out, "{}", page.palette.heading("How it ended"))?;
    for (name, conclusion) in walked.names().zip(&walked.conclusions) {
        writeln!(out, "\n{}", page.palette.name(&visible(name)))?;
        inspection::verdict(conclusion, page, out)?;
    }
    if !walked.walk.totals.is_empty() {
        writeln!(out)?;
        comparison::totals(&walked.walk.totals, page, out)?;
    }
    Ok(())
}
