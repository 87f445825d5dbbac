//! The names of a connection's handshake messages, and nothing else: for captures of many connections.

use super::assembly::{Collector, Content, Place, walk};
use super::epochs::Side;
use super::event::{Epoch, Sealed};
use super::streams::{self, Piece};
use crate::bytes::{Buffers, Span};
use crate::capture::{self, Direction};
use crate::crypt::Secret;
use crate::names::HandshakeType;
use crate::wire;
use crate::wire::handshake::{self, Context, Header, Message, sslv2};
use crate::wire::record;

/// The handshake messages of a connection by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Who sent what, in causal order, as the steps of a whole trace; a HelloRetryRequest is told from a ServerHello.
    pub messages: Vec<(Direction, HandshakeType)>,
    /// How many records stayed sealed: they may hold more messages.
    pub sealed: usize,
}

/// Names the handshake messages of a connection.
///
/// It is the walk of [`trace`](super::trace): keys are followed and records opened. But of the messages only the hellos are
/// decoded, because they say which keys come next; nothing is proved, and nothing is kept.
#[must_use]
pub fn names(connection: &capture::Connection) -> Names {
    let mut buffers = Buffers::default();
    let pieces = streams::pieces(connection, &mut buffers);
    let mut names = Names::default();
    walk(&pieces, &mut buffers, connection, &mut names);
    names
}

impl Collector for Names {
    type Details = ();

    fn read(&mut self, place: Place, context: &Context, buffers: &mut Buffers) -> (Message, ()) {
        let data = buffers.get(place.span.buffer).map_or(&[][..], |buffer| buffer.bytes());
        let msg_type = data.get(place.span.start..).and_then(Header::peek).map(|header| header.msg_type).unwrap_or_default();
        let message = match msg_type {
            HandshakeType::CLIENT_HELLO | HandshakeType::SERVER_HELLO => {
                wire::facts(data, place.span, |reader| handshake::message(reader, context))
            }
            other => Message::Bare(other),
        };
        (message, ())
    }

    fn message(&mut self, place: Place, message: Message, (): (), _: &Side) {
        self.messages.push((place.from, message.handshake_type()));
    }

    fn sslv2_client_hello(&mut self, _: &Piece, place: Place, buffers: &Buffers) -> Message {
        let data = buffers.get(place.span.buffer).map_or(&[][..], |buffer| buffer.bytes());
        self.messages.push((place.from, HandshakeType::CLIENT_HELLO));
        wire::facts(data, place.span, sslv2::client_hello)
    }

    fn sealed(&mut self, _: Place, _: usize, _: Sealed) {
        self.sealed += 1;
    }

    fn record(&mut self, _: &Piece, _: record::Header, _: bool, _: Epoch, _: &Buffers) -> usize {
        0
    }

    fn opened(&mut self, _: usize, _: &Content, _: Epoch) {}
    fn alert(&mut self, _: Place, _: usize, _: &Buffers) {}
    fn change_cipher_spec(&mut self, _: Place, _: usize, _: bool, _: &Buffers) {}
    fn application_data(&mut self, _: Place, _: &Content, _: &mut Side, _: &mut Buffers) {}
    fn plaintext(&mut self, _: Place, _: Option<usize>) {}
    fn chose(&mut self, _: &'static str, _: &[u8], _: &Secret) {}
    fn issue(&mut self, _: Span, _: impl FnOnce() -> String) {}
}
