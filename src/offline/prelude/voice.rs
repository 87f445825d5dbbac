//! Whether an end speaks TLS, and what a connection is in which none does: nobody is accused of what was not meant to be TLS.

use super::hello;
use super::protocol::{Protocol, contains};
use super::protocols::{TLS_PORTS, TLS_WANTED};
use crate::capture::{Connection, Direction, End};

/// What a direction sounds like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// Nothing was said.
    Silent,
    /// Records of TLS.
    Tls,
    /// It begins as something else.
    Plain,
    /// Its beginning was not captured, and what there is shows no record.
    Unknown,
}

impl Voice {
    pub(super) fn of(connection: &Connection, direction: Direction, start: &[u8]) -> Self {
        let first = connection.chunks.iter().position(|chunk| chunk.direction == direction);
        let begins_late = first.is_some_and(|first| connection.gaps.binary_search_by_key(&first, |gap| gap.chunk).is_ok());
        match start {
            [] => Self::Silent,
            _ if hello::is_tls(start) || begins_late && hello::goes_on_as_tls(start) => Self::Tls,
            _ if begins_late => Self::Unknown,
            _ => Self::Plain,
        }
    }
}

/// What is spoken where it is neither TLS nor meant to be. `None` where an end speaks TLS or wanted to, and where it is not known.
pub(super) fn not_tls(connection: &Connection, voices: [Voice; 2], said: [&[u8]; 2]) -> Option<String> {
    let port = super::port(&connection.server);
    let known = Protocol::of(said, port);
    let name = || Some(known.map_or("an unknown protocol", |protocol| protocol.name).to_owned());
    match voices {
        [Voice::Silent, Voice::Silent] => says_nothing(connection).then(|| "TCP without data".to_owned()),
        [Voice::Tls, _] | [_, Voice::Tls] => None,
        [Voice::Unknown, _] | [_, Voice::Unknown] if is_of_tls(port) => None,
        [Voice::Unknown, _] | [_, Voice::Unknown] if known.is_none() => Some("an unknown protocol, as far as it was captured".into()),
        [Voice::Plain, Voice::Silent] if left_without_a_word(connection) && !is_plain(known, port) => {
            if known.is_some() || is_of_tls(port) { None } else { name() }
        }
        [Voice::Plain, Voice::Plain] if asks_for_tls(said[1]) => None,
        _ => name(),
    }
}

/// No end said a byte, captured or not, as far as TCP tells.
fn says_nothing(connection: &Connection) -> bool {
    connection.tcp.is_some_and(|ends| ends.iter().all(|end| end.unseen == 0))
}

/// The server heard the client, said nothing, and was the first to close: as one does that waits for a ClientHello.
fn left_without_a_word(connection: &Connection) -> bool {
    let was_first = connection.first_close.is_some_and(|close| close.by == End::Server);
    was_first && connection.tcp.is_none_or(|[_, server]| server.unseen == 0)
}

/// Whether a protocol is at home on its port.
fn is_plain(known: Option<&Protocol>, port: Option<u16>) -> bool {
    known.is_some_and(|protocol| port.is_some_and(|port| protocol.ports.contains(&port)))
}

fn is_of_tls(port: Option<u16>) -> bool {
    port.is_some_and(|port| TLS_PORTS.contains(&port))
}

/// A server's words to a client that should have spoken TLS.
fn asks_for_tls(server: &[u8]) -> bool {
    TLS_WANTED.iter().any(|words| contains(server, words))
}
