//! Listening, and which address leads to which page.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::address::{self, Address};
use super::guard::{Audience, guard};
use super::runs::Runs;
use super::{Bench, Job, docs_page, lab_page, layout, lesson_page, walk_page};

/// The most bytes of a form. All switches are a few hundred.
const LARGEST_FORM: usize = 8 * 1024;

/// How long a stopped server waits for answers that are under way.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// A server that is to be started.
pub struct Server {
    /// Where it listens.
    pub listener: TcpListener,
    /// Who is to reach it.
    pub audience: Audience,
    /// What the lab can do.
    pub bench: Arc<dyn Bench>,
}

#[derive(Clone)]
struct Lab {
    bench: Arc<dyn Bench>,
    runs: Arc<Runs>,
}

type Pairs = Vec<(String, String)>;

/// Serves until `stop` is over; answers that are under way are given, for a few seconds.
pub async fn serve(server: Server, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let stopped = Arc::new(Notify::new());
    let stopping = Arc::clone(&stopped);
    let graceful = async move {
        stop.await;
        stopping.notify_one();
    };
    let app = app(server.bench, server.audience);
    let serving = async { axum::serve(server.listener, app).with_graceful_shutdown(graceful).await };
    tokio::pin!(serving);
    tokio::select! {
        done = &mut serving => return done,
        () = stopped.notified() => {}
    }
    timeout(LAST_ANSWERS, serving).await.unwrap_or(Ok(()))
}

fn app(bench: Arc<dyn Bench>, audience: Audience) -> Router {
    let lab = Lab { runs: Arc::new(Runs::new(Arc::clone(&bench))), bench };
    Router::new()
        .route("/", get(switches))
        .route("/run", post(run_choice))
        .route("/lessons", get(lessons))
        .route("/lessons/{name}", get(lesson))
        .route("/lessons/{name}/{number}", get(experiment).post(run_experiment))
        .route("/runs/{id}", get(walk))
        .route("/docs/{folder}/{name}", get(page_of_docs))
        .route("/scenario.toml", get(scenario))
        .route("/style.css", get(style))
        .fallback(nowhere)
        .with_state(lab)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(from_fn_with_state(audience, guard))
}

async fn switches(State(lab): State<Lab>, query: Result<Query<Pairs>, QueryRejection>) -> Response {
    let Ok(Query(pairs)) = query else { return unreadable() };
    let address = Address::of(pairs);
    let (choice, beside) = match lab_page::choices(&*lab.bench, &address) {
        Ok(choices) => choices,
        Err(why) => return layout::problem(StatusCode::BAD_REQUEST, "No such switch", &why),
    };
    let run = address.run.as_deref().and_then(|id| lab.runs.find(id));
    let shown = lab_page::Shown { choice, beside, run_is_gone: address.run.is_some() && run.is_none(), run };
    layout::page("Switches", &lab_page::page(&*lab.bench, &shown)).into_response()
}

async fn run_choice(State(lab): State<Lab>, form: Result<Form<Pairs>, FormRejection>) -> Response {
    let pairs = match form {
        Ok(Form(pairs)) => pairs,
        Err(rejection) => return rejected(&rejection),
    };
    let (choice, beside) = match lab_page::choices(&*lab.bench, &Address::of(pairs)) {
        Ok(choices) => choices,
        Err(why) => return layout::problem(StatusCode::BAD_REQUEST, "No such switch", &why),
    };
    match lab.runs.run(Job::Choice { choice: choice.clone(), beside: beside.clone() }).await {
        Ok(run) => Redirect::to(&format!("{}#run", address::lab(&choice, beside.as_deref(), Some(&run.id)))).into_response(),
        Err(why) => layout::no_run(&why),
    }
}

async fn lessons(State(lab): State<Lab>) -> Response {
    layout::page("Lessons", &lesson_page::list(lab.bench.lessons())).into_response()
}

async fn lesson(State(lab): State<Lab>, Path(name): Path<String>) -> Response {
    match lab.bench.lessons().iter().find(|lesson| lesson.name == name) {
        Some(lesson) => layout::page(&lesson.title, &lesson_page::lesson(lesson)).into_response(),
        None => nowhere().await,
    }
}

