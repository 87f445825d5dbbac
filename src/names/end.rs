//! The two ends of a connection (RFC 5246 A.6: `ConnectionEnd`).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whose message, certificate, decision or word it is. Which way bytes flow is a
/// [`Direction`](crate::capture::Direction).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// The end that connects.
    #[default]
    Client,
    /// The end that is connected to.
    Server,
}

impl End {
    /// Both ends, the client first.
    pub const BOTH: [Self; 2] = [Self::Client, Self::Server];

    /// 0 for the client, 1 for the server: the index in pairs of this library.
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Client => 0,
            Self::Server => 1,
        }
    }

    /// The one that this end talks to, and that judges this end's certificate.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// `client` or `server`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
