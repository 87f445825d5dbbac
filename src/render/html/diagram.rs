//! The sequence diagram: two lifelines, an arrow for each message, keys as notes between them. One for each column, and a
//! card stands at the same height in both.

use super::lesson::Lesson;
use super::markup::Html;
use crate::report::{Card, Direction, Side};

/// Heights in units of the drawing.
const HEAD: usize = 46;
const ROW: usize = 38;

/// What of it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Labels {
    /// Each message's name, and which way it goes.
    Names,
    /// The number of each step alone: the rest is asked for.
    Numbers,
}

pub(super) fn diagrams(lesson: Lesson<'_>, labels: Labels, out: &mut Html) {
    out.raw("<div class=\"diagrams\">");
    for index in 0..lesson.columns.len() {
        diagram(lesson, index, labels, out);
    }
    out.raw("</div>");
}

fn diagram(lesson: Lesson<'_>, column: usize, labels: Labels, out: &mut Html) {
    let Some(subject) = lesson.columns.get(column) else { return };
    let cards = &lesson.walked.walk.cards;
    let height = HEAD + cards.len() * ROW + 12;
    out.raw("<figure class=\"diagram ").raw(subject.class).raw("\"><figcaption>").text(&subject.name).raw("</figcaption>");
    out.raw("<svg viewBox=\"0 0 220 ")
        .count(height)
        .raw("\" role=\"group\" aria-label=\"Sequence diagram of ")
        .text(&subject.name)
        .raw("\">");
    lifeline("client", "22", height, out);
    lifeline("server", "198", height, out);
    for (index, card) in cards.iter().enumerate() {
        match (card.sides.get(column).and_then(Option::as_ref), labels) {
            (Some(side), Labels::Names) => step(lesson, column, index, (card, side), out),
            (Some(_), Labels::Numbers) => blank(index, out),
            (None, _) => {}
        }
    }
    out.raw("</svg></figure>");
}

fn lifeline(name: &'static str, at: &'static str, height: usize, out: &mut Html) {
    out.raw("<line class=\"life ").raw(name).raw("\" x1=\"").raw(at).raw("\" x2=\"").raw(at).raw("\" y1=\"30\" y2=\"").count(height);
    out.raw("\"/><text class=\"end ").raw(name).raw("\" x=\"").raw(at).raw("\" y=\"20\">").raw(name).raw("</text>");
}

/// A step: a link to its card.
fn step(lesson: Lesson<'_>, column: usize, index: usize, (card, side): (&Card, &Side), out: &mut Html) {
    let top = HEAD + index * ROW;
    out.raw("<g class=\"row").raw(kind(side)).raw("\" data-step=\"").count(index + 1).raw("\" transform=\"translate(0 ").count(top);
    out.raw(")\"><a href=\"");
    lesson.link_in(column, &card.key, out);
    out.raw("\"><rect class=\"hit\" x=\"1\" y=\"0\" width=\"218\" height=\"36\" rx=\"5\"/>");
    match card.from {
        Some(from) => arrow(from, side, out),
        None => note(side, out),
    }
    out.raw("</a></g>");
}

/// What a step looks like beyond its direction.
fn kind(side: &Side) -> &'static str {
    match (side.step.is_refusal, side.step.encrypted) {
        (true, true) => " fatal sealed",
        (true, false) => " fatal",
        (false, true) => " sealed",
        (false, false) => "",
    }
}

/// An arrow with its name above it; what was encrypted goes through a tunnel with a lock.
fn arrow(from: Direction, side: &Side, out: &mut Html) {
    if side.step.encrypted {
        out.raw("<rect class=\"tunnel\" x=\"27\" y=\"5\" width=\"166\" height=\"27\" rx=\"6\"/>");
        out.raw("<path class=\"lock\" d=\"M32 14v-2a3 3 0 0 1 6 0v2h1v6h-8v-6zm1.5 0h3v-2a1.5 1.5 0 0 0-3 0z\"/>");
    }
    out.raw("<text class=\"label\" x=\"113\" y=\"20\">").text(&side.step.name).raw(proof(side)).raw("</text>");
    if side.step.encrypted {
        out.raw("<text class=\"veil\" x=\"113\" y=\"20\">sealed record</text>");
    }
    out.raw(match from {
        Direction::ClientToServer => "<path class=\"arrow client\" d=\"M23 27H195\"/><path class=\"tip client\" d=\"M197 27l-8-4.5v9z\"/>",
        Direction::ServerToClient => "<path class=\"arrow server\" d=\"M197 27H25\"/><path class=\"tip server\" d=\"M23 27l8-4.5v9z\"/>",
    });
}

/// What both ends have in common: a note over both lifelines, with a key where keys are computed.
fn note(side: &Side, out: &mut Html) {
    out.raw("<path class=\"note\" d=\"M14 6H198l8 8V31H14z\"/><path class=\"fold\" d=\"M198 6v8h8\"/>");
    if side.step.is_computed() {
        out.raw("<path class=\"key\" d=\"M27 14a5 5 0 1 0 4.6 7H35v3h3v-3h2v-4h-8.4A5 5 0 0 0 27 14zm0 3.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z\"/>");
    }
    out.raw("<text class=\"label\" x=\"116\" y=\"23\">").text(&side.step.name).raw(proof(side)).raw("</text>");
}

/// Whether the proofs of the step hold.
fn proof(side: &Side) -> &'static str {
    let marks = &side.step.marks;
    if marks.iter().any(|mark| mark.holds == Some(false)) {
        " \u{2717}"
    } else if !marks.is_empty() && marks.iter().all(|mark| mark.holds == Some(true)) {
        " \u{2713}"
    } else {
        ""
    }
}

/// A step of a worksheet: a line to be made an arrow.
fn blank(index: usize, out: &mut Html) {
    out.raw("<g class=\"row\" transform=\"translate(0 ")
        .count(HEAD + index * ROW)
        .raw(")\"><path class=\"arrow blank\" d=\"M22 27H198\"/>");
    out.raw("<text class=\"number\" x=\"10\" y=\"31\">").count(index + 1).raw("</text></g>");
}
