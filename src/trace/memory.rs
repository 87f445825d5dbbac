//! What earlier connections of a capture left for later ones: tickets and session ids, and the keys behind them.

use super::assembly::{Assembled, assemble};
use super::connection::Connection;
use super::fingerprint::Fingerprints;
use super::judgement;
use super::negotiated::{self, Negotiated};
use super::outcome::Outcome;
use super::proof::{self, Known, KnownPsk, Proof};
use super::streams;
use super::{gap, inferred, pre_master};
use crate::bytes::Buffers;
use crate::capture;
use crate::crypt::{Suite, key_schedule};
use crate::wire::handshake::{Message, ServerHello};

/// The sessions that could be resumed, in the order in which they were seen.
#[derive(Debug, Default)]
pub(super) struct Memory(Vec<Session>);

/// A session that could be resumed.
#[derive(Debug)]
struct Session {
    /// The connection that it was seen in, from 1.
    connection: usize,
    /// The ticket, or the session id.
    identity: Vec<u8>,
    /// What a resumption goes on with.
    known: Known,
}

impl Memory {
    /// Traces a connection and remembers what it leaves.
    pub(super) fn trace(&mut self, index: usize, capture: &capture::Connection) -> Connection {
        let mut buffers = Buffers::default();
        let pieces = streams::pieces(capture, &mut buffers);
        let mut assembled = assemble(&pieces, buffers, &capture.keylog);
        if let Some((random, master)) = pre_master::master_secret(&assembled.events, &assembled.buffers, &capture.keylog) {
            let mut capture = capture.clone();
            capture.keylog.add("CLIENT_RANDOM", &random, master.expose());
            return self.trace(index, &capture);
        }
        let negotiated = Negotiated::of(&assembled.events);
        let earlier = if negotiated.resumed { self.resumed_session(&assembled) } else { None };
        let resumes = earlier.map(|session| session.connection);
        let known = earlier.map(|session| session.known.clone()).unwrap_or_default();
        let proof = proof::prove(capture, &mut assembled, &negotiated, known);
        self.remember(index + 1, &assembled, &negotiated, &proof);
        let outcome = Outcome::of(&assembled.events, &assembled.buffers, &negotiated, capture);
        let inferred = inferred::infer(&assembled.events, &negotiated, capture);
        let judgements = judgement::judge(capture, &assembled.events, negotiated.server_name.as_deref());
        let Assembled { buffers, records, events, issues } = assembled;
        Connection {
            client: capture.client.clone(),
            server: capture.server.clone(),
            started_us: capture.started_us,
            fingerprints: Fingerprints::of(&events),
            prelude: capture.prelude.clone(),
            plaintext: capture.plaintext.clone(),
            gaps: gap::gaps(capture, &events),
            buffers,
            records,
            events,
            negotiated,
            outcome,
            checks: proof.checks,
            judgements,
            secrets: proof.secrets,
            inferred,
            resumes,
            closes: capture.closes,
            first_close: capture.first_close,
            client_end: capture.client_end.clone(),
            server_end: capture.server_end.clone(),
            issues,
        }
    }

    /// The session that this connection resumes, if it was seen.
    fn resumed_session(&self, assembled: &Assembled) -> Option<&Session> {
        let client = negotiated::last_client_hello(&assembled.events)?;
        let server = negotiated::server_hello(&assembled.events)?;
        if let Some(selected) = server.extensions.selected_psk {
            let identity = &client.extensions.psks.get(usize::from(selected))?.identity;
            return self.find(identity);
        }
        client.extensions.session_ticket.as_ref().and_then(|ticket| self.find(ticket)).or_else(|| self.find(&server.legacy_session_id_echo))
    }

    fn find(&self, identity: &[u8]) -> Option<&Session> {
        self.0.iter().rev().find(|session| !identity.is_empty() && session.identity == identity)
    }

    fn remember(&mut self, connection: usize, assembled: &Assembled, negotiated: &Negotiated, proof: &Proof) {
        let hash = negotiated.cipher_suite.and_then(Suite::of).map(|suite| suite.hash);
        let session =
            |identity: &[u8], psk| Session { connection, identity: identity.to_vec(), known: Known { psk, master: proof.master.clone() } };
        for message in assembled.events.iter().filter_map(|event| event.message()) {
            match message {
                Message::NewSessionTicket(ticket) => {
                    let psk = hash.zip(proof.resumption_master.as_ref());
                    let psk =
                        psk.map(|(hash, master)| KnownPsk { hash, secret: key_schedule::resumption_psk(hash, master, &ticket.nonce) });
                    self.0.push(session(&ticket.ticket, psk));
                }
                Message::ServerHello(hello) if names_a_session(hello, negotiated) => {
                    self.0.push(session(&hello.legacy_session_id_echo, None));
                }
                _ => {}
            }
        }
    }
}

/// Up to TLS 1.2 the server names a session that it is ready to resume.
fn names_a_session(hello: &ServerHello, negotiated: &Negotiated) -> bool {
    !negotiated.is_tls13() && !negotiated.resumed && !hello.legacy_session_id_echo.is_empty()
}
