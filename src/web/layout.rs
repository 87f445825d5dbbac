//! What all pages have in common: the frame round a page, and a run shown on it.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::runs::{NoRun, Run};
use crate::render::html::Text;

/// The style of all pages.
pub(super) const STYLE: &str = include_str!("style.css");

/// A whole page.
pub(super) fn page(title: &str, main: &str) -> Html<String> {
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · tlstrace lab</title>\n\
         <link rel=\"stylesheet\" href=\"/style.css\">\n<link rel=\"icon\" href=\"data:,\">\n</head>\n<body>\n\
         <header><nav aria-label=\"Lab\"><strong>tlstrace lab</strong> <a href=\"/\">Switches</a> <a href=\"/lessons\">Lessons</a></nav></header>\n\
         <main>\n{main}\n</main>\n</body>\n</html>\n",
        title = Text(title),
    ))
}

/// An option of a list to choose from.
pub(super) fn option(value: &str, label: &str, chosen: bool) -> String {
    let selected = if chosen { " selected" } else { "" };
    format!("<option value=\"{}\"{selected}>{}</option>\n", Text(value), Text(label))
}

/// Text of one line or more.
fn lines(text: &str) -> String {
    text.lines().map(|line| Text(line).to_string()).collect::<Vec<_>>().join("\n")
}

/// A page that says why there is nothing to show.
pub(super) fn problem(status: StatusCode, title: &str, why: &str) -> Response {
    (
        status,
        page(
            title,
            &format!("<h1>{}</h1>\n<p role=\"alert\">{}</p>\n<p><a href=\"/\">Back to the switches</a></p>", Text(title), lines(why)),
        ),
    )
        .into_response()
}

/// Why a run came to nothing.
pub(super) fn no_run(why: &NoRun) -> Response {
    match why {
        NoRun::Busy => {
            let says = "As many runs are going on as this server allows. Go back and press the button again.";
            let page = problem(StatusCode::TOO_MANY_REQUESTS, "Too many at a time", says);
            ([("retry-after", "1")], page).into_response()
        }
        NoRun::TimedOut => problem(StatusCode::SERVICE_UNAVAILABLE, "It took too long", "The run was given up."),
        NoRun::Failed(why) => problem(StatusCode::SERVICE_UNAVAILABLE, "The lab could not run it", why),
    }
}

/// What came of a run, and the walk through it.
pub(super) fn run(run: &Run) -> String {
    let line = |(name, headline, is_good): &(String, String, bool)| {
        let class = if *is_good { "good" } else { "bad" };
        format!("<li class=\"{class}\"><code>{}</code> {}</li>\n", Text(name), Text(headline))
    };
    let lines: String = run.columns.iter().map(line).collect();
    let different = |text: &String| format!("<p class=\"bad\" role=\"alert\">Not as the lesson says: {}</p>\n", Text(text));
    let differences: String = run.differences.iter().map(different).collect();
    format!(
        "<section aria-label=\"What happened\" id=\"run\">\n<h2>What happened</h2>\n<ul class=\"ends\">\n{lines}</ul>\n{differences}\
         <p><a href=\"/runs/{id}\" target=\"_blank\">The walk alone, for a projector</a></p>\n\
         <iframe name=\"walk\" title=\"The walk through this run, step by step\" src=\"/runs/{id}\" sandbox=\"allow-scripts allow-modals\"></iframe>\n\
         </section>",
        id = run.id,
    )
}

/// The run of an address is not there any more.
pub(super) const GONE: &str = "<p role=\"status\">The run of this address is no longer kept. Press the button to do it again.</p>\n";
