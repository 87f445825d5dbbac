//! Where TLS begins in a connection, and what was said before it; what is spoken where it is not TLS.

mod hello;
mod protocol;
mod protocols;
mod secrets;
mod voice;

use self::protocol::{Protocol, Upgrade};
use self::voice::{Voice, not_tls};
use crate::capture::{Chunk, Connection, Direction, Prelude, Rewritten};

pub(super) use hello::speaks_as;
pub(super) use secrets::{client_random, secrets};

/// How far into a direction's stream TLS is looked for, in bytes.
const MAX_BEFORE: usize = 64 << 10;
/// How many chunks of a direction are looked at to tell client from server.
pub(super) const MAX_CHUNKS_BEFORE: usize = 64;

/// Splits off what was said before TLS, so that each direction begins with its first record. Where there is no TLS, it says what there is.
pub(super) fn split(connection: &mut Connection) {
    let starts = Direction::BOTH.map(|direction| start(connection, direction));
    let voices = Direction::BOTH.map(|direction| Voice::of(connection, direction, &starts[direction.index()]));
    // A server may speak first and alone (NATS), and then take a ClientHello.
    if matches!(voices, [Voice::Plain, _] | [Voice::Tls, Voice::Plain])
        && let Some((lengths, name)) = before_tls(connection, &starts)
    {
        let [client_bytes, server_bytes] = [0, 1].map(|at| starts[at][..lengths[at]].to_vec());
        let chunks = cut(connection, lengths);
        connection.prelude = Some(Prelude { name, client_bytes, server_bytes, chunks });
        return;
    }
    if voices == [Voice::Tls; 2] {
        return;
    }
    let said = [0, 1].map(|at| if voices[at] == Voice::Plain { starts[at].as_slice() } else { &[] });
    connection.plaintext = Protocol::names(said, port(&connection.server));
    connection.not_tls = not_tls(connection, voices, said);
}

/// The first bytes of a direction.
fn start(connection: &Connection, direction: Direction) -> Vec<u8> {
    let mut start = Vec::new();
    for chunk in connection.chunks.iter().filter(|chunk| chunk.direction == direction) {
        let room = MAX_BEFORE - start.len();
        start.extend_from_slice(chunk.bytes.get(..room).unwrap_or(&chunk.bytes));
        // A stream that begins with TLS is not looked at any further.
        if room == 0 || hello::is_tls(&start) && start.len() > hello::ENOUGH {
            break;
        }
    }
    start
}

/// What was said before TLS, as so many bytes of each direction, and its name.
fn before_tls(connection: &Connection, starts: &[Vec<u8>; 2]) -> Option<([usize; 2], String)> {
    let [client, server] = starts.each_ref().map(Vec::as_slice);
    if Protocol::of([client, server], port(&connection.server)).is_some_and(|protocol| matches!(protocol.upgrade, Upgrade::Carries)) {
        return None;
    }
    let lengths = lengths_before(connection, starts).filter(|lengths| lengths.iter().any(|length| *length > 0))?;
    let name = protocol::name_before_tls(&client[..lengths[0]], &server[..lengths[1]]);
    // What is no known way to begin TLS leads to it only where a segment begins with it: a ClientHello may be quoted.
    let is_answered = lengths[0] > 0 || hello::is_tls(&server[lengths[1]..]);
    let begins_a_segment = || is_answered && connection.chunks.iter().any(|chunk| hello::is_client_hello(&chunk.bytes));
    name.or_else(|| begins_a_segment().then(|| "unknown".to_owned())).map(|name| (lengths, name))
}

/// How many bytes each direction has before TLS, if the client begins it at all.
fn lengths_before(connection: &Connection, starts: &[Vec<u8>; 2]) -> Option<[usize; 2]> {
    let [client, server] = starts;
    let Some(client_length) = (0..client.len()).find(|at| hello::is_client_hello(&client[*at..])) else {
        return lengths_before_answer(connection, starts);
    };
    let said = said_before_client_hello(connection, client_length).min(server.len());
    // What the server said before the ClientHello is in the clear; its answer is TLS, or was looked for in vain.
    let answers = |at: &usize| hello::is_answer(&server[*at..]);
    let server_length = if said == server.len() || answers(&said) { said } else { (0..server.len()).find(answers).unwrap_or(said) };
    Some([client_length, server_length])
}

/// The same where the ClientHello was not captured: the server's answer tells.
fn lengths_before_answer(connection: &Connection, [client, server]: &[Vec<u8>; 2]) -> Option<[usize; 2]> {
    let is_missing = connection.tcp.is_some_and(|[client, _]| client.unseen > 0) || !connection.gaps.is_empty();
    let answer = (0..server.len()).find(|at| hello::is_server_hello(&server[*at..])).filter(|_| is_missing)?;
    Some([client.len(), answer])
}

/// How much the server had written when the client's byte `at` was complete.
fn said_before_client_hello(connection: &Connection, at: usize) -> usize {
    let (mut client, mut server) = (0, 0);
    for chunk in &connection.chunks {
        match chunk.direction {
            Direction::ClientToServer => client += chunk.bytes.len(),
            Direction::ServerToClient => server += chunk.bytes.len(),
        }
        if client > at {
            break;
        }
    }
    server
}

/// Takes the first bytes of both directions, so many of each, off the chunks. Chunks that become empty go, and the gaps' indices follow.
fn cut(connection: &mut Connection, lengths: [usize; 2]) -> Vec<Chunk> {
    let mut rest = lengths;
    let mut before = Vec::new();
    for chunk in &mut connection.chunks {
        let rest = &mut rest[chunk.direction.index()];
        let part = (*rest).min(chunk.bytes.len());
        *rest -= part;
        if part > 0 {
            before.push(Chunk { bytes: chunk.bytes.drain(..part).collect(), ..*chunk });
        }
    }
    let mut kept = 0;
    let mut place = |chunk: &Chunk| {
        let before = kept;
        kept += usize::from(!chunk.bytes.is_empty());
        before
    };
    let places: Vec<usize> = connection.chunks.iter().map(&mut place).collect();
    let moved = |chunk: usize| places.get(chunk).copied().unwrap_or(kept);
    connection.gaps.iter_mut().for_each(|gap| gap.chunk = moved(gap.chunk));
    for (end, before) in connection.tcp.iter_mut().flatten().zip(lengths) {
        end.closed.iter_mut().for_each(|closed| closed.chunk = moved(closed.chunk));
        end.rewritten = end.rewritten.and_then(|told| Some(Rewritten { at: told.at.checked_sub(before)?, ..told }));
    }
    connection.chunks.retain(|chunk| !chunk.bytes.is_empty());
    before
}

/// The port of `address:port`.
fn port(end: &str) -> Option<u16> {
    end.rsplit_once(':')?.1.parse().ok()
}
