//! One step of the lesson.

use std::collections::BTreeSet;

use super::lesson::Lesson;
use super::markup::Html;
use super::prose::{self, Place};
use super::reference::id;
use super::{bytes, fields, panels};
use crate::report::{Card, Direction, Entry, Mark, Page, Side};

/// A card: number `index` (from 0) of its walk. `shown` are the pages that stood in an earlier card.
pub(super) fn card(lesson: Lesson<'_>, index: usize, card: &Card, shown: &mut BTreeSet<String>, out: &mut Html) {
    out.raw("<section class=\"card\" data-key=\"").text(&card.key).raw("\" data-name=\"").text(&card.name);
    out.raw("\" data-from=\"").raw(sender(card.from)).raw("\" aria-labelledby=\"");
    heading_id(lesson, index, out);
    out.raw("\">");
    lesson.anchors(&card.key, "", out);
    header(lesson, index, card, out);
    out.raw("<div class=\"answer\">");
    lesson.side_by_side(card, |one, out| side(lesson, card, one, out), out);
    explanation(lesson, card, shown, out);
    panels::eavesdropper(lesson, card, out);
    panels::ends(lesson, card, out);
    panels::calculations(lesson, card, out);
    fields::table(lesson, card, out);
    bytes::blocks(lesson, card, out);
    out.raw("</div></section>");
}

fn heading_id(lesson: Lesson<'_>, index: usize, out: &mut Html) {
    out.raw("h").count(lesson.number).raw("-").count(index + 1);
}

fn header(lesson: Lesson<'_>, index: usize, card: &Card, out: &mut Html) {
    out.raw("<header><p class=\"count\">Step ").count(index + 1).raw(" of ").count(lesson.walked.walk.cards.len());
    out.raw("</p><div class=\"answer\"><h2 tabindex=\"-1\" id=\"");
    heading_id(lesson, index, out);
    out.raw("\">").text(&card.name).raw("</h2><p class=\"facts\"><span class=\"from ").raw(sender(card.from)).raw("\">");
    out.raw(card.way()).raw("</span>");
    if card.sides.iter().flatten().any(|side| side.step.encrypted) {
        out.raw("<span class=\"sealed\">encrypted on the wire</span>");
    }
    if let Some(rung) = card.rung {
        out.raw("<span class=\"rung\">step ").number(rung.number).raw(" of the classic eleven: ").text(rung.title).raw("</span>");
    }
    out.raw("</p></div></header>");
}

/// Who sends, in a word for classes and questions.
pub(super) fn sender(from: Option<Direction>) -> &'static str {
    match from {
        Some(Direction::ClientToServer) => "client",
        Some(Direction::ServerToClient) => "server",
        None => "both",
    }
}

/// What a column says of the step, in this very run.
fn side(lesson: Lesson<'_>, card: &Card, side: &Side, out: &mut Html) {
    out.raw("<p class=\"says\">").text(&side.step.says);
    side.step.marks.iter().for_each(|found| mark(found, out));
    out.raw("</p>");
    length(&side.step, out);
    let folder = card.page.map_or("messages", |page| page.kind.folder());
    let place = Place { links: lesson.reference, folder, level: 4 };
    side.in_this_run.iter().for_each(|text| prose::blocks(text, place, out));
}

fn length(step: &Entry, out: &mut Html) {
    if let Some(length) = step.length {
        out.raw("<p class=\"length\">").count(length).raw(if length == 1 { " byte</p>" } else { " bytes</p>" });
    }
}

/// What became of a check, in a sign and a word.
fn mark(mark: &Mark, out: &mut Html) {
    let (class, sign) = match mark.holds {
        Some(true) => ("good", "\u{2713} "),
        Some(false) => ("bad", "\u{2717} "),
        None => ("open", "? "),
    };
    out.raw(" <span class=\"mark ").raw(class).raw("\" title=\"").text(&mark.detail).raw("\">").raw(sign).text(mark.what);
    out.raw(match mark.holds {
        Some(true) => " recomputed, it holds</span>",
        Some(false) => " recomputed, it does not hold</span>",
        None => " could not be recomputed</span>",
    });
}

/// The page that explains the step: its beginning, and the whole at a click. A page that stood in an earlier card is linked.
fn explanation(lesson: Lesson<'_>, card: &Card, shown: &mut BTreeSet<String>, out: &mut Html) {
    let Some(page) = card.page else { return };
    out.raw("<div class=\"explanation\">");
    beginning(lesson, page, out);
    let id = id(page);
    if shown.insert(id.clone()) {
        out.raw("<details class=\"more\"><summary>The whole page: ").text(&page.title);
        out.raw("</summary><article class=\"page\" id=\"").text(&id).raw("\"><h3>").text(&page.title).raw("</h3>");
        lesson.reference.whole(page, 4, out);
        out.raw("</article></details>");
    } else {
        out.raw("<p class=\"more\"><a href=\"#").text(&id).raw("\">The whole page: ").text(&page.title).raw("</a></p>");
    }
    out.raw("</div>");
}

/// What it is in a sentence, and the page's first section.
fn beginning(lesson: Lesson<'_>, page: &Page, out: &mut Html) {
    let place = Place { links: lesson.reference, folder: page.kind.folder(), level: 4 };
    out.raw("<div class=\"lead\">");
    prose::blocks(&page.sentence, place, out);
    out.raw("</div>");
    if let Some(first) = page.sections.first() {
        prose::blocks(&first.text, place, out);
    }
}
