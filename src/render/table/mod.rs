//! For a terminal: columns that fit its width, words and symbols that survive a monochrome projector.

mod bytes;
mod columns;
mod prose;

use std::io::{self, Write};

use textwrap::core::display_width;

use super::Layout;
use super::palette::Palette;
use super::text::visible;
use crate::report::{Block, Cell, Fact, Heading, NO_BREAK, Subject, Table, Tone, Verdict};
use columns::Columns;

/// What every part of the output needs to know.
#[derive(Clone, Copy, Debug)]
struct Page {
    width: usize,
    palette: Palette,
}

/// The narrowest layout: a narrower terminal wraps lines itself.
const NARROWEST: usize = 60;

/// Wider lines are hard to read.
const WIDEST: usize = 200;

impl Page {
    fn new(layout: Layout) -> Self {
        Self { width: layout.width.clamp(NARROWEST, WIDEST), palette: Palette::new(layout.color) }
    }

    /// For what is read line by line.
    fn for_prose(self) -> Self {
        Self { width: self.width.min(prose::WIDEST), ..self }
    }
}

/// Writes blocks, an empty line between two that do not belong close together.
pub(super) fn write(blocks: &[Block], layout: Layout, out: &mut impl Write) -> io::Result<()> {
    let page = Page::new(layout);
    let mut before: Option<&Block> = None;
    let is_shown = |block: &&Block| !matches!(block, Block::Heading(heading) if heading.in_documents);
    for block in blocks.iter().filter(is_shown) {
        if before.is_some_and(|before| !belongs_to(block, before)) {
            writeln!(out)?;
        }
        of_block(block, page, out)?;
        before = Some(block);
    }
    Ok(())
}

/// Markdown for a terminal.
pub(super) fn prose(markdown: &str, layout: Layout) -> String {
    prose::layout(markdown, Page::new(layout).for_prose())
}

/// Whether a block stands close below the one before it.
fn belongs_to(block: &Block, before: &Block) -> bool {
    match (before, block) {
        (Block::Heading(heading), Block::Facts(_)) => !heading.begins,
        (Block::Heading(heading), _) => !heading.begins && heading.level > 1 && !matches!(block, Block::Heading(_)),
        (Block::Verdict(_), Block::Facts(_) | Block::Lines(_))
        | (Block::Lines(_), Block::Lines(_))
        | (Block::Page(_) | Block::Command(_), Block::Facts(_))
        | (Block::Page(_) | Block::Facts(_), Block::Command(_))
        | (Block::Table(_), Block::Remarks(_))
        | (Block::Table(_) | Block::Remarks(_) | Block::Bytes(..), Block::Bytes(..)) => true,
        _ => false,
    }
}

fn of_block(block: &Block, page: Page, out: &mut impl Write) -> io::Result<()> {
    match block {
        Block::Heading(heading) => of_heading(heading, page, out),
        Block::Verdict(verdict) => of_verdict(verdict, page, out),
        Block::Subjects(subjects) => subjects.iter().try_for_each(|subject| of_subject(subject, page, out)),
        Block::Facts(facts) => of_facts(facts, page, out),
        Block::Table(table) => of_table(table, page, out),
        Block::Page(markdown) => writeln!(out, "{}", prose::layout(markdown, page.for_prose()).trim_end()),
        Block::Lines(lines) => lines.iter().try_for_each(|line| hanging(&text(line), line.tone, page, out)),
        Block::Remarks(remarks) => remarks.iter().try_for_each(|remark| paragraph(remark, Tone::Quiet, page, out)),
        Block::Legend(signs) => signs.iter().try_for_each(|(sign, means)| paragraph(&format!("{sign:<2} {means}"), Tone::Quiet, page, out)),
        // A command stays as it is, to be copied.
        Block::Command(command) => {
            command.lines().try_for_each(|line| writeln!(out, "     {}", page.palette.paint(Tone::Name, &visible(line))))
        }
        Block::Bytes(of, block) => {
            paragraph(&format!("{of}: {}", block.title), Tone::Strong, page, out)?;
            bytes::write(block, page, out)
        }
    }
}

