//! Annotated bytes: on the left the bytes in hexadecimal, on the right what they mean, indented by containment.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{Page, columns};
use crate::render::palette::Palette;
use crate::render::text::{spaced_hex, visible};
use crate::report::{ByteBlock, ByteLine, Comparison, Entry, Row};

const MARGIN: &str = "   ";
const GAP: &str = "  ";

/// Fields that lie deeper are not indented further.
const DEEPEST: usize = 12;

/// The bytes of both sides of a row, the left one's first.
pub(super) fn both(comparison: &Comparison, row: &Row, page: Page, out: &mut impl Write) -> io::Result<()> {
    for (side, step) in [(&comparison.left, &row.left), (&comparison.right, &row.right)] {
        if let Some(step) = step {
            of_step(&side.name, step, page, out)?;
        }
    }
    Ok(())
}

pub(super) fn of_step(side: &str, step: &Entry, page: Page, out: &mut impl Write) -> io::Result<()> {
    for block in &step.bytes {
        columns::paragraph(&format!("{}: {}", visible(side), visible(&block.title)), Palette::heading, page, out)?;
        of_block(block, page, out)?;
    }
    Ok(())
}

fn of_block(block: &ByteBlock, page: Page, out: &mut impl Write) -> io::Result<()> {
    let per_line = if page.width >= 120 { 16 } else { 8 };
    block.lines.iter().try_for_each(|line| of_line(line, per_line, page, out))
}

/// Bytes and text side by side, both wrapped.
fn of_line(line: &ByteLine, per_line: usize, page: Page, out: &mut impl Write) -> io::Result<()> {
    let width = per_line * 3 - 1;
    let indent = "  ".repeat(line.indent.min(DEEPEST));
    let room = page.width.saturating_sub(MARGIN.len() + width + GAP.len() + indent.len());
    let bytes: Vec<String> = line.bytes.chunks(per_line).map(spaced_hex).collect();
    let text = textwrap::wrap(&visible(&line.text), room).into_iter().map(Cow::into_owned).collect::<Vec<_>>();
    for row in 0..bytes.len().max(text.len()) {
        let bytes = bytes.get(row).map_or("", String::as_str);
        let text = text.get(row).map_or("", String::as_str);
        let text = if line.bytes.is_empty() { page.palette.quiet(text) } else { text.to_owned() };
        writeln!(out, "{}", format!("{MARGIN}{bytes:<width$}{GAP}{indent}{text}").trim_end())?;
    }
    Ok(())
}
