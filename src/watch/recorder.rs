//! The notebook of one end on one connection.
//!
//! rustls calls verifiers, resolvers, key logs and key exchange groups while an end's future is polled. The end that
//! runs is known to the task ([`Recorder::watch`]), so the configurations need not know which connection they serve,
//! and two connections share theirs as real ones do.

use std::future::Future;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustls::CommonState;

use super::timeline::Timeline;
use super::{reason, session};
use crate::capture::{
    Chunk, Close, Connection, Direction, End, EndReport, EndState, FirstClose, Gap, KeyLogLine, Observation, Reason, SharedSecret, Withheld,
};

/// The most bytes of a direction that are kept: far more than a handshake, and what is said first behind it.
pub(super) const MAX_KEPT: usize = 1 << 20;
/// The most decisions and secrets of an end that are noted: a connection that changes its keys for ever has no end of them.
const MAX_NOTES: usize = 4096;

tokio::task_local! {
    /// The end that is being polled.
    static RUNNING: Arc<Recorder>;
}

/// Where one end's [`Tap`](super::Tap) and the callbacks of rustls write.
#[derive(Debug)]
pub struct Recorder {
    end: End,
    hears: Hears,
    timeline: Arc<Timeline>,
    notes: Mutex<Notes>,
}

/// What the tap of an end writes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hears {
    /// What the end writes: the other end has a recorder of its own.
    OwnWrites,
    /// What it reads, too: nobody else is there to tell.
    BothWays,
}

/// What was noted.
#[derive(Debug, Default)]
struct Notes {
    chunks: Vec<(Duration, Direction, Vec<u8>)>,
    /// Bytes of each direction that are kept, and that are not.
    kept: [usize; 2],
    left_out: [u64; 2],
    /// How this end's direction ended, by its own doing.
    own_close: Close,
    /// How the other direction ended, as this end saw it.
    peer_close: Close,
    /// Which end closed first, as far as this one noticed, and when.
    first_close: Option<(End, Duration)>,
    /// What this end says of itself, once it said something.
    fared: Option<(EndState, Option<(String, Reason)>)>,
    observations: Vec<Observation>,
    keys: Vec<KeyLogLine>,
    shared_secrets: Vec<SharedSecret>,
    /// Whether the other end's signature over the handshake was refused: rustls's error does not tell it from a bad
    /// signature in the chain.
    refused_signature: bool,
    withheld: Option<Withheld>,
    tolerated: Option<Reason>,
}

impl Recorder {
    /// The recorder of an end whose peer is somewhere else: its tap keeps what it writes and what it reads.
    #[must_use]
    pub fn of_one_end(end: End) -> Arc<Self> {
        Self::new(end, Hears::BothWays, Timeline::real())
    }

    /// The recorders of a client and of a server that are both in this process, with one clock: each keeps what its own end writes.
    #[must_use]
    pub fn of_both_ends() -> [Arc<Self>; 2] {
        Self::of_both_ends_by(&Timeline::real())
    }

    pub(crate) fn of_both_ends_by(timeline: &Arc<Timeline>) -> [Arc<Self>; 2] {
        End::BOTH.map(|end| Self::new(end, Hears::OwnWrites, Arc::clone(timeline)))
    }

    fn new(end: End, hears: Hears, timeline: Arc<Timeline>) -> Arc<Self> {
        Arc::new(Self { end, hears, timeline, notes: Mutex::default() })
    }

    /// Runs a part of this end's work so that the callbacks of rustls find this recorder: the handshake, and what reads and
    /// writes afterwards. What runs outside is not told; its bytes are.
    pub fn watch<F: Future>(self: &Arc<Self>, work: F) -> impl Future<Output = F::Output> + use<F> {
        RUNNING.scope(Arc::clone(self), work)
    }

    /// Notes that this end finished its handshake, and what it agreed on. In TLS 1.3 a client does so before the server has
    /// judged it.
    pub fn established(&self, session: &CommonState) {
        self.observe(|| session::in_words(session));
        self.notes().fared.get_or_insert((EndState::Established, None));
    }

