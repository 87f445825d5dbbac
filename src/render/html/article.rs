//! A report without steps as a page: its blocks, top to bottom.

use super::bytes;
use super::fields::indent;
use super::markup::Html;
use super::prose::{self, Place};
use super::reference::Reference;
use crate::report::{Block, Cell, Fact, Heading, Subject, Table, Tone, Verdict};

/// The blocks as the main part of a page.
pub(super) fn article(blocks: &[Block], out: &mut Html) {
    let reference = Reference::default();
    out.raw("<main class=\"article\">");
    let mut level = 1;
    for block in blocks {
        if let Block::Heading(heading) = block {
            level = heading.level.max(1);
        }
        of_block(block, Place { links: &reference, folder: "", level }, out);
    }
    out.raw("</main>");
}

/// What the page is called: its first heading, or the verdict.
pub(super) fn title(blocks: &[Block]) -> &str {
    blocks.iter().find_map(Block::title).unwrap_or("Report")
}

fn of_block(block: &Block, place: Place<'_>, out: &mut Html) {
    match block {
        Block::Heading(heading) => of_heading(heading, out),
        Block::Verdict(verdict) => of_verdict(verdict, out),
        Block::Subjects(subjects) => subjects.iter().for_each(|subject| of_subject(subject, out)),
        Block::Facts(facts) => of_facts(facts, out),
        Block::Table(table) => of_table(table, out),
        Block::Page(markdown) => prose::blocks(markdown, place, out),
        Block::Lines(lines) => lines.iter().for_each(|line| {
            out.raw("<p");
            tone(line.tone, out);
            cell(line, out);
            out.raw("</p>");
        }),
        Block::Remarks(remarks) => listed(remarks.iter().map(|remark| ("", remark.as_str())), out),
        Block::Legend(signs) => listed(signs.iter().map(|(sign, means)| (*sign, means.as_str())), out),
        Block::Command(command) => {
            out.raw("<pre><code>").lines(command).raw("</code></pre>");
        }
        Block::Bytes(of, block) => {
            out.raw("<h4>").text(of).raw("</h4>");
            bytes::of_block(block, out);
        }
    }
}

fn of_heading(heading: &Heading, out: &mut Html) {
    let (open, close) = prose::heading(heading.level);
    out.raw(open);
    if let Some(number) = &heading.number {
        out.text(number).raw(": ");
    }
    out.text(&heading.text);
    if !heading.aside.is_empty() {
        out.raw(" <small>").text(&heading.aside).raw("</small>");
    }
    out.raw(close);
}

fn of_verdict(verdict: &Verdict, out: &mut Html) {
    out.raw(if verdict.is_good { "<p class=\"verdict good\">" } else { "<p class=\"verdict bad\">" }).text(&verdict.says).raw("</p>");
}

fn of_subject(subject: &Subject, out: &mut Html) {
    out.raw("<p><b>").text(&subject.name).raw("</b> ").text(&subject.agreed).raw("<br>").text(&subject.between).raw("</p>");
}

fn of_facts(facts: &[Fact], out: &mut Html) {
    out.raw("<dl class=\"grounds\">");
    for fact in facts.iter().filter(|fact| !fact.lines.is_empty()) {
        out.raw("<dt>").text(&fact.label);
        for line in &fact.lines {
            out.raw("<dd");
            tone(line.tone, out);
            cell(line, out);
        }
    }
    out.raw("</dl>");
}

fn of_table(table: &Table, out: &mut Html) {
    out.raw("<table class=\"prose\">");
    if !table.header.is_empty() {
        out.raw("<thead><tr>");
        for name in &table.header {
            out.raw("<th scope=\"col\">").text(name);
        }
    }
    out.raw("<tbody>");
    for row in &table.rows {
        out.raw("<tr>");
        for found in row {
            out.raw("<td");
            if found.indent > 0 {
                indent(found.indent, out);
            } else {
                class(found.tone, out);
            }
            out.raw(">");
            cell(found, out);
        }
    }
    out.raw("</table>");
}

fn listed<'a>(lines: impl Iterator<Item = (&'a str, &'a str)>, out: &mut Html) {
    out.raw("<ul class=\"remarks\">");
    for (sign, words) in lines {
        out.raw("<li>").text(sign).raw(" ").text(words);
    }
    out.raw("</ul>");
}

/// A cell's parts, each set apart.
fn cell(cell: &Cell, out: &mut Html) {
    for (index, part) in cell.parts.iter().enumerate() {
        out.raw(if index > 0 { " <span class=\"part\">\u{b7}</span> " } else { "" }).text(part);
    }
}

fn tone(tone: Tone, out: &mut Html) {
    class(tone, out);
    out.raw(">");
}

fn class(tone: Tone, out: &mut Html) {
    out.raw(match tone {
        Tone::Plain => "",
        Tone::Strong => " class=\"strong\"",
        Tone::Name => " class=\"name\"",
        Tone::Quiet => " class=\"quiet\"",
        Tone::Good => " class=\"good\"",
        Tone::Bad => " class=\"bad\"",
    });
}
