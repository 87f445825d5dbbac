//! The notebook of one end on one connection.
//!
//! rustls calls verifiers, resolvers, key logs and key exchange groups while an end's future is polled. The end that
//! runs is known to the task ([`Recorder::watch`]), so the configurations need not know which connection they serve,
//! and two connections share theirs as real ones do.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::capture::{Chunk, Close, Connection, Direction, End, EndReport, KeyLogLine, Observation, Reason, SharedSecret, Withheld};

tokio::task_local! {
    /// The end that is being polled.
    static RUNNING: Arc<Recorder>;
}

/// Where one end's tap and callbacks write.
#[derive(Debug)]
pub(crate) struct Recorder {
    side: End,
    timeline: Arc<Timeline>,
    notes: Mutex<Notes>,
}

/// What was noted.
#[derive(Debug, Default)]
struct Notes {
    writes: Vec<Write>,
    /// How this end's direction ended, by its own doing.
    own_close: Close,
    /// How the other direction ended, as this end saw it.
    peer_close: Close,
    observations: Vec<Observation>,
    keys: Vec<KeyLogLine>,
    shared_secrets: Vec<SharedSecret>,
    /// Whether the other end's signature over the handshake was refused: rustls's error does not tell it from a bad
    /// signature in the chain.
    refused_signature: bool,
    withheld: Option<Withheld>,
}

#[derive(Debug)]
struct Write {
    time: Duration,
    bytes: Vec<u8>,
}

impl Recorder {
    pub(crate) fn new(side: End, timeline: Arc<Timeline>) -> Arc<Self> {
        Arc::new(Self { side, timeline, notes: Mutex::default() })
    }

    /// Runs an end's future so that the callbacks of rustls find this recorder.
    pub(crate) fn watch<F: Future>(self: &Arc<Self>, end: F) -> impl Future<Output = F::Output> + use<F> {
        RUNNING.scope(Arc::clone(self), end)
    }

    /// The time to be taken before a write.
    pub(crate) fn before_write(&self) -> Duration {
        self.timeline.before_write()
    }

    /// Notes bytes that were written.
    pub(crate) fn wrote(&self, time: Duration, bytes: Vec<u8>) {
        self.notes().writes.push(Write { time, bytes });
    }

    /// Notes that this end closed its direction.
    pub(crate) fn closed(&self) {
        self.notes().own_close = Close::Fin;
    }

    /// Notes that this end reset the connection.
    pub(crate) fn reset(&self) {
        self.notes().own_close = Close::Reset;
    }

    /// Notes that the other end closed or reset its direction.
    pub(crate) fn peer_closed(&self, how: Close) {
        self.notes().peer_close = how;
    }

    /// Writes into an end's report what was noted about it.
    pub(crate) fn complete(&self, report: &mut EndReport) {
        let mut notes = self.notes();
        if notes.refused_signature && report.reason == Some(Reason::BadSignature) {
            report.reason = Some(Reason::BadCertificateVerify);
        }
        report.withheld = notes.withheld.take();
        report.observations = std::mem::take(&mut notes.observations);
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        // A poisoned notebook is still legible: nothing is left half written.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes a decision of the end that is running, in plain words. The words are not made when nobody records.
pub(crate) fn observe(what: impl FnOnce() -> String) {
    with_running(|recorder| {
        let time_us = micros(recorder.timeline.now());
        recorder.notes().observations.push(Observation { time_us, what: what() });
    });
}

/// Notes a secret of the end that is running.
pub(crate) fn key(line: KeyLogLine) {
    with_running(|recorder| recorder.notes().keys.push(line));
}

/// Notes the result of a key exchange of the end that is running.
pub(crate) fn shared_secret(secret: SharedSecret) {
    with_running(|recorder| recorder.notes().shared_secrets.push(secret));
}

/// Notes that the end that is running refused the other's signature over the handshake.
pub(crate) fn refused_signature() {
    with_running(|recorder| recorder.notes().refused_signature = true);
}

/// Notes that the end that is running keeps its certificate to itself.
pub(crate) fn withheld(what: impl FnOnce() -> Withheld) {
    with_running(|recorder| recorder.notes().withheld = Some(what()));
}

fn with_running(act: impl FnOnce(&Recorder)) {
    // Outside of a watched end nothing is recorded: that is no error.
    let _ = RUNNING.try_with(|recorder| act(recorder));
}

/// Moves what both ends noted into the connection: writes in the order of the times before them.
pub(crate) fn collect(client: &Recorder, server: &Recorder, connection: &mut Connection) {
    let mut writes = Vec::new();
    for recorder in [client, server] {
        let mut notes = recorder.notes();
        let direction = Direction::from(recorder.side);
        writes.extend(notes.writes.drain(..).map(|write| (write.time, direction, write.bytes)));
        mark_close(&mut connection.closes[direction.index()], notes.own_close);
        mark_close(&mut connection.closes[direction.reverse().index()], notes.peer_close);
        notes.keys.drain(..).for_each(|line| connection.keylog.insert(line));
        for secret in notes.shared_secrets.drain(..) {
            if !connection.shared_secrets.contains(&secret) {
                connection.shared_secrets.push(secret);
            }
        }
    }
    writes.sort_by_key(|(time, ..)| *time);
    let chunk = |(time, direction, bytes)| Chunk { direction, time_us: micros(time), bytes };
    connection.chunks = writes.into_iter().map(chunk).collect();
}

/// A reset outweighs a FIN: the end that was reset did not see the FIN.
fn mark_close(close: &mut Close, seen: Close) {
    if seen == Close::Reset || *close == Close::Open {
        *close = seen;
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// The time of a connection, counted from its beginning; the same for both ends.
#[derive(Debug)]
pub(crate) enum Timeline {
    /// Measured.
    Real(Instant),
    /// Made up for a seeded run: the number of writes so far.
    Synthetic(AtomicU64),
}

impl Timeline {
    /// How far apart the writes of a seeded run are said to be.
    const STEP: Duration = Duration::from_micros(100);

    pub(crate) fn real() -> Arc<Self> {
        Arc::new(Self::Real(Instant::now()))
    }

    pub(crate) fn synthetic() -> Arc<Self> {
        Arc::new(Self::Synthetic(AtomicU64::new(0)))
    }

    fn before_write(&self) -> Duration {
        match self {
            Self::Real(start) => start.elapsed(),
            Self::Synthetic(writes) => synthetic_time(writes.fetch_add(1, Ordering::Relaxed)),
        }
    }

    fn now(&self) -> Duration {
        match self {
            Self::Real(start) => start.elapsed(),
            Self::Synthetic(writes) => synthetic_time(writes.load(Ordering::Relaxed)),
        }
    }
}

fn synthetic_time(writes: u64) -> Duration {
    Timeline::STEP * u32::try_from(writes).unwrap_or(u32::MAX)
}