async fn experiment(
    State(lab): State<Lab>,
    Path((name, number)): Path<(String, String)>,
    query: Result<Query<Pairs>, QueryRejection>,
) -> Response {
    let Ok(Query(pairs)) = query else { return unreadable() };
    let Some((lesson, index)) = lab.experiment(&name, &number) else { return nowhere().await };
    let Some((lesson, experiment)) = lab.bench.lessons().get(lesson).and_then(|lesson| Some((lesson, lesson.experiments.get(index)?)))
    else {
        return nowhere().await;
    };
    let value = |wanted: &str| pairs.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str());
    let run = value("run").and_then(|id| lab.runs.find(id));
    let shown = lesson_page::Shown {
        lesson,
        index,
        experiment,
        prediction: value("prediction").and_then(|number| number.parse().ok()),
        run_is_gone: value("run").is_some() && run.is_none(),
        run,
    };
    layout::page(&experiment.title, &lesson_page::experiment(&shown)).into_response()
}

async fn run_experiment(
    State(lab): State<Lab>,
    Path((name, number)): Path<(String, String)>,
    form: Result<Form<Pairs>, FormRejection>,
) -> Response {
    let pairs = match form {
        Ok(Form(pairs)) => pairs,
        Err(rejection) => return rejected(&rejection),
    };
    let Some((lesson, experiment)) = lab.experiment(&name, &number) else { return nowhere().await };
    let said = pairs.iter().find(|(key, _)| key == "prediction").and_then(|(_, number)| number.parse::<usize>().ok());
    let Some(said) = said else {
        return layout::problem(StatusCode::BAD_REQUEST, "Predict first", "Go back and choose an answer before the handshake runs.");
    };
    match lab.runs.run(Job::Experiment { lesson, experiment }).await {
        Ok(run) => Redirect::to(&format!("/lessons/{name}/{number}?prediction={said}&run={}#answer", run.id)).into_response(),
        Err(why) => layout::no_run(&why),
    }
}

async fn walk(State(lab): State<Lab>, Path(id): Path<String>) -> Response {
    let Some(run) = lab.runs.find(&id) else {
        return layout::problem(StatusCode::NOT_FOUND, "No such run", "It is no longer kept: press the button to do it again.");
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, walk_page::POLICY),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    ];
    (headers, run.walk.page.clone()).into_response()
}

async fn page_of_docs(State(lab): State<Lab>, Path((folder, name)): Path<(String, String)>) -> Response {
    match docs_page::page(&*lab.bench, &folder, &name) {
        Some((title, main)) => layout::page(&title, &main).into_response(),
        None => nowhere().await,
    }
}

async fn scenario(State(lab): State<Lab>, query: Result<Query<Pairs>, QueryRejection>) -> Response {
    let Ok(Query(pairs)) = query else { return unreadable() };
    let text = lab.bench.choice(&Address::of(pairs).switches).and_then(|choice| lab.bench.scenario(&choice));
    match text {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response(),
        Err(why) => layout::problem(StatusCode::BAD_REQUEST, "No such switch", &why),
    }
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], layout::STYLE).into_response()
}

async fn nowhere() -> Response {
    layout::problem(StatusCode::NOT_FOUND, "Nothing is here", "There is no such page.")
}

fn unreadable() -> Response {
    layout::problem(StatusCode::BAD_REQUEST, "Unreadable", "The address cannot be read.")
}

fn rejected(rejection: &FormRejection) -> Response {
    layout::problem(rejection.status(), "Unreadable", &rejection.body_text())
}

impl Lab {
    /// The indexes of a lesson and of an experiment in it.
    fn experiment(&self, name: &str, number: &str) -> Option<(usize, usize)> {
        let lesson = self.bench.lessons().iter().position(|lesson| lesson.name == name)?;
        let experiment = number.parse::<usize>().ok()?.checked_sub(1)?;
        self.bench.lessons().get(lesson)?.experiments.get(experiment).map(|_| (lesson, experiment))
    }
}
