//! Runs: at most a few at a time, none for ever, and the last ones are kept to be looked at.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::walk_page::Document;
use super::{Bench, Job};

/// How many runs may be going on at a time: each is two handshakes, on loopback, in this process.
const AT_A_TIME: usize = 4;

/// How long somebody waits for a run. It ends by itself a little later: no end of a connection waits longer than 5 s.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many results are kept. Each is a page of well under a megabyte.
const KEPT: usize = 32;

/// The runs of a server.
pub(super) struct Runs {
    bench: Arc<dyn Bench>,
    going_on: Arc<Semaphore>,
    kept: Mutex<VecDeque<Arc<Run>>>,
    /// No two servers give the same name to a run: a link of yesterday must not show another run today.
    started_ms: u64,
    next: AtomicU64,
}

/// A run that is over.
#[derive(Debug)]
pub(super) struct Run {
    /// Its name in addresses.
    pub(super) id: String,
    /// What was run.
    pub(super) job: Job,
    /// The walk, as a document of its own.
    pub(super) walk: Document,
    /// Of each column its name, how it ended, and whether all was well.
    pub(super) columns: Vec<(String, String, bool)>,
    /// Of an experiment: where it is not as the lesson says.
    pub(super) differences: Vec<String>,
}

impl Run {
    /// The address of a card in the walk, if the walk has it.
    pub(super) fn link(&self, card: &str) -> Option<String> {
        self.walk.anchor(card).map(|anchor| format!("/runs/{}#{anchor}", self.id))
    }
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoRun {
    /// Too many runs are going on.
    Busy,
    /// It took too long.
    TimedOut,
    /// The lab could not do its work.
    Failed(String),
}

impl Runs {
    /// No runs yet.
    pub(super) fn new(bench: Arc<dyn Bench>) -> Self {
        let started = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let started_ms = u64::try_from(started.as_millis()).unwrap_or_default();
        Self { bench, going_on: Arc::new(Semaphore::new(AT_A_TIME)), kept: Mutex::default(), started_ms, next: AtomicU64::new(1) }
    }

    /// Runs a job and keeps the result.
    pub(super) async fn run(&self, job: Job) -> Result<Arc<Run>, NoRun> {
        let turn = Arc::clone(&self.going_on).try_acquire_owned().map_err(|_| NoRun::Busy)?;
        let (bench, id) = (Arc::clone(&self.bench), self.next_id());
        let work = spawn_blocking(move || {
            // Held until the work is over, also where nobody waits for it any more.
            let _turn = turn;
            run(&*bench, id, job)
        });
        let done = timeout(PATIENCE, work).await.map_err(|_| NoRun::TimedOut)?;
        let run = Arc::new(done.map_err(|_| NoRun::Failed("the run broke off".to_owned()))??);
        self.keep(Arc::clone(&run));
        Ok(run)
    }

    /// The run of that name, if it is still kept.
    pub(super) fn find(&self, id: &str) -> Option<Arc<Run>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|run| run.id == id).cloned()
    }

    fn keep(&self, run: Arc<Run>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(run);
        while kept.len() > KEPT {
            kept.pop_front();
        }
    }

    fn next_id(&self) -> String {
        format!("{:x}-{}", self.started_ms, self.next.fetch_add(1, Ordering::Relaxed))
    }
}

fn run(bench: &dyn Bench, id: String, job: Job) -> Result<Run, NoRun> {
    let ran = bench.run(&job).map_err(NoRun::Failed)?;
    let walked = ran.report.walks.last();
    let columns = walked.iter().flat_map(|walked| walked.walk.subjects.iter().zip(&walked.conclusions));
    let columns = columns.map(|(subject, end)| (subject.name.clone(), end.headline.clone(), end.is_good)).collect();
    Ok(Run { id, job, walk: Document::of(&ran.report), columns, differences: ran.differences })
}
