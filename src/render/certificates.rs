//! Certificates as Markdown: the same rows as the table.

use std::io::{self, Write};

use super::text::visible;
use crate::report::{CertificatesReport, PreflightReport, stacks_in_short};

pub(super) fn files(report: &CertificatesReport, out: &mut impl Write) -> io::Result<()> {
    for file in &report.files {
        writeln!(out, "# {}\n\n{}\n", text(&file.name), text(&file.summary))?;
        file.remarks.iter().try_for_each(|remark| writeln!(out, "- beware: {}", text(remark)))?;
        for item in &file.items {
            writeln!(out, "\n## {}: {}\n\n| | |\n|---|---|", text(&item.place), text(&item.description.title))?;
            let rows = item.description.rows.iter().chain(&item.description.details);
            rows.into_iter().try_for_each(|(name, value)| writeln!(out, "| {name} | {} |", text(value)))?;
        }
        writeln!(out)?;
    }
    report.relations.iter().try_for_each(|relation| writeln!(out, "- {}", text(relation)))
}

pub(super) fn preflight(report: &PreflightReport, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "**{}.**\n", text(&report.verdict()))?;
    let checked = &report.preflight;
    writeln!(out, "{}: {}, issued by {}\n", text(&checked.place), text(&checked.subject), text(&checked.issuer))?;
    for check in &checked.checks {
        let id = check.finding.as_ref().map_or_else(String::new, |id| format!(" (`{id}`)"));
        writeln!(out, "- {}, {}: {}{id}", check.state.name(), check.about, text(&check.says))?;
        check.evidence.iter().try_for_each(|line| writeln!(out, "  - seen: {}", text(line)))?;
        check.fix.iter().try_for_each(|line| writeln!(out, "  - fix: {}", text(line)))?;
        stacks_in_short(&check.stacks).iter().try_for_each(|(words, names)| writeln!(out, "  - {words} {}", text(names)))?;
    }
    Ok(())
}

/// What Markdown would take for its own is escaped: names in certificates are anybody's.
fn text(words: &str) -> String {
    visible(words).chars().flat_map(|letter| escape(letter).into_iter().chain([letter])).collect()
}

fn escape(letter: char) -> Option<char> {
    "\\`*_[]<>|#".contains(letter).then_some('\\')
}
