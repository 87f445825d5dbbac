//! One self-contained page: a lesson to open from disk, to walk through, and to take home.
//!
//! All of it is in the HTML and can be read without the script: steps, fields and bytes behind `<details>`. The script
//! shows one step at a time and moves; it makes nothing up. The page fetches nothing: its policy forbids it.

mod article;
mod bytes;
mod card;
mod controls;
mod diagram;
mod fields;
mod lesson;
mod link;
mod markup;
mod names;
mod overview;
mod panels;
mod policy;
mod prose;
mod reference;
mod worksheet;

use std::collections::BTreeSet;

use crate::report::{Block, Depth, Report, WalkReport};
use lesson::Lesson;
use markup::Html;
use prose::Place;
use reference::Reference;

pub(crate) use link::{Links, Target};
pub(crate) use markup::Text;

/// A text of the folder `docs/FOLDER` as HTML, for a page that is made elsewhere.
pub(crate) fn prose(markdown: &str, folder: &str, links: &dyn Links) -> String {
    let mut out = Html::default();
    prose::blocks(markdown, Place { links, folder, level: 1 }, &mut out);
    out.into_string()
}

/// The same of a text of one paragraph, without the paragraph.
pub(crate) fn inline_prose(markdown: &str, folder: &str, links: &dyn Links) -> String {
    prose::inline(markdown, Place { links, folder, level: 1 })
}

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Runs before anything is painted: with a script, one step is shown at a time.
const EARLY: &str = include_str!("early.js");

/// A report as a page: connections as a lesson, anything else from top to bottom.
pub(super) fn write(report: &dyn Report) -> String {
    match report.walks() {
        Some(walks) => page(&walks),
        None => article(&super::blocks(report)),
    }
}

/// A report that has no steps.
fn article(blocks: &[Block]) -> String {
    let (mut title, mut body) = (Html::default(), Html::default());
    title.text(article::title(blocks));
    article::article(blocks, &mut body);
    document(&title, Depth::Steps, body)
}

/// A walk, or several, as one page.
#[must_use]
pub fn page(report: &WalkReport) -> String {
    in_document(report, |lessons, body| lesson(lessons, report.is_synthetic, body))
}

/// The same to print: blanks to fill in, and the answers on the last page.
#[must_use]
pub(super) fn worksheet(report: &WalkReport) -> String {
    in_document(report, worksheet::worksheet)
}

fn in_document(report: &WalkReport, write: impl Fn(&[Lesson<'_>], &mut Html)) -> String {
    let (columns, reference) = (names::columns(report), Reference::of(report));
    let walks = report.walks.iter().zip(&columns).enumerate();
    let lessons: Vec<_> = walks.map(|(number, (walked, columns))| Lesson { walked, columns, reference: &reference, number }).collect();
    let (mut title, mut body) = (Html::default(), Html::default());
    controls::title(&lessons, &mut title);
    write(&lessons, &mut body);
    document(&title, report.depth, body)
}

/// The lesson, with all that moves it.
fn lesson(lessons: &[Lesson<'_>], is_synthetic: bool, body: &mut Html) {
    body.raw("<a class=\"skip\" href=\"#main\">To the lesson</a>");
    controls::bar(lessons, body);
    body.raw("<main id=\"main\" tabindex=\"-1\">");
    let mut shown = BTreeSet::new();
    for lesson in lessons {
        walk(*lesson, is_synthetic, &mut shown, body);
    }
    if let Some(lesson) = lessons.first() {
        lesson.reference.section(&shown, body);
    }
    body.raw("</main>").raw(controls::STEPPER).raw(controls::OVERLAYS);
}

/// A walk: the diagram on one side, its cards on the other.
fn walk(lesson: Lesson<'_>, is_synthetic: bool, shown: &mut BTreeSet<String>, out: &mut Html) {
    out.raw("<section class=\"walk\" data-columns=\"").count(lesson.columns.len()).raw("\" aria-label=\"").text(&lesson.title()).raw("\">");
    out.raw("<nav class=\"drawing\" aria-label=\"Sequence diagram\">");
    diagram::diagrams(lesson, diagram::Labels::Names, out);
    out.raw("</nav><div class=\"cards\">");
    overview::overview(lesson, is_synthetic, out);
    for (index, card) in lesson.walked.walk.cards.iter().enumerate() {
        card::card(lesson, index, card, shown, out);
    }
    out.raw("</div></section>");
}

/// The document round a body.
fn document(title: &Html, depth: Depth, body: Html) -> String {
    let (style, early, script) = (unix(STYLE), unix(EARLY), unix(SCRIPT));
    let policy = policy::policy(&style, &[&early, &script]);
    let depth = match depth {
        Depth::Steps => "steps",
        Depth::Fields => "fields",
        Depth::Bytes => "bytes",
    };
    let (title, body) = (title.clone().into_string(), body.into_string());
    format!(
        "<!doctype html>\n<html lang=\"en\" data-depth=\"{depth}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"tlstrace {}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"{ICON}\">\n<title>{title} \u{b7} tlstrace</title>\n\
         <style>{style}</style>\n<script>{early}</script>\n</head>\n<body>\n{body}\n<script>{script}</script>\n</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    )
}

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
%3Cpath d='M2 5h11l-3-3M14 11H3l3 3' fill='none' stroke='%230b6a88' stroke-width='2'/%3E%3C/svg%3E";

/// A browser reads line ends as `\n`, and hashes what it read.
fn unix(text: &str) -> String {
    text.replace("\r\n", "\n")
}
