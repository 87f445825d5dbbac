//! The pages of lessons: the list, a lesson, one of its experiments.

use std::sync::Arc;

use super::layout;
use super::prose::{to_html, to_inline_html};
use super::runs::Run;
use crate::render::html::Text;
use crate::report::{Experiment, Lesson};

/// The folder of `docs/` that lessons lie in.
const FOLDER: &str = "lessons";

/// The list of all lessons.
pub(super) fn list(lessons: &[Lesson]) -> String {
    let item = |lesson: &Lesson| {
        let first = lesson.text.split("\n\n").next().unwrap_or_default();
        format!("<li><a href=\"{}\">{}</a><br>{}</li>\n", path(lesson, None), Text(&lesson.title), to_inline_html(first, FOLDER))
    };
    let items: String = lessons.iter().map(item).collect();
    format!(
        "<h1>Lessons</h1>\n<p>Each is a list of experiments: a question, a prediction, a real handshake, and why.</p>\n<ol class=\"lessons\">\n{items}</ol>"
    )
}

/// A lesson: what it is about, and its experiments.
pub(super) fn lesson(lesson: &Lesson) -> String {
    let item = |(index, experiment): (usize, &Experiment)| {
        format!("<li><a href=\"{}\">{}</a></li>\n", path(lesson, Some(index)), to_inline_html(&experiment.title, FOLDER))
    };
    let items: String = lesson.experiments.iter().enumerate().map(item).collect();
    let end = |section: &crate::report::Section| format!("<h2>{}</h2>\n{}", Text(&section.heading), to_html(&section.text, FOLDER));
    let end: String = lesson.end.iter().map(end).collect();
    format!(
        "<h1>{}</h1>\n{}\n<h2>Experiments</h2>\n<ol class=\"lessons\">\n{items}</ol>\n{end}",
        Text(&lesson.title),
        to_html(&lesson.text, FOLDER)
    )
}

/// Which experiment is shown, and how far one is with it.
pub(super) struct Shown<'a> {
    pub(super) lesson: &'a Lesson,
    pub(super) index: usize,
    pub(super) experiment: &'a Experiment,
    /// What was predicted: an index.
    pub(super) prediction: Option<usize>,
    /// The run.
    pub(super) run: Option<Arc<Run>>,
    /// Whether the address names a run that is not kept any more.
    pub(super) run_is_gone: bool,
}

/// An experiment: before the run the question, behind it the answer as well.
pub(super) fn experiment(shown: &Shown<'_>) -> String {
    let sources: Vec<String> =
        shown.experiment.sources.iter().map(|source| format!("<code>{}</code>", Text(&source.to_string()))).collect();
    let gone = if shown.run_is_gone { layout::GONE } else { "" };
    let answer = shown.run.as_deref().map(|run| answer(shown, run)).unwrap_or_default();
    format!(
        "<p><a href=\"{lesson_path}\">{lesson}</a>, experiment {number} of {all}</p>\n<h1>{title}</h1>\n<p>It runs {sources}.</p>\n\
         <h2>Question</h2>\n{question}\n{form}\n{gone}{answer}\n{onwards}",
        lesson_path = path(shown.lesson, None),
        lesson = Text(&shown.lesson.title),
        number = shown.index + 1,
        all = shown.lesson.experiments.len(),
        title = to_inline_html(&shown.experiment.title, FOLDER),
        sources = sources.join(" beside "),
        question = to_html(&shown.experiment.question, FOLDER),
        form = form(shown),
        onwards = onwards(shown),
    )
}

/// The predictions: one must be chosen before anything runs.
fn form(shown: &Shown<'_>) -> String {
    let choice = |(index, prediction): (usize, &crate::report::Prediction)| {
        let checked = if shown.prediction == Some(index) { " checked" } else { "" };
        format!(
            "<label><input type=\"radio\" name=\"prediction\" value=\"{index}\" required{checked}> <span>{}</span></label>\n",
            to_inline_html(&prediction.text, FOLDER)
        )
    };
    let choices: String = shown.experiment.predictions.iter().enumerate().map(choice).collect();
    let button = if shown.run.is_some() { "Run again" } else { "Run and see" };
    format!(
        "<form method=\"post\" action=\"{}\">\n<fieldset><legend>What do you predict?</legend>\n{choices}</fieldset>\n\
         <p><button type=\"submit\">{button}</button></p>\n</form>",
        path(shown.lesson, Some(shown.index))
    )
}

/// Whether the prediction was right, the run, what to see in it, and why.
fn answer(shown: &Shown<'_>, run: &Run) -> String {
    let right = shown.experiment.right();
    let said = |index: usize| shown.experiment.predictions.get(index).map(|said| to_inline_html(&said.text, FOLDER)).unwrap_or_default();
    let verdict = match shown.prediction {
        Some(index) if index == right => format!("<p class=\"good\" role=\"status\"><strong>Right.</strong> {}</p>", said(right)),
        Some(_) => format!("<p class=\"bad\" role=\"status\"><strong>Not so.</strong> It is: {}</p>", said(right)),
        None => format!("<p role=\"status\">It is: {}</p>", said(right)),
    };
    let look = |look: &crate::report::LookAt| {
        let link = run.link(&look.card).map(|link| format!(" <a href=\"{}\" target=\"walk\">show it</a>", Text(&link)));
        format!("<li>{}{}</li>\n", to_inline_html(&look.text, FOLDER), link.unwrap_or_default())
    };
    let see: String = shown.experiment.see.iter().map(look).collect();
    format!(
        "<section aria-label=\"Answer\" id=\"answer\">\n<h2>Answer</h2>\n{verdict}\n<h3>What to see</h3>\n<ul>\n{see}</ul>\n</section>\n{}\n\
         <section aria-label=\"Why\">\n<h2>Why</h2>\n{}\n</section>",
        layout::run(run),
        to_html(&shown.experiment.why, FOLDER),
    )
}

fn onwards(shown: &Shown<'_>) -> String {
    let link = |index: usize, word: &str| {
        let there = shown.lesson.experiments.get(index)?;
        Some(format!("<a href=\"{}\">{word}: {}</a>", path(shown.lesson, Some(index)), to_inline_html(&there.title, FOLDER)))
    };
    let before = shown.index.checked_sub(1).and_then(|index| link(index, "Before"));
    let links: Vec<String> = [before, link(shown.index + 1, "Next")].into_iter().flatten().collect();
    if links.is_empty() { String::new() } else { format!("<nav class=\"onwards\" aria-label=\"Experiments\">{}</nav>", links.join(" ")) }
}

/// The path of a lesson, or of one of its experiments.
pub(super) fn path(lesson: &Lesson, experiment: Option<usize>) -> String {
    match experiment {
        Some(index) => format!("/lessons/{}/{}", Text(&lesson.name), index + 1),
        None => format!("/lessons/{}", Text(&lesson.name)),
    }
}
