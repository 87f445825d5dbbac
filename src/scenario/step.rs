//! What is done on a connection after its handshake.

use serde::Deserialize;

use crate::capture::End;

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
    pub fn by(&self) -> End {
        match self {
            Self::ClientSends(_) | Self::ClientUpdatesKeys | Self::ClientCloses => End::Client,
            Self::ServerSends(_) | Self::ServerUpdatesKeys => End::Server,
        }
    }

    /// The oldest version of TLS that has it.
    #[must_use]
    pub fn needs_tls13(&self) -> bool {
        matches!(self, Self::ClientUpdatesKeys | Self::ServerUpdatesKeys)
    }
}
