//! What opens beside a step: what an eavesdropper sees, what the ends believe, what can be computed.

use super::lesson::Lesson;
use super::markup::Html;
use super::prose::{self, Place};
use crate::report::{Calculation, Card, EndView, Side};

/// A value is long from so many digits on.
const LONG: usize = 256;
/// How many digits of a long value stand open.
const OPEN: usize = 128;

/// What somebody on the wire sees, with and without keys.
pub(super) fn eavesdropper(lesson: Lesson<'_>, card: &Card, out: &mut Html) {
    out.raw("<details class=\"panel eaves\"><summary>Eavesdropper: what the wire shows</summary>");
    lesson.side_by_side(card, sight, out);
    out.raw("</details>");
}

fn sight(side: &Side, out: &mut Html) {
    labelled("without keys", &side.sight.without_keys, out);
    labelled("with the key log", &side.sight.with_keys, out);
}

fn labelled(label: &'static str, lines: &[String], out: &mut Html) {
    out.raw("<p class=\"label\">").raw(label).raw("</p>");
    if lines.is_empty() {
        out.raw("<p class=\"absent\">nothing</p>");
        return;
    }
    out.raw("<ul>");
    for line in lines {
        out.raw("<li>").text(line);
    }
    out.raw("</ul>");
}

/// What the client believes and the server knows.
pub(super) fn ends(lesson: Lesson<'_>, card: &Card, out: &mut Html) {
    if card.sides.iter().flatten().all(|side| side.ends.iter().all(|end| end.lines.is_empty())) {
        return;
    }
    out.raw("<details class=\"panel ends\"><summary>Both ends: what each believes now</summary>");
    lesson.side_by_side(card, |side, out| side.ends.iter().for_each(|end| view(end, out)), out);
    out.raw("</details>");
}

fn view(end: &EndView, out: &mut Html) {
    out.raw("<p class=\"label ").text(end.of.name()).raw("\">the ").text(end.of.name()).raw("</p>");
    if end.lines.is_empty() {
        out.raw("<p class=\"absent\">nothing yet</p>");
        return;
    }
    let old = end.lines.len().saturating_sub(end.new);
    out.raw("<ul>");
    for (index, line) in end.lines.iter().enumerate() {
        out.raw(if index < old { "<li>" } else { "<li class=\"new\"><strong>new</strong> " }).text(line);
    }
    out.raw("</ul>");
}

/// The calculation cards.
pub(super) fn calculations(lesson: Lesson<'_>, card: &Card, out: &mut Html) {
    if card.sides.iter().flatten().all(|side| side.calculations.is_empty()) {
        return;
    }
    let folder = card.page.map_or("messages", |page| page.kind.folder());
    let place = Place { links: lesson.reference, folder, level: 4 };
    out.raw("<details class=\"panel calculations\"><summary>Calculate it yourself</summary>");
    lesson.side_by_side(card, |side, out| side.calculations.iter().for_each(|found| calculation(found, place, out)), out);
    out.raw("</details>");
}

fn calculation(found: &Calculation, place: Place<'_>, out: &mut Html) {
    out.raw("<section class=\"calculation\"><h3>").text(&found.title).raw("</h3>");
    prose::blocks(&found.says, place, out);
    out.raw("<p class=\"source\">").text(found.source).raw("</p>");
    if !found.inputs.is_empty() {
        out.raw("<dl>");
        found.inputs.iter().for_each(|value| named(value, out));
        out.raw("</dl>");
    }
    if let Some(command) = &found.command {
        out.raw("<div class=\"command\"><button type=\"button\" class=\"copy\">Copy</button><pre tabindex=\"0\" role=\"region\" aria-label=\"Command\"><code>").lines(command);
        out.raw("</code></pre></div>");
    }
    out.raw("<dl class=\"result\">");
    named(&found.result, out);
    out.raw("</dl></section>");
}

fn named((name, digits): &(String, String), out: &mut Html) {
    out.raw("<dt>").text(name).raw("<dd>");
    match digits.split_at_checked(OPEN) {
        Some((open, more)) if digits.len() > LONG => out
            .text(open)
            .raw("<details class=\"long\"><summary>")
            .count(more.len())
            .raw(" more digits</summary>")
            .text(more)
            .raw("</details>"),
        _ => out.text(digits),
    };
}
