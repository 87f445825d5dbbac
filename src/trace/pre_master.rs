//! The master secret from a logged pre-master secret, up to TLS 1.2: what the labels `RSA` and `PMS_CLIENT_RANDOM` give.
//!
//! `RSA` lines name the connection by the first 8 bytes of the encrypted pre-master secret, as old NSS and Wireshark's
//! "RSA keys" do; `PMS_CLIENT_RANDOM` lines by the client random.

use super::event::Event;
use super::negotiated;
use crate::bytes::Buffers;
use crate::capture::KeyLog;
use crate::crypt::{Prf, Secret, Suite, Transcript};
use crate::names::{HandshakeType, ProtocolVersion};
use crate::wire::handshake::{ClientKeyExchange, Message};

/// How much of the encrypted pre-master secret names a line.
const NAMED_BY: usize = 8;

/// The client random and the master secret, where the log has only the pre-master secret.
pub(super) fn master_secret(events: &[Event], buffers: &Buffers, keylog: &KeyLog) -> Option<(Vec<u8>, Secret)> {
    let (client, server) = (negotiated::first_client_hello(events)?, negotiated::server_hello(events)?);
    if server.version().is_tls13() || keylog.secret("CLIENT_RANDOM", &client.random).is_some() {
        return None;
    }
    let exchange = events.iter().position(|event| matches!(event.message(), Some(Message::ClientKeyExchange(_))))?;
    let Some(Message::ClientKeyExchange(message)) = events.get(exchange)?.message() else { return None };
    let pre_master = pre_master(message, &client.random, keylog)?;
    let suite = Suite::of(server.cipher_suite)?;
    let prf = Prf::of(server.version(), &suite)?;
    let master = if negotiated::extended_master_secret(events) {
        prf.extended_master_secret(
            &pre_master,
            &prf.transcript_hash(&transcript(events.get(..=exchange)?, buffers, server.version(), &suite)),
        )
    } else {
        prf.master_secret(&pre_master, &client.random, &server.random)
    };
    Some((client.random.clone(), master))
}

fn pre_master(message: &ClientKeyExchange, client_random: &[u8], keylog: &KeyLog) -> Option<Secret> {
    let named = message.encrypted_pre_master_secret.get(..NAMED_BY).and_then(|name| keylog.secret("RSA", name));
    named.or_else(|| keylog.secret("PMS_CLIENT_RANDOM", client_random)).map(Secret::from)
}

fn transcript(events: &[Event], buffers: &Buffers, version: ProtocolVersion, suite: &Suite) -> Transcript {
    let mut transcript = Transcript::new();
    if version >= ProtocolVersion::TLS_1_2 {
        transcript.choose(suite.hash);
    }
    let messages =
        events.iter().filter(|event| event.message().is_some_and(|message| message.handshake_type() != HandshakeType::HELLO_REQUEST));
    messages.for_each(|event| transcript.append(buffers.bytes(event.span)));
    transcript
}