    /// Notes the error that ended the handshake, or the connection after it.
    pub fn failed(&self, error: &io::Error) {
        let why = Some((reason::in_words(error), reason::of_io_error(error)));
        let fared = &mut self.notes().fared;
        let state = if fared.is_some() { EndState::Established } else { EndState::Failed };
        *fared = Some((state, why));
    }

    /// The time to be taken before a write.
    pub(super) fn before_write(&self) -> Duration {
        self.timeline.before_write()
    }

    /// Notes bytes that were written.
    pub(super) fn wrote(&self, time: Duration, bytes: Vec<u8>) {
        self.note(time, Direction::from(self.end), bytes);
    }

    /// Notes bytes that were read, where the other end has no recorder.
    pub(super) fn read(&self, bytes: &[u8]) {
        if self.hears == Hears::BothWays {
            self.note(self.timeline.now(), Direction::from(self.end).reverse(), bytes.to_vec());
        }
    }

    fn note(&self, time: Duration, direction: Direction, mut bytes: Vec<u8>) {
        let mut notes = self.notes();
        let way = direction.index();
        // Once a byte is left out, all that follow it are: a hole in the middle would have to be explained.
        let room = if notes.left_out[way] > 0 { 0 } else { MAX_KEPT - notes.kept[way] };
        let kept = bytes.len().min(room);
        notes.left_out[way] += (bytes.len() - kept) as u64;
        notes.kept[way] += kept;
        bytes.truncate(kept);
        if kept > 0 {
            notes.chunks.push((time, direction, bytes));
        }
    }

    /// Notes that this end closed its direction.
    pub(super) fn closed(&self) {
        self.close(Direction::from(self.end), Close::Fin);
    }

    /// Notes that this end reset the connection.
    pub(crate) fn reset(&self) {
        self.close(Direction::from(self.end), Close::Reset);
    }

    /// Notes that the other end closed or reset its direction.
    pub(super) fn peer_closed(&self, how: Close) {
        self.close(Direction::from(self.end).reverse(), how);
    }

    fn close(&self, direction: Direction, how: Close) {
        let now = self.timeline.now();
        let mut notes = self.notes();
        notes.first_close.get_or_insert((direction.sender(), now));
        if direction == Direction::from(self.end) {
            notes.own_close = how;
        } else {
            notes.peer_close = how;
        }
    }

    /// Writes into an end's report what was noted about it.
    pub(crate) fn complete(&self, report: &mut EndReport) {
        let mut notes = self.notes();
        if notes.refused_signature && report.reason == Some(Reason::BadSignature) {
            report.reason = Some(Reason::BadCertificateVerify);
        }
        report.withheld = notes.withheld.take();
        report.tolerated = notes.tolerated.take();
        report.observations = std::mem::take(&mut notes.observations);
    }

    /// This end's report, where it said how it fared.
    fn report(&self) -> Option<EndReport> {
        let (state, why) = self.notes().fared.take()?;
        let (error, reason) = why.unzip();
        let mut report = EndReport { state, error, reason, ..EndReport::default() };
        self.complete(&mut report);
        Some(report)
    }

