//! Jobs, each repeated, on all cores: what was seen is counted at once, and no more captures are held than there are cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::progress::Progress;
use super::recorder::Recorder;
use crate::capture::Capture;
use crate::report::SuiteResult;

/// What is to be run. A run is a repetition of a job.
pub(super) trait Run: Sync {
    /// A job made ready: it is prepared once for each core.
    type Ready;

    /// How many jobs there are.
    fn jobs(&self) -> usize;
    /// How many times each is to be run.
    fn repeat(&self) -> usize;
    /// A job's name.
    fn name(&self, job: usize) -> String;
    /// Makes a job ready.
    fn prepare(&self, job: usize) -> anyhow::Result<Self::Ready>;
    /// Runs a job once.
    fn run(&self, ready: &Self::Ready, job: usize, repetition: usize) -> anyhow::Result<(Capture, SuiteResult)>;
}

/// What the repetitions of a job amount to.
#[derive(Debug)]
pub(super) struct Played {
    /// How many there were.
    pub(super) runs: usize,
    /// How many were not as expected.
    pub(super) failed: usize,
    /// The first that was not as expected; else the first.
    pub(super) shown: SuiteResult,
    /// Which repetition that is.
    repetition: usize,
}

/// Runs all jobs. Their captures stand in the files in the order of the jobs, whichever core is faster.
pub(super) fn play<R: Run>(work: &R, files: Recorder) -> anyhow::Result<Vec<Played>> {
    let all = work.jobs() * work.repeat();
    let tally = Tally::new(work.jobs(), all, files);
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from).min(all.max(1));
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let outcome = worker(work, &next, &tally);
                tally.note(outcome);
            });
        }
    });
    tally.finish()
}

/// Runs what is next until there is nothing.
fn worker<R: Run>(work: &R, next: &AtomicUsize, tally: &Tally) -> anyhow::Result<()> {
    let mut ready: Option<(usize, R::Ready)> = None;
    while let Some(run) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|run| *run < tally.all) {
        let (job, repetition) = (run / work.repeat(), run % work.repeat());
        let mut played = || {
            let prepared = match ready.take_if(|(prepared, _)| *prepared == job) {
                Some((_, prepared)) => prepared,
                None => work.prepare(job)?,
            };
            let played = work.run(&prepared, job, repetition)?;
            ready = Some((job, prepared));
            anyhow::Ok(played)
        };
        // A run that could not be made takes its turn, too: others wait for it.
        let played = played();
        tally.add(run, (job, repetition), played, || work.name(job))?;
    }
    Ok(())
}

/// What all workers write into.
struct Tally {
    all: usize,
    state: Mutex<State>,
    turn: Condvar,
}

struct State {
    played: Vec<Option<Played>>,
    files: Recorder,
    done: usize,
    progress: Progress,
    /// What the tool could not do.
    trouble: Option<anyhow::Error>,
}

impl Tally {
    fn new(jobs: usize, all: usize, files: Recorder) -> Self {
        let played = (0..jobs).map(|_| None).collect();
        let state = State { played, files, done: 0, progress: Progress::new(all), trouble: None };
        Self { all, state: Mutex::new(state), turn: Condvar::new() }
    }

    /// Counts a run. Where a file is written, each waits until it is its turn.
    fn add(
        &self,
        run: usize,
        place: (usize, usize),
        played: anyhow::Result<(Capture, SuiteResult)>,
        name: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        let mut state = self.state();
        while state.files.is_on() && state.done != run && state.trouble.is_none() {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        anyhow::ensure!(state.trouble.is_none(), "another run could not be made");
        let (capture, result) = played?;
        state.files.add(&capture)?;
        state.count(place, result);
        state.done += 1;
        let done = state.done;
        state.progress.show(done, &name());
        self.turn.notify_all();
        Ok(())
    }

    /// Notes why a worker stopped: the first reason counts, and ends the others.
    fn note(&self, outcome: anyhow::Result<()>) {
        if let Err(error) = outcome {
            self.state().trouble.get_or_insert(error);
            self.turn.notify_all();
        }
    }

    fn finish(self) -> anyhow::Result<Vec<Played>> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        state.progress.clear();
        state.files.finish()?;
        state.trouble.map_or(Ok(()), Err)?;
        Ok(state.played.into_iter().flatten().collect())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn count(&mut self, (job, repetition): (usize, usize), result: SuiteResult) {
        let Some(place) = self.played.get_mut(job) else { return };
        let failed = usize::from(!result.passed);
        let Some(known) = place else {
            *place = Some(Played { runs: 1, failed, shown: result, repetition });
            return;
        };
        known.runs += 1;
        known.failed += failed;
        if (result.passed, repetition) < (known.shown.passed, known.repetition) {
            (known.shown, known.repetition) = (result, repetition);
        }
    }
}
