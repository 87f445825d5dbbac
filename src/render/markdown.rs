//! For documents and tickets: the blocks of a report as Markdown.

use std::io::{self, Write};

use super::text::{spaced_hex, visible};
use crate::report::{Block, ByteBlock, Cell, Fact, Heading, NO_BREAK, Table, Tone, Verdict};

/// Bytes in a line.
const PER_LINE: usize = 16;

/// Writes blocks, an empty line between two.
pub(super) fn write(blocks: &[Block], out: &mut impl Write) -> io::Result<()> {
    let mut level = 0;
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        if let Block::Heading(heading) = block {
            level = heading.level;
        }
        of_block(block, level, out)?;
    }
    Ok(())
}

/// `level`: of the heading that it stands below.
fn of_block(block: &Block, level: u8, out: &mut impl Write) -> io::Result<()> {
    match block {
        Block::Heading(heading) => of_heading(heading, out),
        Block::Verdict(verdict) => of_verdict(verdict, out),
        Block::Subjects(subjects) => subjects.iter().try_for_each(|subject| {
            let name = if subject.name.is_empty() { String::new() } else { format!("{}: ", text(&subject.name)) };
            writeln!(out, "- {name}{}; {}", text(&subject.agreed), text(&subject.between))
        }),
        Block::Facts(facts) => facts.iter().try_for_each(|fact| of_fact(fact, out)),
        Block::Table(table) => of_table(table, out),
        Block::Page(markdown) => of_page(markdown, level, out),
        Block::Lines(lines) => writeln!(out, "{}", lines.iter().map(cell).collect::<Vec<_>>().join("\\\n")),
        Block::Remarks(remarks) => remarks.iter().try_for_each(|remark| writeln!(out, "- {}", text(remark))),
        Block::Legend(signs) => signs.iter().try_for_each(|(sign, means)| writeln!(out, "- {} {}", text(sign), text(means))),
        Block::Command(command) => fenced("sh", command.lines().map(str::to_owned), out),
        Block::Bytes(of, block) => {
            writeln!(out, "{}: {}\n", text(of), text(&block.title))?;
            fenced("text", byte_lines(block), out)
        }
    }
}

fn of_heading(heading: &Heading, out: &mut impl Write) -> io::Result<()> {
    let number = heading.number.as_ref().map(|number| format!("{}: ", text(number))).unwrap_or_default();
    writeln!(out, "{} {number}{}", "#".repeat(heading.level.into()), text(&heading.text))
}

fn of_verdict(verdict: &Verdict, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "**{}**", text(&verdict.says))
}

fn of_fact(fact: &Fact, out: &mut impl Write) -> io::Result<()> {
    fact.lines.iter().try_for_each(|line| writeln!(out, "- {}: {}", text(&fact.label), cell(line)))
}

fn of_table(table: &Table, out: &mut impl Write) -> io::Result<()> {
    let columns = table.rows.iter().map(Vec::len).chain([table.header.len()]).max().unwrap_or_default();
    let header: Vec<String> = (0..columns).map(|index| table.header.get(index).map(|name| text(name)).unwrap_or_default()).collect();
    writeln!(out, "| {} |\n|{}", header.join(" | "), " --- |".repeat(columns))?;
    table.rows.iter().try_for_each(|row| writeln!(out, "| {} |", row.iter().map(cell).collect::<Vec<_>>().join(" | ")))
}

/// A page of the program's own, its headings below the one that it stands under.
fn of_page(markdown: &str, level: u8, out: &mut impl Write) -> io::Result<()> {
    let below = "#".repeat(level.saturating_sub(1).into());
    let line = |line: &str| format!("{}{}", if line.starts_with('#') { below.as_str() } else { "" }, visible(line));
    markdown.trim_end().lines().try_for_each(|found| writeln!(out, "{}", line(found)))
}

fn byte_lines(block: &ByteBlock) -> impl Iterator<Item = String> {
    let width = PER_LINE * 3 - 1;
    block.lines.iter().flat_map(move |line| {
        let first =
            format!("{:<width$}  {}{}", spaced_hex(line.bytes.get(..PER_LINE).unwrap_or(&line.bytes)), "  ".repeat(line.indent), line.text);
        std::iter::once(first).chain(line.bytes.chunks(PER_LINE).skip(1).map(spaced_hex))
    })
}

/// A block of code: nothing in it can end it.
fn fenced(language: &str, lines: impl Iterator<Item = String>, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "```{language}")?;
    for line in lines {
        writeln!(out, "{}", visible(line.trim_end()).replace("```", "'''"))?;
    }
    writeln!(out, "```")
}

/// A cell's parts, a comma between them; bold what is added.
fn cell(cell: &Cell) -> String {
    let parts = cell.parts.iter().map(|part| text(part)).collect::<Vec<_>>().join(", ");
    let words = match cell.tone {
        Tone::Good | Tone::Strong if !parts.is_empty() => format!("**{parts}**"),
        Tone::Good | Tone::Strong | Tone::Plain | Tone::Name | Tone::Quiet | Tone::Bad => parts,
    };
    "\u{2003}".repeat(cell.indent) + &words
}

/// Text: what Markdown or HTML would take for its own is escaped.
fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            NO_BREAK => safe.push(' '),
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
        assert_eq!(text("CN=<b>|[x](y)`"), "CN=&lt;b>\\|\\[x\\](y)\\`");
    }
}
