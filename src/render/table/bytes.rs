//! Annotated bytes: on the left the bytes in hexadecimal, on the right what they mean, indented by containment.

use std::borrow::Cow;
use std::io::{self, Write};

use super::Page;
use crate::render::text::{spaced_hex, visible};
use crate::report::{ByteBlock, ByteLine, Tone};

const MARGIN: &str = "   ";
const GAP: &str = "  ";

/// Fields that lie deeper are not indented further.
const DEEPEST: usize = 12;

/// One block, line by line.
pub(super) fn write(block: &ByteBlock, page: Page, out: &mut impl Write) -> io::Result<()> {
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
        let text = if line.bytes.is_empty() { page.palette.paint(Tone::Quiet, text) } else { text.to_owned() };
        writeln!(out, "{}", format!("{MARGIN}{bytes:<width$}{GAP}{indent}{text}").trim_end())?;
    }
    Ok(())
}
