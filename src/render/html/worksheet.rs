//! The lesson on paper: a drawing without names, questions with blanks, and the answers on a page of their own, the last.

use super::card::sender;
use super::diagram::{self, Labels};
use super::lesson::Lesson;
use super::markup::Html;
use crate::report::{Card, Side};

/// Steps that a worksheet asks for: as many as leave the answers on one page.
const STEPS: usize = 30;
/// Values that it asks for.
const VALUES: usize = 10;
/// The fields that are worth asking for, by their names in the RFCs.
const ASKED: [&str; 10] = [
    "server_name",
    "cipher_suite",
    "supported_versions",
    "key_share",
    "certificate_authorities",
    "issuer",
    "subject",
    "not_after",
    "algorithm",
    "description",
];
/// Room for a word.
const BLANK: &str = "<span class=\"blank\"></span>";
/// Room for a line.
const LINE: &str = "<span class=\"blank line\"></span>";

/// A value that is asked for.
struct Asked<'a> {
    step: usize,
    field: &'a str,
    value: &'a str,
}

/// The sheets of these lessons, then the answers of all.
pub(super) fn worksheet(lessons: &[Lesson<'_>], out: &mut Html) {
    out.raw("<main id=\"main\" class=\"worksheet\">");
    for lesson in lessons {
        sheet(*lesson, out);
    }
    out.raw("<section class=\"answers\" aria-labelledby=\"answers\"><h1 id=\"answers\">Answers</h1>");
    for lesson in lessons {
        answers(*lesson, out);
    }
    out.raw("</section></main>");
}

fn sheet(lesson: Lesson<'_>, out: &mut Html) {
    out.raw("<section class=\"sheet\"><h1>").text(&lesson.title()).raw(": a worksheet</h1>");
    out.raw("<p class=\"pupil\">Name ").raw(BLANK).raw(" Date ").raw(BLANK).raw("</p>");
    out.raw("<p>A handshake was recorded. Each line of the drawing is one step of it, in order. The first is done for you.</p>");
    out.raw("<div class=\"beside\">");
    diagram::diagrams(lesson, Labels::Numbers, out);
    out.raw(
        "<div><h2>1. Who sends it, and what is it?</h2><p>Make each line an arrow. A step that nobody sends is computed by both ends.</p>",
    );
    steps(lesson, false, out);
    out.raw("</div></div><h2>2. What is the value?</h2>");
    values(lesson, false, out);
    questions(lesson, false, out);
    out.raw("</section>");
}

fn answers(lesson: Lesson<'_>, out: &mut Html) {
    out.raw("<div class=\"solved\"><h2>").text(&lesson.title()).raw("</h2>");
    steps(lesson, true, out);
    values(lesson, true, out);
    questions(lesson, true, out);
    out.raw("</div>");
}

/// The table of the steps, to be filled in or filled in.
fn steps(lesson: Lesson<'_>, is_solved: bool, out: &mut Html) {
    out.raw("<table class=\"sheet-steps\"><thead><tr><th scope=\"col\">step<th scope=\"col\">who?<th scope=\"col\">what?");
    out.raw("<th scope=\"col\">encrypted?<tbody>");
    for (index, card) in cards(lesson).iter().enumerate() {
        out.raw("<tr><th scope=\"row\">").count(index + 1);
        if is_solved || index == 0 {
            out.raw("<td>").raw(sender(card.from)).raw("<td>").text(&card.name).raw(if is_encrypted(card) { "<td>yes" } else { "<td>no" });
        } else {
            out.raw("<td><td><td>");
        }
    }
    out.raw("</table>");
    if lesson.walked.walk.cards.len() > STEPS {
        out.raw("<p class=\"remark\">The steps behind these are not asked for.</p>");
    }
}

fn values(lesson: Lesson<'_>, is_solved: bool, out: &mut Html) {
    let column = lesson.columns.last().map_or("", |column| &column.name);
    out.raw("<p>In <b>").text(column).raw("</b>, ").raw(if is_solved { "the values:" } else { "look into the messages:" }).raw("</p>");
    out.raw("<ol class=\"sheet-values\">");
    for Asked { step, field, value } in asked(lesson) {
        out.raw("<li>step ").count(step).raw(", <code>").text(field).raw("</code> ");
        if is_solved {
            out.raw("<b>").text(value).raw("</b>")
        } else {
            out.raw(BLANK)
        };
    }
    out.raw("</ol>");
}

/// The values that are asked for: of the last column, each once.
fn asked<'a>(lesson: Lesson<'a>) -> Vec<Asked<'a>> {
    let mut found: Vec<Asked<'a>> = Vec::new();
    for (index, card) in cards(lesson).iter().enumerate() {
        let is_right = lesson.columns.len() > 1;
        for row in card.fields.iter().filter(|row| ASKED.contains(&row.name.as_str())) {
            let Some(value) = (if is_right { &row.right } else { &row.left }) else { continue };
            let is_new = !found.iter().any(|asked| asked.field == row.name && asked.value == value);
            if is_new && (1..48).contains(&value.chars().count()) && value != "empty" {
                found.push(Asked { step: index + 1, field: &row.name, value });
            }
        }
    }
    found.truncate(VALUES);
    found
}

/// The questions behind the values, each with a line to write on or its answer.
fn questions(lesson: Lesson<'_>, is_solved: bool, out: &mut Html) {
    for (index, (question, answer)) in asked_in_words(lesson).iter().enumerate() {
        out.raw(if is_solved { "<p><b>" } else { "<h2>" }).count(index + 3).raw(". ").text(question);
        if is_solved {
            out.raw("</b> ").text(answer).raw("</p>");
        } else {
            out.raw("</h2><p>").raw(LINE).raw(LINE).raw("</p>");
        }
    }
}

/// Questions and their answers.
fn asked_in_words(lesson: Lesson<'_>) -> Vec<(String, String)> {
    let is_clear = |card: &Card| card.step().is_some_and(|step| !step.is_computed()) && !is_encrypted(card);
    let mut found = vec![("Which steps can somebody on the wire read without any key?".into(), numbers(lesson, is_clear))];
    if let [left, right] = lesson.columns {
        let is_added = |card: &Card| matches!(card.sides.as_slice(), [None, Some(_)]);
        found.push((format!("Which steps has {} that {} has not?", right.name, left.name), numbers(lesson, is_added)));
    }
    for (column, conclusion) in lesson.columns.iter().zip(&lesson.walked.conclusions) {
        found.push((format!("How did {} end, and who has proved who they are?", column.name), conclusion.headline.clone()));
    }
    found
}

/// The numbers and names of the steps for which something holds.
fn numbers(lesson: Lesson<'_>, holds: impl Fn(&Card) -> bool) -> String {
    let found = cards(lesson).iter().enumerate().filter(|(_, card)| holds(card));
    let named: Vec<String> = found.map(|(index, card)| format!("{} {}", index + 1, card.name)).collect();
    if named.is_empty() { "none".into() } else { named.join(", ") }
}

fn cards(lesson: Lesson<'_>) -> &[Card] {
    let cards = &lesson.walked.walk.cards;
    cards.get(..STEPS).unwrap_or(cards)
}

fn is_encrypted(card: &Card) -> bool {
    card.sides.iter().flatten().any(|side: &Side| side.step.encrypted)
}
