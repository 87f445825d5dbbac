//! What earlier connections of a capture left for later ones: tickets and session ids, and the keys behind them.

use std::collections::{HashMap, VecDeque};

use super::negotiated::{self, Negotiated};
use super::proof::{Known, KnownPsk, Proof};
use super::steps::Assembled;
use crate::crypt::{Hash, Suite, key_schedule};
use crate::wire::handshake::{Message, ServerHello};

/// The most sessions that are remembered, the latest: some 10 MiB.
const MAX_SESSIONS: usize = 32_768;

/// The sessions that could be resumed.
#[derive(Debug, Default)]
pub(super) struct Memory {
    sessions: HashMap<Identity, Session>,
    /// In the order in which they were seen, with the number of each.
    order: VecDeque<(Identity, u64)>,
    count: u64,
}

/// A ticket or a session id, hashed: tickets are long, and of any length.
type Identity = [u8; 32];

/// A session that could be resumed.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The connection that it was seen in, from 1.
    pub(super) connection: usize,
    /// What a resumption goes on with.
    pub(super) known: Known,
    number: u64,
}

impl Memory {
    /// The session that this connection resumes, if it was seen.
    pub(super) fn resumed_session(&self, assembled: &Assembled) -> Option<Session> {
        let client = negotiated::last_client_hello(&assembled.events)?;
        let server = negotiated::server_hello(&assembled.events)?;
        let found = if let Some(selected) = server.extensions.selected_psk {
            self.find(&client.extensions.psks.get(usize::from(selected))?.identity)
        } else {
            let ticket = client.extensions.session_ticket.as_ref().and_then(|ticket| self.find(ticket));
            ticket.or_else(|| self.find(&server.legacy_session_id_echo))
        };
        found.cloned()
    }

    /// The connection whose session a client offers to resume that no server answered.
    pub(super) fn offered_session(&self, assembled: &Assembled) -> Option<usize> {
        let client = negotiated::last_client_hello(&assembled.events)?;
        let psk = client.extensions.psks.iter().map(|psk| &psk.identity);
        let identities = psk.chain(client.extensions.session_ticket.as_ref()).chain([&client.legacy_session_id]);
        identities.into_iter().find_map(|identity| self.find(identity)).map(|session| session.connection)
    }

    /// Keeps what a connection leaves for later ones. `connection`: its number, from 1.
    pub(super) fn remember(&mut self, connection: usize, assembled: &Assembled, negotiated: &Negotiated, proof: &Proof) {
        let hash = negotiated.cipher_suite.and_then(Suite::of).map(|suite| suite.hash);
        for message in assembled.events.iter().filter_map(|event| event.message()) {
            match message {
                Message::NewSessionTicket(ticket) => {
                    let psk = hash.zip(proof.resumption_master.as_ref());
                    let psk =
                        psk.map(|(hash, master)| KnownPsk { hash, secret: key_schedule::resumption_psk(hash, master, &ticket.nonce) });
                    self.keep(connection, &ticket.ticket, Known { psk, master: proof.master.clone() });
                }
                Message::ServerHello(hello) if names_a_session(hello, negotiated) => {
                    self.keep(connection, &hello.legacy_session_id_echo, Known { psk: None, master: proof.master.clone() });
                }
                _ => {}
            }
        }
    }

    fn find(&self, identity: &[u8]) -> Option<&Session> {
        if identity.is_empty() { None } else { self.sessions.get(&hashed(identity)) }
    }

    fn keep(&mut self, connection: usize, identity: &[u8], known: Known) {
        let identity = hashed(identity);
        self.count += 1;
        self.sessions.insert(identity, Session { connection, known, number: self.count });
        self.order.push_back((identity, self.count));
        while self.order.len() > MAX_SESSIONS {
            let Some((oldest, number)) = self.order.pop_front() else { return };
            if self.sessions.get(&oldest).is_some_and(|session| session.number == number) {
                self.sessions.remove(&oldest);
            }
        }
    }
}

/// Whether the client offers to resume anything.
pub(super) fn offers(assembled: &Assembled) -> bool {
    let client = negotiated::last_client_hello(&assembled.events);
    client.is_some_and(|client| {
        let ticket = client.extensions.session_ticket.as_ref().is_some_and(|ticket| !ticket.is_empty());
        ticket || !client.extensions.psks.is_empty() || !client.legacy_session_id.is_empty()
    })
}

fn hashed(identity: &[u8]) -> Identity {
    Hash::Sha256.digest(identity).try_into().unwrap_or_default()
}

/// Up to TLS 1.2 the server names a session that it is ready to resume.
fn names_a_session(hello: &ServerHello, negotiated: &Negotiated) -> bool {
    !negotiated.is_tls13() && !negotiated.resumed && !hello.legacy_session_id_echo.is_empty()
}
