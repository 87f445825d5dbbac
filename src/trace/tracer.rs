//! Connection after connection, on any number of threads, with what the earlier ones leave for the later ones.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::closed::Leavings;
use super::connection::Connection;
use super::effort::Effort;
use super::fingerprint::Fingerprints;
use super::judgement;
use super::memory::{self, Memory};
use super::negotiated::Negotiated;
use super::outcome::Outcome;
use super::proof;
use super::steps::{Assembled, assemble};
use super::{closed, gap, inferred, pre_master, streams};
use crate::bytes::Buffers;
use crate::capture;

/// Traces connections that come one after the other. It is shared by threads, and its memory is bounded.
///
/// A connection that resumes a session waits until all that came before it have left theirs: so what is found does not
/// depend on which thread is faster.
#[derive(Debug, Default)]
pub struct Tracer {
    effort: Effort,
    memory: Mutex<Memory>,
    turns: Mutex<Turns>,
    over: Condvar,
}

/// The place of a connection among those that are traced. It ends with the connection, or when it is dropped.
#[derive(Debug)]
pub struct Turn<'a> {
    tracer: &'a Tracer,
    number: u64,
}

/// Which turns were given, and which are over.
#[derive(Debug, Default)]
struct Turns {
    given: u64,
    /// All before this one are over.
    all_over_before: u64,
    /// Those over after it: no more than there are threads.
    over: BTreeSet<u64>,
}

impl Tracer {
    /// A tracer that remembers nothing yet.
    #[must_use]
    pub fn new(effort: Effort) -> Self {
        Self { effort, ..Self::default() }
    }

    /// The same memory with another effort: for a second look at some connections.
    #[must_use]
    pub fn with_effort(self, effort: Effort) -> Self {
        Self { effort, ..self }
    }

    /// The next turn: to be taken in the order in which the connections ended.
    pub fn turn(&self) -> Turn<'_> {
        let mut turns = lock(&self.turns);
        turns.given += 1;
        Turn { tracer: self, number: turns.given - 1 }
    }

    /// Traces a connection; `index` is its place in the capture, from 0.
    #[must_use]
    pub fn trace(&self, turn: Turn<'_>, index: usize, capture: &capture::Connection) -> Connection {
        let mut assembled = self.assemble(capture);
        // An RSA pre-master secret gives the master secret once the hellos are read: then the rest opens, too.
        let mut capture = Cow::Borrowed(capture);
        if let Some((random, master)) = pre_master::master_secret(&assembled.events, &assembled.buffers, &capture.keylog) {
            capture.to_mut().keylog.add("CLIENT_RANDOM", &random, master.expose());
            assembled = self.assemble(&capture);
        }
        for (label, random, secret) in std::mem::take(&mut assembled.chosen) {
            capture.to_mut().keylog.prefer(label, &random, secret.expose());
        }
        let capture = capture.as_ref();
        let negotiated = Negotiated::of(&assembled.events);
        let earlier = if negotiated.resumed { turn.wait().memory().resumed_session(&assembled) } else { None };
        let is_offer = !negotiated.resumed && negotiated.version.is_none() && memory::offers(&assembled);
        let offers_session_of = if is_offer { turn.wait().memory().offered_session(&assembled) } else { None };
        let resumes = earlier.as_ref().map(|session| session.connection);
        let known = earlier.map(|session| session.known).unwrap_or_default();
        let proof = proof::prove(capture, &mut assembled, &negotiated, known);
        self.memory().remember(index + 1, &assembled, &negotiated, &proof);
        drop(turn);
        let claims = inferred::infer(&assembled, &negotiated, capture);
        let leavings = Leavings::of(capture, &assembled.events);
        let outcome = Outcome::of(&assembled, &claims, &negotiated, capture, &leavings);
        let judgements = judgement::judge(capture, &assembled.events, negotiated.server_name.as_deref());
        let Assembled { buffers, records, events, mut issues, .. } = assembled;
        issues.extend(closed::rewritten(capture));
        Connection {
            number: capture.number,
            client: capture.client.clone(),
            server: capture.server.clone(),
            started_us: capture.started_us,
            fingerprints: Fingerprints::of(&events),
            prelude: capture.prelude.clone(),
            plaintext: capture.plaintext.clone(),
            not_tls: capture.not_tls.clone(),
            gaps: gap::gaps(capture, &events),
            inferred: inferred::about_sealed(&claims, &records),
            seen_from_outside: claims,
            buffers,
            records,
            events,
            negotiated,
            outcome,
            checks: proof.checks,
            judgements,
            secrets: proof.secrets,
            resumes,
            offers_session_of,
            closes: capture.closes,
            leavings,
            first_close: capture.first_close,
            tcp: capture.tcp,
            client_end: capture.client_end.clone(),
            server_end: capture.server_end.clone(),
            issues,
        }
    }

    fn assemble(&self, capture: &capture::Connection) -> Assembled {
        let mut buffers = Buffers::default();
        let pieces = streams::pieces(capture, &mut buffers);
        assemble(&pieces, buffers, capture, self.effort)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        lock(&self.memory)
    }
}

impl<'a> Turn<'a> {
    /// Waits until all turns before this one are over.
    fn wait(&self) -> &'a Tracer {
        let mut turns = lock(&self.tracer.turns);
        while turns.all_over_before < self.number {
            turns = self.tracer.over.wait(turns).unwrap_or_else(PoisonError::into_inner);
        }
        self.tracer
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        lock(&self.tracer.turns).end(self.number);
        self.tracer.over.notify_all();
    }
}

impl Turns {
    fn end(&mut self, number: u64) {
        self.over.insert(number);
        while self.over.remove(&self.all_over_before) {
            self.all_over_before += 1;
        }
    }
}

/// What a thread that panicked left is whole all the same: nothing is changed halfway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