    fn observe(&self, what: impl FnOnce() -> String) {
        let time_us = micros(self.timeline.now());
        let what = what();
        let mut notes = self.notes();
        if notes.observations.len() < MAX_NOTES {
            notes.observations.push(Observation { time_us, what });
        }
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        // A poisoned notebook is still legible: nothing is left half written.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notes a decision of the end that is running, in plain words. The words are not made when nobody records.
pub(super) fn observe(what: impl FnOnce() -> String) {
    with_running(|recorder| recorder.observe(what));
}

/// Notes what the end that is running now believes, of the handshake that it just finished.
pub(crate) fn observe_session(session: &CommonState) {
    with_running(|recorder| recorder.observe(|| session::in_words(session)));
}

/// Notes a secret of the end that is running.
pub(super) fn key(line: KeyLogLine) {
    with_running(|recorder| push_bounded(&mut recorder.notes().keys, line));
}

/// Notes the result of a key exchange of the end that is running.
pub(super) fn shared_secret(secret: SharedSecret) {
    with_running(|recorder| push_bounded(&mut recorder.notes().shared_secrets, secret));
}

/// Notes that the end that is running refused the other's signature over the handshake.
pub(super) fn refused_signature() {
    with_running(|recorder| recorder.notes().refused_signature = true);
}

/// Notes that the end that is running keeps its certificate to itself.
pub(super) fn withheld(what: impl FnOnce() -> Withheld) {
    with_running(|recorder| recorder.notes().withheld = Some(what()));
}

/// Notes that the end that is running goes on with a certificate that it would refuse, and why it would.
pub(super) fn tolerated(why: impl FnOnce() -> Reason) {
    with_running(|recorder| recorder.notes().tolerated = Some(why()));
}

fn with_running(act: impl FnOnce(&Recorder)) {
    // Outside of a watched end nothing is recorded: that is no error.
    let _ = RUNNING.try_with(|recorder| act(recorder));
}

fn push_bounded<T>(list: &mut Vec<T>, one: T) {
    if list.len() < MAX_NOTES {
        list.push(one);
    }
}

/// The connection as its recorders saw it, of one end ([`Recorder::of_one_end`]) or of both ([`Recorder::of_both_ends`]). What they
/// noted moves out of them.
///
/// Addresses and what a judge knew (trust, clock, the name it wants) are not theirs to know: fill them in where you have them, and
/// the diagnosis becomes surer.
#[must_use]
pub fn connection(recorders: &[Arc<Recorder>]) -> Connection {
    let mut connection = Connection::default();
    if let Some(first) = recorders.first() {
        connection.started_us = first.timeline.started_us();
    }
    for recorder in recorders {
        match recorder.end {
            End::Client => connection.client_end = recorder.report(),
            End::Server => connection.server_end = recorder.report(),
        }
    }
    if let [alone] = recorders {
        connection.first_close = alone.first_close();
    }
    collect(recorders, &mut connection);
    connection
}

impl Recorder {
    /// Whether the other end closed first. That this one did nobody knows who reads no further: the other's FIN may lie unread.
    fn first_close(&self) -> Option<FirstClose> {
        let notes = self.notes();
        let (by, time) = notes.first_close.filter(|(by, _)| *by != self.end)?;
        let last = notes.chunks.iter().map(|(time, ..)| *time).filter(|last| *last <= time).max().unwrap_or_default();
        Some(FirstClose { by, idle_us: micros(time.saturating_sub(last)) })
    }
}

/// Moves what the ends noted into the connection: bytes in the order of the times before their writes.
pub(crate) fn collect(recorders: &[Arc<Recorder>], connection: &mut Connection) {
    let mut chunks = Vec::new();
    let mut left_out = 0;
    for recorder in recorders {
        let mut notes = recorder.notes();
        let direction = Direction::from(recorder.end);
        chunks.append(&mut notes.chunks);
        left_out += notes.left_out.iter().sum::<u64>();
        mark_close(&mut connection.closes[direction.index()], notes.own_close);
        mark_close(&mut connection.closes[direction.reverse().index()], notes.peer_close);
        notes.keys.drain(..).for_each(|line| connection.keylog.insert(line));
        for secret in notes.shared_secrets.drain(..) {
            if !connection.shared_secrets.contains(&secret) {
                connection.shared_secrets.push(secret);
            }
        }
    }
    chunks.sort_by_key(|(time, ..)| *time);
    let chunk = |(time, direction, bytes)| Chunk { direction, time_us: micros(time), bytes };
    connection.chunks = chunks.into_iter().map(chunk).collect();
    if left_out > 0 {
        connection.gaps.push(Gap { chunk: connection.chunks.len(), bytes: left_out });
    }
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
