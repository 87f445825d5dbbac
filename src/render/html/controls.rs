//! What the reader handles: depth, columns, the steps, and the switches of a lesson. All but the list of steps needs the
//! script, and is not shown without it.

use super::lesson::Lesson;
use super::markup::Html;
use super::names::Column;

/// The bar above the lesson. `columns` are those of the first walk.
pub(super) fn bar(lessons: &[Lesson<'_>], out: &mut Html) {
    out.raw("<header class=\"bar\"><h1>");
    title(lessons, out);
    out.raw("</h1>");
    contents(lessons, out);
    out.raw("<div class=\"controls needs-script\">");
    out.raw(DEPTH);
    columns(lessons.first().map_or(&[], |lesson| lesson.columns), out);
    out.raw(SWITCHES).raw("</div></header>");
}

pub(super) fn title(lessons: &[Lesson<'_>], out: &mut Html) {
    for (index, lesson) in lessons.iter().enumerate() {
        out.raw(if index > 0 { ", " } else { "" }).text(&lesson.title());
    }
}

const DEPTH: &str = "<div class=\"choice\" role=\"group\" aria-label=\"Depth\">\
<button type=\"button\" data-depth=\"steps\" aria-pressed=\"true\">Steps</button>\
<button type=\"button\" data-depth=\"fields\" aria-pressed=\"false\">Fields</button>\
<button type=\"button\" data-depth=\"bytes\" aria-pressed=\"false\">Bytes</button></div>";

/// Which columns are shown: one, or both.
fn columns(columns: &[Column], out: &mut Html) {
    if columns.len() < 2 {
        return;
    }
    out.raw("<div class=\"choice columns\" role=\"group\" aria-label=\"Columns\">");
    for (index, column) in columns.iter().enumerate() {
        out.raw("<button type=\"button\" aria-pressed=\"false\" data-side=\"").count(index).raw("\">").text(&column.name).raw("</button>");
    }
    out.raw("<button type=\"button\" data-side=\"both\" aria-pressed=\"true\">both</button></div>");
}

const SWITCHES: &str = "<div class=\"switches\" role=\"group\" aria-label=\"Lesson\">\
<button type=\"button\" data-switch=\"predict\" aria-pressed=\"false\">Predict first</button>\
<button type=\"button\" data-switch=\"eaves\" aria-pressed=\"false\">Eavesdropper</button>\
<button type=\"button\" data-switch=\"ends\" aria-pressed=\"false\">Both ends</button></div>\
<div class=\"switches\" role=\"group\" aria-label=\"View\">\
<button type=\"button\" data-switch=\"all\" aria-pressed=\"false\">All steps</button>\
<button type=\"button\" data-switch=\"large\" aria-pressed=\"false\">Large</button>\
<button type=\"button\" data-action=\"theme\">Dark</button>\
<button type=\"button\" data-action=\"help\" aria-label=\"Help: the keys\">?</button></div>";

/// The list of all steps.
fn contents(lessons: &[Lesson<'_>], out: &mut Html) {
    out.raw("<nav class=\"contents\" aria-label=\"Steps\"><details><summary>Steps</summary><div class=\"sheet\">");
    for lesson in lessons {
        out.raw("<ol class=\"steps\"><li class=\"first\"><a href=\"");
        lesson.link_in(0, "overview", out);
        out.raw("\">").text(&lesson.title()).raw("</a>");
        for card in &lesson.walked.walk.cards {
            out.raw("<li><a href=\"");
            lesson.link(card, out);
            out.raw("\">").text(&card.name).raw("</a>");
        }
        out.raw("</ol>");
    }
    out.raw("</div></details></nav>");
}

/// The bar below: a step back, how far it is, a step on.
pub(super) const STEPPER: &str = "<nav class=\"stepper needs-script\" aria-label=\"Step by step\">\
<button type=\"button\" data-action=\"back\"><span aria-hidden=\"true\">\u{2190}</span> Back</button>\
<div class=\"progress\"><progress max=\"1\" value=\"0\" aria-label=\"How far the lesson is\"></progress><p class=\"here\"></p></div>\
<button type=\"button\" data-action=\"next\" class=\"next\">Next <span aria-hidden=\"true\">\u{2192}</span></button></nav>\
<p class=\"lens needs-script\" hidden></p><p class=\"spoken\" role=\"status\"></p>";

/// What stands above all, when it is asked for.
pub(super) const OVERLAYS: &str = "<div id=\"pop\" popover aria-label=\"Explanation\"></div>\
<dialog id=\"help\" aria-labelledby=\"help-title\"><h2 id=\"help-title\">Keys</h2><dl>\
<dt><kbd>\u{2192}</kbd> <kbd>space</kbd> <kbd>j</kbd><dd>the next step\
<dt><kbd>\u{2190}</kbd> <kbd>k</kbd><dd>the step before\
<dt><kbd>Home</kbd> <kbd>End</kbd><dd>the first and the last step\
<dt><kbd>Enter</kbd> <kbd>Esc</kbd><dd>deeper: fields, then bytes; and back\
<dt><kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd><dd>steps, fields, bytes\
<dt><kbd>\u{2191}</kbd> <kbd>\u{2193}</kbd><dd>in a table of bytes: from one field to the next\
<dt><kbd>p</kbd><dd>predict first: say what comes next, and who sends it\
<dt><kbd>e</kbd><dd>the eavesdropper: what the wire shows\
<dt><kbd>b</kbd><dd>both ends: what each believes\
<dt><kbd>c</kbd><dd>one column, the other, both\
<dt><kbd>a</kbd><dd>all steps on one page, or one at a time\
<dt><kbd>l</kbd> <kbd>t</kbd><dd>large letters; dark or light\
<dt><kbd>g</kbd><dd>go to a step\
<dt><kbd>?</kbd><dd>this help</dl>\
<p><label><input type=\"checkbox\" id=\"letters\" checked> single letters are keys</label></p>\
<form method=\"dialog\"><button>Close</button></form></dialog>";
