//! The lesson as a document: a heading for each card, its page, what is seen, known and computable, its fields.

use std::io::{self, Write};

use super::{cell, name, row, says};
use crate::render::text::visible;
use crate::report::{Calculation, Card, Depth, LessonReport, Side, Walked};

pub(super) fn render(report: &LessonReport<'_>, out: &mut impl Write) -> io::Result<()> {
    let walks = report.walk();
    for walked in &walks.walks {
        of_walk(walked, report.depth, out)?;
    }
    if walks.is_synthetic {
        writeln!(out, "\nA seeded run: addresses, times and the interleaving of both directions are made up.")?;
    }
    Ok(())
}

fn of_walk(walked: &Walked, depth: Depth, out: &mut impl Write) -> io::Result<()> {
    let names: Vec<String> = walked.names().map(cell).collect();
    writeln!(out, "# {}\n", names.join(" beside "))?;
    for subject in &walked.walk.subjects {
        writeln!(out, "- {}: {}; {}", cell(&subject.name), cell(&subject.agreed), cell(&subject.between))?;
    }
    for (index, card) in walked.walk.cards.iter().enumerate() {
        let Some((_, side)) = card.side(0) else { continue };
        writeln!(out, "\n## {}. {}\n", index + 1, name(&side.step).trim())?;
        of_card(walked, card, depth, out)?;
    }
    end(walked, out)
}

fn of_card(walked: &Walked, card: &Card, depth: Depth, out: &mut impl Write) -> io::Result<()> {
    for (name, side) in walked.names().zip(&card.sides) {
        writeln!(out, "- {}: {}", cell(name), says(side.as_ref().map(|side| &side.step)))?;
    }
    writeln!(out)?;
    // The page's headings stand below the card's.
    for line in walked.page(card).lines() {
        writeln!(out, "{}{}", if line.starts_with("## ") { "#" } else { "" }, visible(line))?;
    }
    for (name, side) in walked.names().zip(&card.sides).filter_map(|(name, side)| Some((name, side.as_ref()?))) {
        views(name, side, out)?;
    }
    if depth > Depth::Steps {
        fields(walked, card, out)?;
    }
    if depth == Depth::Bytes {
        for (name, side) in walked.names().zip(&card.sides).filter_map(|(name, side)| Some((name, side.as_ref()?))) {
            bytes(name, side, out)?;
        }
    }
    Ok(())
}

fn views(name: &str, side: &Side, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n### In {}\n", cell(name))?;
    let [client, server] = &side.ends;
    let lists = [
        ("on the wire, without keys", &side.sight.without_keys),
        ("on the wire, with the key log", &side.sight.with_keys),
        ("the client believes", &client.lines),
        ("the server knows", &server.lines),
    ];
    for (label, lines) in lists.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        writeln!(out, "- {label}: {}", lines.iter().map(|line| cell(line)).collect::<Vec<_>>().join("; "))?;
    }
    side.calculations.iter().try_for_each(|calculation| compute(calculation, out))
}

fn compute(calculation: &Calculation, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n#### Compute: {} ({})\n\n{}\n", cell(&calculation.title), calculation.source, calculation.says)?;
    for (input, digits) in &calculation.inputs {
        writeln!(out, "- {}: `{}`", cell(input), visible(digits))?;
    }
    if let Some(command) = &calculation.command {
        writeln!(out, "\n```sh")?;
        command.lines().try_for_each(|line| writeln!(out, "{}", visible(line)))?;
        writeln!(out, "```\n")?;
    }
    writeln!(out, "- {}: `{}`", cell(&calculation.result.0), visible(&calculation.result.1))
}

fn fields(walked: &Walked, card: &Card, out: &mut impl Write) -> io::Result<()> {
    if card.fields.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = walked.names().map(cell).collect();
    let (left, right) = (names.first().map_or("", String::as_str), names.get(1).map_or("", String::as_str));
    row(["", "field", left, right], &mut *out, true)?;
    for field in &card.fields {
        let name = format!("{}{}", "\u{2003}".repeat(field.indent), cell(&field.name));
        let absent = if names.len() > 1 { "–" } else { "" };
        let value = |value: &Option<String>| value.as_deref().map_or_else(|| absent.into(), cell);
        row(["", &name, &value(&field.left), &value(&field.right)], &mut *out, false)?;
    }
    Ok(())
}

/// Annotated bytes as a block of code.
fn bytes(name: &str, side: &Side, out: &mut impl Write) -> io::Result<()> {
    for block in &side.step.bytes {
        writeln!(out, "\n{}: {}\n\n```text", cell(name), cell(&block.title))?;
        for line in &block.lines {
            let indent = "  ".repeat(line.indent);
            let mut chunks = line.bytes.chunks(16).map(crate::render::text::spaced_hex);
            writeln!(out, "{}", format!("{:<47}  {indent}{}", chunks.next().unwrap_or_default(), fenced(&line.text)).trim_end())?;
            chunks.try_for_each(|more| writeln!(out, "{more}"))?;
        }
        writeln!(out, "```")?;
    }
    Ok(())
}

/// Text within a block of code: nothing in it can end the block.
fn fenced(text: &str) -> String {
    visible(text).replace("```", "'''")
}

fn end(walked: &Walked, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "\n## How it ended")?;
    for (name, conclusion) in walked.names().zip(&walked.conclusions) {
        writeln!(out, "\n### {}\n\n**{}**\n", cell(name), cell(&conclusion.headline))?;
        if let Some(cause) = &conclusion.cause {
            writeln!(out, "- cause: {}", cell(&cause.to_string()))?;
        }
        for ground in &conclusion.grounds {
            ground.lines.iter().try_for_each(|line| writeln!(out, "- {}: {}", ground.label, cell(line)))?;
        }
    }
    for total in &walked.walk.totals {
        if total.what == walked.walk.totals[0].what {
            let names: Vec<String> = walked.names().map(cell).collect();
            row(["", "", names.first().map_or("", String::as_str), names.get(1).map_or("", String::as_str)], &mut *out, true)?;
        }
        row(["", total.what, &cell(&total.left), &cell(&total.right)], &mut *out, false)?;
    }
    Ok(())
}
