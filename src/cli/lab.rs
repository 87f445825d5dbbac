//! `tlstrace lab`: switches and lessons on a page in the browser.

use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use tokio::net::TcpListener;

use super::exit::Exit;
use super::lesson::{Given, Played};
use super::source::Source;
use crate::report::Lesson;
use crate::scenario;
use crate::teach::lessons;
use crate::teach::pages::{Kind, Page, library};
use crate::web::{Audience, Bench, Job, Ran, Server, Switch, serve};

/// Turn switches on a page in the browser, press a button, and see a real handshake
///
/// Serves a page on this machine: TLS version, certificates, trust, clocks and faults on the wire can be switched, and
/// each press of the button runs a real handshake, which stands beside the one before. The lessons are there too. Prints
/// the address of the page; Ctrl-C stops it.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Lab {
    /// Where the page is served; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8013")]
    listen: SocketAddr,

    /// Begin with this lesson: its name, or the path of a Markdown file of your own
    #[arg(long, value_name = "LESSON")]
    lesson: Option<String>,

    /// Let other machines in: whoever reaches the address can then run handshakes here
    #[arg(long)]
    allow_others: bool,

    /// For a clear answer to who tries it: the lab's handshakes are real.
    #[arg(long, value_name = "N", hide = true)]
    seed: Option<String>,
}

const AFTER_HELP: &str = "\
Examples:
  tlstrace lab                            and open the address that it prints
  tlstrace lab --lesson flip-one-bit      begin with a lesson
  tlstrace lab --lesson my/lesson.md      begin with your own";

/// How long runs may still go on when the server has stopped.
const LAST_RUNS: Duration = Duration::from_secs(1);

/// The lab of this program.
struct RustlsBench {
    switches: Vec<Switch>,
    lessons: Vec<Lesson>,
    /// The same lessons, with where they lie.
    given: Vec<Given>,
}

impl Lab {
    /// Runs the command.
    pub(super) fn run(&self) -> anyhow::Result<Exit> {
        if self.seed.is_some() {
            bail!("the lab runs real handshakes: it takes no --seed (compare, inspect and run do)");
        }
        let audience = self.audience()?;
        let bench = Arc::new(RustlsBench::new(self.lesson.as_deref())?);
        let path = self.lesson.as_ref().and(bench.lessons.first()).map_or_else(String::new, |lesson| format!("lessons/{}", lesson.name));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let served = runtime.block_on(async {
            let listener = TcpListener::bind(self.listen).await.with_context(|| {
                format!("cannot listen on {}; `--listen {}` takes a free port", self.listen, SocketAddr::new(self.listen.ip(), 0))
            })?;
            let address = listener.local_addr()?;
            // Before the address is told: who reads it may stop the server at once.
            let stop = stop()?;
            announce(&format!("http://{address}/{path}"))?;
            serve(Server { listener, audience, bench }, stop).await.context("the server broke down")
        });
        runtime.shutdown_timeout(LAST_RUNS);
        served.map(|()| Exit::AsExpected)
    }

    fn audience(&self) -> anyhow::Result<Audience> {
        if self.listen.ip().is_loopback() {
            return Ok(Audience::ThisMachine);
        }
        if !self.allow_others {
            bail!("{} can be reached from other machines: add --allow-others if that is meant", self.listen.ip());
        }
        let _ = writeln!(io::stderr(), "tlstrace: everybody who reaches {} can run handshakes in this process", self.listen);
        Ok(Audience::Everybody)
    }
}

fn announce(address: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{address}")?;
    stdout.flush()?;
    let _ = writeln!(io::stderr(), "tlstrace: the lab is open; Ctrl-C closes it");
    Ok(())
}

/// Over when somebody wants the server to stop.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Over when somebody wants the server to stop.
#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix, where it can fail")]
fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

impl RustlsBench {
    /// All lessons, and the one that was asked for as the first.
    fn new(lesson: Option<&str>) -> anyhow::Result<Self> {
        let first = lesson.map(Given::load).transpose()?;
        let mut given: Vec<Given> = lessons::library().iter().map(Given::builtin).collect();
        if let Some(first) = first {
            given.retain(|other| other.lesson.name != first.lesson.name);
            given.insert(0, first);
        }
        for given in &given {
            check(given)?;
        }
        let lessons = given.iter().map(|given| given.lesson.clone().into_owned()).collect();
        Ok(Self { switches: scenario::Switch::all().iter().map(switch).collect(), lessons, given })
    }

    fn try_run(&self, job: &Job) -> anyhow::Result<Ran> {
        match job {
            Job::Choice { choice, beside } => {
                let sources = beside.iter().chain([choice]).map(|choice| Ok(Source::named(&scenario::Choice::parse(choice)?.to_string())));
                let report = Played::of(&sources.collect::<anyhow::Result<Vec<_>>>()?)?.report();
                Ok(Ran { report, differences: Vec::new() })
            }
            Job::Experiment { lesson, experiment } => {
                let given = self.given.get(*lesson).context("there is no such lesson")?;
                let experiment = given.lesson.experiments.get(*experiment).context("there is no such experiment")?;
                let played = Played::of(&given.sources(experiment)?)?;
                let report = played.report();
                Ok(Ran { differences: played.differences(experiment, &report), report })
            }
        }
    }
}

/// That the sources of a lesson exist is told at the start, not in front of a class.
fn check(given: &Given) -> anyhow::Result<()> {
    for experiment in &given.lesson.experiments {
        for source in given.sources(experiment)? {
            source.check_scenario().with_context(|| {
                format!("the lesson {} cannot be run: its experiment in line {} fails", given.lesson.name, experiment.line)
            })?;
        }
    }
    Ok(())
}

fn switch(switch: &scenario::Switch) -> Switch {
    let positions = switch.positions.iter().map(|position| (position.value.clone(), position.label.clone()));
    Switch { key: switch.key.clone(), label: switch.label.clone(), positions: positions.collect() }
}

impl Bench for RustlsBench {
    fn switches(&self) -> &[Switch] {
        &self.switches
    }

    fn lessons(&self) -> &[Lesson] {
        &self.lessons
    }

    fn choice(&self, pairs: &[(String, String)]) -> Result<String, String> {
        let choice = scenario::Choice::read(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        choice.map(|choice| choice.in_address()).map_err(|error| error.to_string())
    }

    fn scenario(&self, choice: &str) -> Result<String, String> {
        scenario::Choice::parse(choice).map(|choice| choice.to_toml()).map_err(|error| error.to_string())
    }

    fn page(&self, folder: &str, name: &str) -> Option<&str> {
        let is_it = |page: &&Page| page.kind.folder() == folder && is_called(page, name);
        library().pages.iter().find(is_it).map(|page| page.markdown.as_str())
    }

    fn run(&self, job: &Job) -> Result<Ran, String> {
        self.try_run(job).map_err(|error| format!("{error:#}"))
    }
}

/// Whether that is the name of the page's file: a step of the ladder has its number in front.
fn is_called(page: &Page, name: &str) -> bool {
    let number = || name.split_once('-').and_then(|(number, _)| number.parse().ok());
    if page.kind == Kind::Rung { page.number.is_some() && page.number == number() } else { page.name == name }
}
