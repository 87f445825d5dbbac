//! The first card of a walk: who spoke with whom, how it ended and why, and what the two amount to.

use super::lesson::Lesson;
use super::markup::Html;
use crate::report::{Cause, Conclusion, Ground, PageKind, SEEDED, Subject, Walked};

pub(super) fn overview(lesson: Lesson<'_>, is_synthetic: bool, out: &mut Html) {
    out.raw("<section class=\"card overview\" data-key=\"overview\" data-name=\"Overview\" aria-labelledby=\"h");
    out.count(lesson.number).raw("-0\">");
    lesson.anchors("overview", "", out);
    out.raw("<header><h2 tabindex=\"-1\" id=\"h").count(lesson.number).raw("-0\">").text(&lesson.title()).raw("</h2></header>");
    let Walked { walk, conclusions } = lesson.walked;
    lesson.in_columns(&conclusions.iter().map(|found| conclusion(lesson, found)).collect::<Vec<_>>(), out);
    lesson.in_columns(&walk.subjects.iter().map(subject).collect::<Vec<_>>(), out);
    totals(lesson, out);
    if is_synthetic {
        out.raw("<p class=\"remark\">").raw(SEEDED).raw("</p>");
    }
    out.raw("</section>");
}

/// What was agreed on, and between whom.
fn subject(subject: &Subject) -> Html {
    let mut out = Html::default();
    out.raw("<p class=\"agreed\">").text(&subject.agreed).raw("</p><p class=\"between\">").text(&subject.between).raw("</p>");
    out
}

/// The verdict, the cause, and what both rest on.
fn conclusion(lesson: Lesson<'_>, conclusion: &Conclusion) -> Html {
    let mut out = Html::default();
    let (class, sign) = if conclusion.is_good { ("verdict good", "\u{2713} ") } else { ("verdict bad", "\u{2717} ") };
    out.raw("<p class=\"").raw(class).raw("\"><span aria-hidden=\"true\">").raw(sign).raw("</span>").text(&conclusion.headline).raw("</p>");
    if conclusion.cause.is_none() && conclusion.grounds.is_empty() {
        return out;
    }
    out.raw("<dl class=\"grounds\">");
    conclusion.cause.into_iter().for_each(|cause| causes(lesson, cause, &mut out));
    conclusion.grounds.iter().for_each(|found| ground(found, &mut out));
    out.raw("</dl>");
    out
}

/// The cause's name leads to its page: `client-cert-expired, proven`.
fn causes(lesson: Lesson<'_>, cause: Cause, out: &mut Html) {
    let name = cause.id.name();
    out.raw("<dt>cause<dd>");
    match lesson.reference.link_to(PageKind::Finding, name) {
        Some(page) => out.raw("<a href=\"#").text(&page).raw("\">").text(name).raw("</a>"),
        None => out.text(name),
    };
    out.text(", ").text(cause.certainty.name());
}

fn ground(ground: &Ground, out: &mut Html) {
    out.raw("<dt>").raw(ground.label);
    for line in &ground.lines {
        out.raw("<dd>").text(line);
    }
}

fn totals(lesson: Lesson<'_>, out: &mut Html) {
    let totals = &lesson.walked.walk.totals;
    if totals.is_empty() {
        return;
    }
    out.raw("<table class=\"totals\"><caption>What it amounts to</caption><thead><tr><td>");
    for column in lesson.columns {
        out.raw("<th scope=\"col\" class=\"").raw(column.class).raw("\">").text(&column.name);
    }
    out.raw("<tbody>");
    for total in totals {
        out.raw("<tr><th scope=\"row\">").raw(total.what).raw("<td class=\"s0\">").text(&total.left);
        out.raw("<td class=\"s1\">").text(&total.right);
    }
    out.raw("</table>");
}
