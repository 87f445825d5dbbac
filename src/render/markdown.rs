//! For documents and tickets: the same rows as the table, as Markdown.

mod walk;

use std::io::{self, Write};

use super::text::visible;
use crate::report::{
    Comparison, ComparisonReport, Depth, Direction, Entry, Field, Inspection, Report, Row, SuiteReport, SurveyReport, Weight,
};

pub(super) fn render(report: &Report<'_>, out: &mut impl Write) -> io::Result<()> {
    match report {
        Report::Comparison(report) => comparison_report(report, out),
        Report::Explanation(report) => report.markdown().lines().try_for_each(|line| writeln!(out, "{}", visible(line))),
        Report::Suite(report) => suite(report, out),
        Report::Survey(report) => survey(report, out),
        Report::Inspection(report) => report.inspections().iter().try_for_each(|found| inspection(found, report.depth, out)),
        Report::Lesson(report) => walk::render(report, out),
        Report::Certificates(report) => super::certificates::files(report, out),
        Report::Quiz(report) => super::quiz::markdown(report).lines().try_for_each(|line| writeln!(out, "{}", visible(line))),
        Report::Preflight(report) => super::certificates::preflight(report, out),
    }
}

fn comparison_report(report: &ComparisonReport<'_>, out: &mut impl Write) -> io::Result<()> {
    for (index, pair) in report.comparisons().iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        comparison(pair, report.depth, out)?;
    }
    if report.is_synthetic() {
        writeln!(out, "\nA seeded run: addresses, times and the interleaving of both directions are made up.")?;
    }
    Ok(())
}

fn comparison(comparison: &Comparison, depth: Depth, out: &mut impl Write) -> io::Result<()> {
    let (left, right) = (&comparison.left, &comparison.right);
    writeln!(out, "# {} beside {}\n", cell(&left.name), cell(&right.name))?;
    for side in [left, right] {
        writeln!(out, "- {}: {}; {}", cell(&side.name), cell(&side.agreed), cell(&side.between))?;
    }
    row(["rung", "step", &cell(&left.name), &cell(&right.name)], &mut *out, true)?;
    for line in &comparison.rows {
        let Some(either) = line.either() else { continue };
        let rung = either.rung.map(|rung| rung.number.to_string()).unwrap_or_default();
        row([&rung, &name(either), &says(line.left.as_ref()), &right_cell(line)], &mut *out, false)?;
    }
    row(["", "", &cell(&left.name), &cell(&right.name)], &mut *out, true)?;
    for total in &comparison.totals {
        row(["", total.what, &cell(&total.left), &cell(&total.right)], &mut *out, false)?;
    }
    writeln!(out, "\n`*` encrypted on the wire, opened with the key log. ✓ recomputed, and it holds.")?;
    comparison.rows.iter().filter(|_| depth > Depth::Steps).try_for_each(|row| fields(comparison, row, out))
}

fn fields(comparison: &Comparison, line: &Row, out: &mut impl Write) -> io::Result<()> {
    let Some(either) = line.either().filter(|_| !line.fields.is_empty()) else { return Ok(()) };
    writeln!(out, "\n## {}", name(either))?;
    row(["", "field", &cell(&comparison.left.name), &cell(&comparison.right.name)], &mut *out, true)?;
    for field in &line.fields {
        let name = format!("{}{}", "\u{2003}".repeat(field.indent), cell(&field.name));
        let value = |value: &Option<String>| value.as_deref().map_or_else(|| "–".into(), cell);
        row(["", &name, &value(&field.left), &value(&field.right)], &mut *out, false)?;
    }
    Ok(())
}

/// A run of scenarios.
fn suite(report: &SuiteReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "| scenario | seen | |\n| --- | --- | --- |")?;
    for result in &report.results {
        let mark = if result.passed { "✓" } else { "✗" };
        writeln!(out, "| {} | {} | {mark} |", cell(&result.name), cell(&result.seen))?;
        for difference in &result.differences {
            writeln!(out, "| | {}: expected {}, seen {} | |", difference.what, cell(&difference.expected), cell(&difference.seen))?;
        }
    }
    writeln!(out, "\n{} passed, {} failed", report.passed, report.failed)
}

