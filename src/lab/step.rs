//! What is done on a connection after its handshake.

use std::fmt;

use serde::Deserialize;

use crate::capture::Direction;

/// One of the two ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The end that connects.
    Client,
    /// The end that is connected to.
    Server,
}

impl Side {
    /// The direction in which this end writes.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::Client => Direction::ClientToServer,
            Self::Server => Direction::ServerToClient,
        }
    }
}

/// `client` or `server`.
impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.direction().sender())
    }
}

/// One connection of a scenario.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectionSpec {
    /// What is done after the handshake, in this order. At the end the server closes and the client answers.
    #[serde(default)]
    pub then: Vec<Step>,
}

/// One thing that an end does after the handshake; the other end waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The client sends this text.
    ClientSends(String),
    /// The server sends this text.
    ServerSends(String),
    /// The client changes its keys and asks the server to do so too (RFC 8446 4.6.3). TLS 1.3 only.
    ClientUpdatesKeys,
    /// The server changes its keys and asks the client to do so too. TLS 1.3 only.
    ServerUpdatesKeys,
    /// The client sends close_notify, before the server does.
    ClientCloses,
}

impl Step {
    /// Who does it.
    #[must_use]
    pub fn by(&self) -> Side {
        match self {
            Self::ClientSends(_) | Self::ClientUpdatesKeys | Self::ClientCloses => Side::Client,
            Self::ServerSends(_) | Self::ServerUpdatesKeys => Side::Server,
        }
    }

    /// The oldest version of TLS that has it.
    #[must_use]
    pub fn needs_tls13(&self) -> bool {
        matches!(self, Self::ClientUpdatesKeys | Self::ServerUpdatesKeys)
    }
}
