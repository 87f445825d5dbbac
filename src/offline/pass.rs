//! One pass over a capture file of any length: connections go to all cores as they end, and are forgotten.
//!
//! What is held at a time: the connections that are open ([`Assembler`] says how many at most), those that wait for a core
//! ([`MAX_WAITING`], [`MAX_WAITING_BYTES`]), and the secrets that may still be needed ([`super::secrets`]).

use std::collections::{BTreeSet, VecDeque};
use std::io::Read;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::recording::{Met, assemble};
use super::secrets::Secrets;
use super::tcp::{Assembler, Finished};
use super::{OfflineError, Options, Problem};
use crate::capture::KeyLog;

/// The most connections that wait for a core.
const MAX_WAITING: usize = 256;
/// The most bytes that those have together: 64 MiB, or one connection that is longer.
const MAX_WAITING_BYTES: usize = 64 << 20;

/// How a file is read.
#[derive(Clone, Debug)]
pub struct Pass {
    /// How many threads work, that which reads included.
    pub threads: NonZeroUsize,
    /// The connections that are wanted, by their place; the others are not kept. `None`: all.
    pub only: Option<BTreeSet<usize>>,
}

impl Default for Pass {
    /// All connections, on all cores.
    fn default() -> Self {
        Self { threads: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN), only: None }
    }
}

/// What is known when a file was read to its end.
#[derive(Clone, Debug, Default)]
pub struct Ended {
    /// How many connections there are.
    pub connections: usize,
    /// The connections that came without secrets, and whose secrets stand behind them in the file: a second pass with
    /// [`Self::keylog`] opens them.
    pub late: BTreeSet<usize>,
    /// The secrets that were given, and those of the file that no connection used.
    pub keylog: KeyLog,
    /// What is odd, and what was left out.
    pub problems: Vec<Problem>,
    /// What the packets were, in words: for a file in which no connection is.
    pub holds: String,
}

/// Reads a capture file, and works on each connection as soon as it is over, on several threads.
///
/// `begin` is called for each connection in the order in which they ended, `work` on any thread, and `done` with each result
/// as it comes. The secrets of a connection stand in its key log.
pub fn each<B: Send, T>(
    reader: impl Read,
    options: Options,
    pass: &Pass,
    mut begin: impl FnMut() -> B,
    work: impl Fn(B, Finished) -> T + Sync,
    done: impl FnMut(T) + Send,
) -> Result<Ended, OfflineError> {
    let mut secrets = Secrets::new(options.keylog);
    let (queue, done) = (Queue::default(), Mutex::new(done));
    let finish = |(begun, one): (B, Finished)| {
        let result = work(begun, one);
        lock(&done)(result);
    };
    let mut connections = 0;
    let mut assembler = Assembler::default();
    assembler.keep_only(pass.only.clone());
    let told = thread::scope(|scope| {
        for _ in 1..pass.threads.get() {
            scope.spawn(|| {
                while let Some(job) = queue.take() {
                    finish(job);
                }
            });
        }
        let closing = Closing(&queue);
        let told = assemble(reader, assembler, &mut |met| match met {
            Met::Secrets(lines) => secrets.add(lines),
            Met::Connection(mut one) => {
                connections = connections.max(one.index + 1);
                secrets.give(&mut one);
                let job = (begin(), one);
                match pass.threads.get() {
                    1 => finish(job),
                    _ => queue.put(job).into_iter().for_each(&finish),
                }
            }
        });
        drop(closing);
        while let Some(job) = queue.take() {
            finish(job);
        }
        told
    })?;
    Ok(Ended { holds: told.holds, ..secrets.end(connections, told.problems) })
}

/// Connections that wait for a core, in their order.
struct Queue<B> {
    waiting: Mutex<Waiting<B>>,
    changed: Condvar,
}

struct Waiting<B> {
    jobs: VecDeque<(B, Finished)>,
    bytes: usize,
    closed: bool,
}

impl<B> Default for Queue<B> {
    fn default() -> Self {
        Self { waiting: Mutex::new(Waiting { jobs: VecDeque::new(), bytes: 0, closed: false }), changed: Condvar::new() }
    }
}

impl<B> Queue<B> {
    /// Adds a job. Where too many wait, it gives the first of them: whoever adds has to do it.
    fn put(&self, job: (B, Finished)) -> Option<(B, Finished)> {
        let mut waiting = lock(&self.waiting);
        waiting.bytes += job.1.connection.length();
        waiting.jobs.push_back(job);
        self.changed.notify_one();
        let too_many = waiting.jobs.len() > MAX_WAITING || waiting.bytes > MAX_WAITING_BYTES;
        if too_many { waiting.take() } else { None }
    }

    /// The next job; `None` when there will be no more.
    fn take(&self) -> Option<(B, Finished)> {
        let mut waiting = lock(&self.waiting);
        while waiting.jobs.is_empty() && !waiting.closed {
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.take()
    }
}

impl<B> Waiting<B> {
    fn take(&mut self) -> Option<(B, Finished)> {
        let job = self.jobs.pop_front()?;
        self.bytes -= job.1.connection.length();
        Some(job)
    }
}

/// Tells the workers that no more comes, also where the reader fails.
struct Closing<'a, B>(&'a Queue<B>);

impl<B> Drop for Closing<'_, B> {
    fn drop(&mut self) {
        lock(&self.0.waiting).closed = true;
        self.0.changed.notify_all();
    }
}

/// What a worker that panicked left is whole all the same: nothing is changed halfway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
