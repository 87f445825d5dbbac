//! Depth 3: every byte with its meaning.

use super::fields::{indent, place};
use super::lesson::Lesson;
use super::markup::Html;
use crate::render::text::spaced_hex;
use crate::report::{ByteBlock, ByteLine, Card, Side};

/// How many bytes of a long value stand open.
const OPEN: usize = 48;
/// A value is long from so many bytes on: fewer hidden ones are not worth a click.
const LONG: usize = 80;

pub(super) fn blocks(lesson: Lesson<'_>, card: &Card, out: &mut Html) {
    if card.sides.iter().flatten().all(|side| side.step.bytes.is_empty()) {
        return;
    }
    out.raw("<details class=\"depth bytes\"><summary>Bytes</summary>");
    lesson.anchors(&card.key, "/bytes", out);
    lesson.side_by_side(card, of_side, out);
    out.raw("</details>");
}

fn of_side(side: &Side, out: &mut Html) {
    side.step.bytes.iter().for_each(|block| of_block(block, out));
}

/// One block, as a table.
pub(super) fn of_block(block: &ByteBlock, out: &mut Html) {
    out.raw("<table class=\"bytes\"><caption>").text(&block.title).raw("</caption>");
    out.raw("<thead><tr><th scope=\"col\">bytes<th scope=\"col\">meaning<tbody>");
    block.lines.iter().for_each(|line| of_line(line, out));
    out.raw("</table>");
}

fn of_line(line: &ByteLine, out: &mut Html) {
    out.raw("<tr");
    place(line.at.as_ref(), out);
    out.raw("><td>");
    hex(&line.bytes, out);
    out.raw("<td");
    indent(line.indent, out);
    let (name, rest) = name_and_rest(line);
    out.raw(">");
    if !name.is_empty() {
        out.raw("<b>").text(name).raw("</b>");
    }
    out.text(rest);
}

/// Bytes in hexadecimal; of many the first ones, the rest at a click.
pub(super) fn hex(bytes: &[u8], out: &mut Html) {
    match bytes.split_at_checked(OPEN) {
        Some((open, more)) if bytes.len() > LONG => {
            out.text(&spaced_hex(open)).raw("<details class=\"long\"><summary>").count(more.len()).raw(" more bytes</summary>");
            out.text(&spaced_hex(more)).raw("</details>");
        }
        _ => drop(out.text(&spaced_hex(bytes))),
    }
}

/// A line's field name, and what is said of it. Names are one word in a message, and before a comma in a record.
fn name_and_rest(line: &ByteLine) -> (&str, &str) {
    let text = line.text.as_str();
    let end = match text.find(", ") {
        _ if text.starts_with(|first: char| first.is_ascii_digit()) => 0,
        Some(comma) if line.at.is_none() => comma,
        _ => text.find([' ', ':', ',']).unwrap_or(text.len()),
    };
    text.split_at(end)
}