/// Many connections: a line each, then the details of some.
fn survey(report: &SurveyReport<'_>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# {}: {} of {} connections\n", cell(&report.name), report.rows.len(), report.all)?;
    writeln!(out, "| | when | client | server | version | client certificate | outcome | finding |\n|{}", " --- |".repeat(8))?;
    for row in &report.rows {
        let [client, server, outcome] = [&row.client, &row.server, &row.outcome].map(|text| cell(text));
        let version = row.version.clone().unwrap_or_default();
        let (number, started, auth, finding) = (row.number, row.started(), row.client_auth(), row.finding_in_words());
        writeln!(out, "| {number} | {started} | {client} | {server} | {version} | {auth} | {outcome} | {finding} |")?;
    }
    writeln!(out)?;
    report.details.inspections().iter().try_for_each(|found| inspection(found, report.details.depth, out))
}

/// One connection: the verdict, then its steps.
fn inspection(inspection: &Inspection, depth: Depth, out: &mut impl Write) -> io::Result<()> {
    let subject = &inspection.subject;
    writeln!(out, "# {}\n\n**{}**\n", cell(&subject.name), cell(&inspection.conclusion.headline))?;
    if let Some(cause) = &inspection.conclusion.cause {
        writeln!(out, "- cause: {}", cell(&cause.to_string()))?;
    }
    for ground in &inspection.conclusion.grounds {
        ground.lines.iter().try_for_each(|line| writeln!(out, "- {}: {}", ground.label, cell(line)))?;
    }
    writeln!(out, "- {}; {}", cell(&subject.agreed), cell(&subject.between))?;
    writeln!(out, "\n| rung | step | what it says |\n| --- | --- | --- |")?;
    inspection.timeline.iter().try_for_each(|entry| writeln!(out, "{}", line(entry)))?;
    writeln!(out, "\n`*` encrypted on the wire, opened with the key log. ✓ recomputed, and it holds. \\[ \\] inferred.")?;
    for entry in inspection.timeline.iter().filter(|entry| depth > Depth::Steps && entry.weight == Weight::Step) {
        writeln!(out, "\n## {}\n\n| field | value |\n| --- | --- |", name(entry))?;
        field_lines(&entry.fields, 0, out)?;
    }
    Ok(())
}

fn line(entry: &Entry) -> String {
    let rung = entry.rung.map(|rung| rung.number.to_string()).unwrap_or_default();
    format!("| {rung} | {} | {} |", name(entry), says(Some(entry)))
}

fn field_lines(fields: &[Field], indent: usize, out: &mut impl Write) -> io::Result<()> {
    for field in fields {
        writeln!(out, "| {}{} | {} |", "\u{2003}".repeat(indent), cell(&field.name), cell(&field.value))?;
        field_lines(&field.parts, indent + 1, out)?;
    }
    Ok(())
}

/// A row of a table; a header begins the table.
fn row(cells: [&str; 4], out: &mut impl Write, header: bool) -> io::Result<()> {
    if header {
        writeln!(out)?;
    }
    writeln!(out, "| {} |", cells.join(" | "))?;
    if header { writeln!(out, "| --- | --- | --- | --- |") } else { Ok(()) }
}

fn name(step: &Entry) -> String {
    let star = if step.encrypted { " \\*" } else { "" };
    format!("{} {}{star}", step.from.map_or("", Direction::arrow), cell(&step.name))
}

fn right_cell(row: &Row) -> String {
    match (&row.left, &row.right) {
        (Some(_), Some(_)) if row.is_same() => "the same".into(),
        (None, Some(right)) => format!("**+ {}**", says(Some(right))),
        (_, right) => says(right.as_ref()),
    }
}

fn says(step: Option<&Entry>) -> String {
    let Some(step) = step else { return "not sent".into() };
    let length = step.length.map(|length| format!("{length} B")).unwrap_or_default();
    let marks = step.marks.iter().map(|mark| format!("{} {}", mark.symbol(), mark.what));
    [length, cell(&step.words())].into_iter().chain(marks).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Text for a cell: what Markdown or HTML would take for its own is escaped.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '|' | '`' | '*' | '[' | ']' | '#' | '!' => safe.extend(['\\', letter]),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_from_the_wire_is_inert() {
        assert_eq!(cell("CN=<b>|[x](y)`"), "CN=&lt;b>\\|\\[x\\](y)\\`");
    }
}
