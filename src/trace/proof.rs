//! Recomputes what can be recomputed: walks the handshake with its transcript, and asks every check at every message.

use super::checks::{self, Check};
use super::event::{Epoch, Event, Protection};
use super::negotiated::{self, Negotiated};
use super::secrets::{self, DerivedSecret};
use super::steps::Assembled;
use super::stored;
use crate::bytes::Buffers;
use crate::capture::{self, Direction};
use crate::crypt::{Hash, Prf, Secret, Suite, Transcript};
use crate::names::{HandshakeType, ProtocolVersion};
use crate::wire::handshake::{Certificate, Message};

/// What was proved.
#[derive(Debug, Default)]
pub(super) struct Proof {
    pub(super) checks: Vec<Check>,
    pub(super) secrets: Vec<DerivedSecret>,
    /// What the pre-shared keys of later connections are made from (TLS 1.3).
    pub(super) resumption_master: Option<Secret>,
    /// The master secret, which later connections may go on with (up to TLS 1.2).
    pub(super) master: Option<Secret>,
}

/// What an earlier connection explains of one that resumes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// The pre-shared key (TLS 1.3).
    pub(super) psk: Option<KnownPsk>,
    /// The master secret (up to TLS 1.2).
    pub(super) master: Option<Secret>,
}

/// A pre-shared key that an earlier connection explains.
#[derive(Clone, Debug)]
pub(super) struct KnownPsk {
    pub(super) hash: Hash,
    pub(super) secret: Secret,
}

/// What all checks of a connection look at.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) capture: &'a capture::Connection,
    pub(super) events: &'a [Event],
    pub(super) buffers: &'a Buffers,
    pub(super) negotiated: &'a Negotiated,
    pub(super) suite: Option<Suite>,
    pub(super) client_random: &'a [u8],
    pub(super) server_random: &'a [u8],
    pub(super) known: Known,
}

/// One message of the handshake, and everything said before it.
#[derive(Debug)]
pub(super) struct Moment<'a> {
    pub(super) event: &'a Event,
    pub(super) message: &'a Message,
    pub(super) before: &'a Transcript,
    /// Whether the handshake proper was over (post-handshake authentication).
    pub(super) afterwards: bool,
    /// The randoms of this handshake: a renegotiation has its own.
    pub(super) randoms: Randoms<'a>,
}

/// The randoms of the handshake that a message belongs to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Randoms<'a> {
    pub(super) client: &'a [u8],
    pub(super) server: &'a [u8],
}

/// The transcript hashes that the key schedule needs.
#[derive(Debug, Default)]
pub(super) struct Hashes {
    pub(super) client_hello: Option<At>,
    pub(super) server_hello: Option<At>,
    pub(super) client_key_exchange: Option<At>,
    pub(super) server_finished: Option<At>,
    pub(super) client_finished: Option<At>,
}

/// A transcript hash, and the step that it stands behind.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) step: usize,
    pub(super) hash: Vec<u8>,
}

/// Makes all checks, and writes the transcript hashes into the events.
pub(super) fn prove(capture: &capture::Connection, assembled: &mut Assembled, negotiated: &Negotiated, known: Known) -> Proof {
    let (mut proof, hashes) = {
        let case = Case::new(capture, assembled, negotiated, known);
        walk(&case)
    };
    for (step, hash) in hashes {
        assembled.events[step - 1].transcript_hash = Some(hash);
    }
    stored::restore(&mut proof.checks, &capture.stored_checks);
    proof.checks.sort_by_key(|check| check.step);
    proof
}

impl<'a> Case<'a> {
    fn new(capture: &'a capture::Connection, assembled: &'a Assembled, negotiated: &'a Negotiated, known: Known) -> Self {
        let events = assembled.events.as_slice();
        Self {
            capture,
            events,
            buffers: &assembled.buffers,
            negotiated,
            suite: negotiated.cipher_suite.and_then(Suite::of),
            client_random: negotiated::first_client_hello(events).map_or(&[], |hello| hello.random.as_slice()),
            server_random: negotiated::server_hello(events).map_or(&[], |hello| hello.random.as_slice()),
            known,
        }
    }

    /// A secret of the key log.
    pub(super) fn secret(&self, label: &str) -> Option<Secret> {
        self.secret_of(label, self.client_random)
    }

    /// All that the key log has under this label.
    pub(super) fn secrets(&self, label: &str) -> Vec<Secret> {
        self.capture.keylog.secrets(label, self.client_random).map(Secret::from).collect()
    }

    /// A secret of the key log, for the handshake with this client random.
    pub(super) fn secret_of(&self, label: &str, client_random: &[u8]) -> Option<Secret> {
        self.capture.keylog.secret(label, client_random).map(Secret::from)
    }

    /// Whether bytes may be missing before an event. Of the other direction a hole lies somewhere between what was captured on both
    /// sides of it.
    pub(super) fn has_gap_before(&self, event: &Event) -> bool {
        let chunks = &self.capture.chunks;
        self.capture.gaps.iter().any(|gap| {
            let Some(behind) = chunks.get(gap.chunk) else { return true };
            if behind.direction == event.from {
                return behind.time_us <= event.time_us;
            }
            let before = chunks.iter().take(gap.chunk).rfind(|chunk| chunk.direction == behind.direction);
            before.is_none_or(|before| before.time_us <= event.time_us)
        })
    }

    /// Whether a record before a step could not be opened (0-RTT data is no part of the handshake).
    pub(super) fn has_sealed_before(&self, step: usize) -> bool {
        let is_sealed = |event: &&Event| event.protection == Protection::Sealed && event.epoch != Epoch::EarlyData;
        self.events.iter().find(is_sealed).is_some_and(|event| event.step < step)
    }

