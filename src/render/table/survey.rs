//! Many connections: a line each, then the details of some.

use std::io::{self, Write};

use super::columns::{Cell, Table};
use super::{Page, inspection};
use crate::render::palette::Palette;
use crate::render::text::visible;
use crate::report::{SurveyReport, SurveyRow};

pub(super) fn render(report: &SurveyReport<'_>, page: Page, out: &mut impl Write) -> io::Result<()> {
    let heading = match (report.rows.len(), report.all) {
        (shown, all) if shown == all => format!("{}: {all} connections", visible(&report.name)),
        (shown, all) => format!("{}: {shown} of {all} connections", visible(&report.name)),
    };
    writeln!(out, "{}\n", page.palette.heading(&heading))?;
    let header = ["", "when", "who", "version", "client certificate", "outcome", "finding"];
    let mut table = Table::new(1).with_header(header.map(|cell| Cell::new(cell, Palette::heading)));
    report.rows.iter().for_each(|row| table.push(cells(row)));
    write!(out, "{}", table.layout(page))?;
    let failed = report.rows.iter().filter(|row| row.has_failed).count();
    writeln!(out, "\n{failed} failed or were refused")?;
    if report.left_out > 0 {
        let hint = format!("{} more have details: --connection N shows those of one", report.left_out);
        writeln!(out, "{}", page.palette.quiet(&hint))?;
    }
    if !report.details.inspections().is_empty() {
        writeln!(out)?;
        inspection::render(&report.details, page, out)?;
    }
    Ok(())
}

fn cells(row: &SurveyRow) -> [Cell; 7] {
    let paint = if row.has_failed { Palette::failed } else { |_, text: &str| text.to_owned() };
    let to = match &row.server_name {
        Some(name) => format!("{} {}", visible(&row.server), visible(name)),
        None => visible(&row.server).into_owned(),
    };
    [
        Cell::plain(row.number.to_string()),
        Cell::plain(row.started().replace('T', " ").chars().take("2026-11-21 10:00:00".len()).collect::<String>()),
        Cell::plain(format!("{} → {to}", visible(&row.client))),
        Cell::plain(row.version.clone().unwrap_or_default()),
        Cell::plain(row.client_auth()),
        Cell::new(visible(&row.outcome), paint),
        Cell::new(row.finding_in_words(), paint),
    ]
}
