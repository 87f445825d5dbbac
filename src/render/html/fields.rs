//! Depth 2: the fields of a card as a table, each value with the place of its bytes.

use std::ops::Range;

use super::lesson::Lesson;
use super::markup::Html;
use crate::report::{Card, FieldRow, PageKind};

/// Fields that lie deeper are not indented further.
pub(super) const DEEPEST: usize = 8;

pub(super) fn table(lesson: Lesson<'_>, card: &Card, out: &mut Html) {
    if card.fields.is_empty() {
        return;
    }
    out.raw("<details class=\"depth fields\"><summary>Fields</summary>");
    lesson.anchors(&card.key, "/fields", out);
    for (column, side) in lesson.columns.iter().zip(&card.sides) {
        if side.is_none() {
            out.raw("<p class=\"absent ").raw(column.class).raw("\">").text(&column.name).raw(": not there</p>");
        }
    }
    out.raw("<div class=\"pane\" role=\"region\" tabindex=\"0\" aria-label=\"Fields of ").text(&card.name).raw("\">");
    out.raw("<table class=\"fields\"><thead><tr><th scope=\"col\">field");
    for (column, _) in lesson.columns.iter().zip(&card.sides).filter(|(_, side)| side.is_some()) {
        out.raw("<th scope=\"col\" class=\"").raw(column.class).raw("\">").text(&column.name);
    }
    out.raw("<tbody>");
    card.fields.iter().for_each(|field| row(lesson, card, field, out));
    out.raw("</table></div></details>");
}

fn row(lesson: Lesson<'_>, card: &Card, field: &FieldRow, out: &mut Html) {
    out.raw("<tr><th scope=\"row\"");
    indent(field.indent, out);
    out.raw(">");
    name(lesson, &field.name, out);
    let sides = [(&field.left, &field.left_at), (&field.right, &field.right_at)];
    for (number, (column, (value, at))) in lesson.columns.iter().zip(sides).enumerate() {
        if card.sides.get(number).is_none_or(Option::is_none) {
            continue;
        }
        out.raw("<td class=\"").raw(column.class);
        out.raw(if number > 0 && field.left == field.right { " same\"" } else { "\"" });
        place(at.as_ref(), out);
        out.raw(">");
        match value {
            Some(value) => out.text(value),
            None => out.raw("<span class=\"absent\">not there</span>"),
        };
    }
}

/// A field's name; of an extension it leads to its page.
fn name(lesson: Lesson<'_>, name: &str, out: &mut Html) {
    match lesson.reference.link_to(PageKind::Extension, name) {
        Some(page) => out.raw("<a href=\"#").text(&page).raw("\">").text(name).raw("</a>"),
        None => out.text(name),
    };
}

/// How deep something lies, as a class.
pub(super) fn indent(indent: usize, out: &mut Html) {
    if indent > 0 {
        out.raw(" class=\"i").count(indent.min(DEEPEST)).raw("\"");
    }
}

/// Which bytes of the message something is: the name by which bytes and fields find each other.
pub(super) fn place(at: Option<&Range<usize>>, out: &mut Html) {
    if let Some(at) = at {
        out.raw(" data-at=\"").count(at.start).raw("-").count(at.end).raw("\"");
    }
}
