//! Annotated bytes: on the left the bytes in hexadecimal, on the right what they mean, indented by containment.

use std::io::{self, Write};

use super::Page;
use crate::render::text::{spaced_hex, visible};
use crate::report::{ByteBlock, ByteLine, Comparison, Row, Step};

/// The bytes of both sides of a row, the left one's first.
pub(super) fn both(comparison: &Comparison, row: &Row, page: Page, out: &mut impl Write) -> io::Result<()> {
    for (side, step) in [(&comparison.left, &row.left), (&comparison.right, &row.right)] {
        if let Some(step) = step {
            of_step(&side.name, step, page, out)?;
        }
    }
    Ok(())
}

pub(super) fn of_step(side: &str, step: &Step, page: Page, out: &mut impl Write) -> io::Result<()> {
    for block in &step.bytes {
        writeln!(out, " {}: {}", visible(side), page.palette.heading(&visible(&block.title)))?;
        of_block(block, page, out)?;
    }
    Ok(())
}

fn of_block(block: &ByteBlock, page: Page, out: &mut impl Write) -> io::Result<()> {
    let per_line = if page.width >= 120 { 16 } else { 8 };
    block.lines.iter().try_for_each(|line| of_line(line, per_line, page, out))
}

/// The first bytes stand beside the text; further ones follow below.
fn of_line(line: &ByteLine, per_line: usize, page: Page, out: &mut impl Write) -> io::Result<()> {
    let width = per_line * 3 - 1;
    let indent = "  ".repeat(line.indent);
    let mut rows = line.bytes.chunks(per_line);
    let first = rows.next().map(spaced_hex).unwrap_or_default();
    let text = visible(&line.text);
    let text = if line.bytes.is_empty() { page.palette.quiet(&text) } else { text.into_owned() };
    writeln!(out, "   {first:<width$}  {indent}{text}")?;
    rows.try_for_each(|row| writeln!(out, "   {}", spaced_hex(row)))
}