fn of_heading(heading: &Heading, page: Page, out: &mut impl Write) -> io::Result<()> {
    let paint = |tone, text: &str| page.palette.paint(tone, &visible(text));
    if heading.begins {
        writeln!(out, "{}", paint(Tone::Quiet, &"━".repeat(page.for_prose().width)))?;
    }
    if heading.number.is_none() && heading.aside.is_empty() {
        return hanging(&heading.text, Tone::Strong, page, out);
    }
    let number = heading.number.iter().map(|number| paint(Tone::Quiet, number) + "  ").collect::<String>();
    let aside = if heading.aside.is_empty() { String::new() } else { format!("   {}", paint(Tone::Quiet, &heading.aside)) };
    writeln!(out, "{number}{}{aside}", paint(Tone::Strong, &heading.text))
}

fn of_verdict(verdict: &Verdict, page: Page, out: &mut impl Write) -> io::Result<()> {
    hanging(&verdict.says, if verdict.is_good { Tone::Good } else { Tone::Bad }, page, out)
}

/// What it is called and what was agreed on, and between whom: below each other where the page is too narrow.
fn of_subject(subject: &Subject, page: Page, out: &mut impl Write) -> io::Result<()> {
    let [name, agreed, between] = [&subject.name, &subject.agreed, &subject.between].map(|text| visible(text));
    if name.is_empty() {
        hanging(&agreed, Tone::Strong, page, out)?;
        return hanging(&between, Tone::Quiet, page, out);
    }
    let indent = display_width(&name) + 2;
    if indent + display_width(&agreed).max(display_width(&between)) > page.width {
        hanging(&name, Tone::Strong, page, out)?;
        wrapped(&agreed, "  ", "    ", Tone::Plain, page, out)?;
        return wrapped(&between, "  ", "    ", Tone::Quiet, page, out);
    }
    writeln!(out, "{}  {agreed}", page.palette.paint(Tone::Strong, &name))?;
    writeln!(out, "{}", page.palette.paint(Tone::Quiet, &format!("{:indent$}{between}", "")))
}

fn of_facts(facts: &[Fact], page: Page, out: &mut impl Write) -> io::Result<()> {
    let mut columns = Columns::new(1);
    for fact in facts {
        for (index, line) in fact.lines.iter().enumerate() {
            let label = if index == 0 { visible(&fact.label).into_owned() } else { String::new() };
            columns.push([(label, Tone::Name), (text(line), line.tone)]);
        }
    }
    write!(out, "{}", columns.layout(page))
}

fn of_table(table: &Table, page: Page, out: &mut impl Write) -> io::Result<()> {
    let mut columns = Columns::new(table.fixed);
    if !table.header.is_empty() {
        columns = columns.with_header(table.header.iter().map(|name| (visible(name).into_owned(), Tone::Strong)));
    }
    table.rows.iter().for_each(|row| columns.push(row.iter().map(|cell| (text(cell), cell.tone))));
    write!(out, "{}", columns.layout(page))
}

/// A cell's parts, safe to show, two spaces between them.
fn text(cell: &Cell) -> String {
    "  ".repeat(cell.indent) + &visible(&cell.parts.join("  "))
}

/// A sentence from the edge of the page; its further lines are indented.
fn hanging(text: &str, tone: Tone, page: Page, out: &mut impl Write) -> io::Result<()> {
    wrapped(text, "", "  ", tone, page, out)
}

/// A paragraph within the margin; its further lines are indented.
fn paragraph(text: &str, tone: Tone, page: Page, out: &mut impl Write) -> io::Result<()> {
    wrapped(text, columns::MARGIN, "    ", tone, page, out)
}

fn wrapped(text: &str, first: &str, further: &str, tone: Tone, page: Page, out: &mut impl Write) -> io::Result<()> {
    let options = textwrap::Options::new(page.width).initial_indent(first).subsequent_indent(further);
    let text = visible(text);
    let lines = textwrap::wrap(&text, options.word_splitter(textwrap::WordSplitter::NoHyphenation));
    lines.iter().try_for_each(|line| writeln!(out, "{}", page.palette.paint(tone, &line.replace(NO_BREAK, " "))))
}