    /// Whether the messages before a step stand in an order that no handshake has: two captures that were put together, or clocks that
    /// differ. A server answers a ClientHello; a client proves itself behind the server's turn.
    pub(super) fn is_out_of_order(&self, step: usize) -> bool {
        let at = |is: fn(&Message) -> bool| self.events.iter().find(|event| event.message().is_some_and(is)).map(|event| event.step);
        let client_hello = at(|message| matches!(message, Message::ClientHello(_)));
        let server_hello = at(|message| matches!(message, Message::ServerHello(_)));
        let done = at(|message| message.handshake_type() == HandshakeType::SERVER_HELLO_DONE);
        let exchange = at(|message| matches!(message, Message::ClientKeyExchange(_)));
        let is_turned = |first: Option<usize>, second: Option<usize>| first.zip(second).is_some_and(|(first, second)| first > second);
        let turned = is_turned(client_hello, server_hello) || is_turned(done, exchange);
        turned && server_hello.is_some_and(|hello| hello <= step)
    }

    /// The pseudorandom function of a connection up to TLS 1.2.
    pub(super) fn prf(&self) -> Option<Prf> {
        Prf::of(self.negotiated.version?, self.suite.as_ref()?)
    }

    /// The chain that an end showed last before a step.
    pub(super) fn chain_before(&self, step: usize, from: Direction) -> Option<&'a Certificate> {
        let earlier = self.events.iter().take_while(|event| event.step < step).filter(|event| event.from == from);
        earlier.filter_map(|event| event.message()?.certificate()).last()
    }

    fn hash_of(&self, transcript: &Transcript) -> Option<Vec<u8>> {
        if self.negotiated.is_tls13() {
            return Some(transcript.hash_by(self.suite.as_ref()?.hash));
        }
        self.prf().map(|prf| prf.transcript_hash(transcript))
    }
}

/// Walks the handshake. Beside the proof it gives the transcript hash behind each step.
fn walk(case: &Case<'_>) -> (Proof, Vec<(usize, Vec<u8>)>) {
    let mut proof = Proof::default();
    let mut hashes = Hashes::default();
    let mut behind = Vec::new();
    let mut transcript = Transcript::new();
    let mut randoms = Randoms::default();
    for event in case.events {
        let Some(message) = event.message() else { continue };
        prepare(case, message, event, &mut transcript);
        let afterwards = is_over(&hashes);
        randoms.note(message);
        let moment = Moment { event, message, before: &transcript, afterwards, randoms };
        proof.checks.extend(checks::at(case, &moment));
        if !belongs_to_transcript(case, message, afterwards) {
            continue;
        }
        transcript.append(case.buffers.bytes(event.span));
        if let Some(hash) = case.hash_of(&transcript) {
            hashes.note(event, message, &hash);
            behind.push((event.step, hash));
        }
    }
    let derived = secrets::derive(case, &hashes);
    proof.checks.extend(derived.check);
    proof.secrets = derived.secrets;
    proof.resumption_master = derived.resumption_master;
    proof.master = derived.master;
    (proof, behind)
}

/// A HelloRetryRequest shortens the transcript before it; a renegotiation begins a new one.
fn prepare(case: &Case<'_>, message: &Message, event: &Event, transcript: &mut Transcript) {
    match message {
        Message::HelloRetryRequest(hello) => {
            if let Some(suite) = Suite::of(hello.cipher_suite) {
                transcript.replace_with_message_hash(suite.hash);
            }
        }
        Message::ClientHello(_) if event.epoch == Epoch::Application => *transcript = Transcript::new(),
        _ => {}
    }
    if let Some(suite) = case.suite.as_ref().filter(|_| case.negotiated.version >= Some(ProtocolVersion::TLS_1_2)) {
        transcript.choose(suite.hash);
    }
}

/// Tickets and key updates never belong to it, nor does a HelloRequest (RFC 8446 4.4.1, RFC 5246 7.4.1.1).
fn belongs_to_transcript(case: &Case<'_>, message: &Message, afterwards: bool) -> bool {
    match message.handshake_type() {
        HandshakeType::KEY_UPDATE | HandshakeType::HELLO_REQUEST => false,
        HandshakeType::NEW_SESSION_TICKET => !case.negotiated.is_tls13(),
        HandshakeType::CERTIFICATE_REQUEST
        | HandshakeType::CERTIFICATE
        | HandshakeType::COMPRESSED_CERTIFICATE
        | HandshakeType::CERTIFICATE_VERIFY
        | HandshakeType::FINISHED => true,
        _ => !(afterwards && case.negotiated.is_tls13()),
    }
}

fn is_over(hashes: &Hashes) -> bool {
    hashes.server_finished.is_some() && hashes.client_finished.is_some()
}

impl<'a> Randoms<'a> {
    fn note(&mut self, message: &'a Message) {
        match message {
            Message::ClientHello(hello) => self.client = &hello.random,
            Message::ServerHello(hello) => self.server = &hello.random,
            _ => {}
        }
    }
}

impl Hashes {
    /// Keeps the first of each: of a renegotiation or post-handshake authentication nothing is derived here.
    fn note(&mut self, event: &Event, message: &Message, hash: &[u8]) {
        let place = match (message, event.from) {
            (Message::ClientHello(_), _) if self.server_hello.is_none() => {
                self.client_hello = None;
                &mut self.client_hello
            }
            (Message::ServerHello(_), _) => &mut self.server_hello,
            (Message::ClientKeyExchange(_), _) => &mut self.client_key_exchange,
            (Message::Finished(_), Direction::ServerToClient) => &mut self.server_finished,
            (Message::Finished(_), Direction::ClientToServer) => &mut self.client_finished,
            _ => return,
        };
        place.get_or_insert_with(|| At { step: event.step, hash: hash.to_vec() });
    }
}
