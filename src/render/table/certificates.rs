//! Certificates on a terminal: files in words, and the preflight, verdict first.

use std::io::{self, Write};

use super::Page;
use super::columns::{Cell, Paint, Table, paragraph};
use crate::render::palette::Palette;
use crate::render::text::visible;
use crate::report::{CertificateFile, CertificateItem, CertificatesReport, Depth, PreflightReport, PreflightState, stacks_in_short};

pub(super) fn files(report: &CertificatesReport, page: Page, out: &mut impl Write) -> io::Result<()> {
    for (index, file) in report.files.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        of_file(file, report.depth, page, out)?;
    }
    if !report.relations.is_empty() {
        writeln!(out)?;
        lines("together", &report.relations, page, out)?;
    }
    Ok(())
}

fn of_file(file: &CertificateFile, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    paragraph(&format!("{}: {}", visible(&file.name), visible(&file.summary)), Palette::heading, page, out)?;
    lines("beware", &file.remarks, page, out)?;
    file.items.iter().try_for_each(|item| of_item(item, depth, page, out))
}

fn of_item(item: &CertificateItem, depth: Depth, page: Page, out: &mut impl Write) -> io::Result<()> {
    writeln!(out)?;
    paragraph(&format!("{}: {}", visible(&item.place), visible(&item.description.title)), Palette::heading, page, out)?;
    let details = item.description.details.iter().filter(|_| depth > Depth::Steps);
    let mut table = Table::new(2);
    for (name, value) in item.description.rows.iter().chain(details) {
        table.push([Cell::plain(""), Cell::new(*name, Palette::name), Cell::plain(visible(value))]);
    }
    write!(out, "{}", table.layout(page))
}

fn lines(name: &'static str, texts: &[String], page: Page, out: &mut impl Write) -> io::Result<()> {
    if texts.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(2);
    for (index, text) in texts.iter().enumerate() {
        let name = if index == 0 { name } else { "" };
        table.push([Cell::plain(""), Cell::new(name, Palette::name), Cell::plain(visible(text))]);
    }
    write!(out, "{}", table.layout(page))
}

pub(super) fn preflight(report: &PreflightReport, page: Page, out: &mut impl Write) -> io::Result<()> {
    let checked = &report.preflight;
    let paint = if checked.is_fine() { Palette::added } else { Palette::failed };
    paragraph(&format!("{}.", visible(&report.verdict())), paint, page, out)?;
    let of = format!("{}: {}, issued by {}", checked.place, checked.subject, checked.issuer);
    paragraph(&visible(&of), Palette::quiet, page, out)?;
    writeln!(out)?;
    let mut table = Table::new(2);
    for check in &checked.checks {
        let (sign, paint): (&str, Paint) = match check.state {
            PreflightState::Fine => ("✓", Palette::added),
            PreflightState::Refused => ("✗", Palette::failed),
            PreflightState::Note => ("!", Palette::name),
            PreflightState::Unknown => ("?", Palette::name),
        };
        let id = check.finding.map_or_else(String::new, |id| format!("   [{id}]"));
        table.push([Cell::new(sign, paint), Cell::new(check.about, Palette::name), Cell::plain(format!("{}{id}", visible(&check.says)))]);
        for (name, text, paint) in further(check, report.depth) {
            table.push([Cell::plain(""), Cell::plain(""), Cell::new(format!("{name} {}", visible(&text)), paint)]);
        }
    }
    write!(out, "{}", table.layout(page))
}

type Line = (&'static str, String, Paint);

/// What stands below a check: what it rests on, what to do, who says what.
fn further(check: &crate::report::PreflightCheck, depth: Depth) -> Vec<Line> {
    let evidence = check.evidence.iter().map(|text| ("seen:", text.clone(), Palette::quiet as Paint));
    let fix = check.fix.iter().map(|text| ("fix:", text.clone(), unpainted as Paint));
    let mut lines: Vec<Line> = evidence.chain(fix).collect();
    if depth == Depth::Steps {
        lines.extend(stacks_in_short(&check.stacks).into_iter().map(|(words, names)| (words, names, Palette::quiet as Paint)));
        return lines;
    }
    for says in &check.stacks {
        let whose = if says.of_its_own { " (its own)" } else { "" };
        let alert = says.alert.map_or_else(String::new, |alert| format!(", alert {alert}"));
        let words = says.says.as_deref().map_or_else(String::new, |words| format!(": {words}"));
        lines.push((says.stack, format!("{}{whose}{alert}{words}", says.verdict.words()), Palette::quiet));
    }
    lines
}

fn unpainted(_: Palette, text: &str) -> String {
    text.to_owned()
}
