//! Bytes by direction and time.

use serde::{Deserialize, Serialize};

use super::End;

/// Which way bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Written by the client.
    ClientToServer,
    /// Written by the server.
    ServerToClient,
}

impl Direction {
    /// Both directions, the client's first.
    pub const BOTH: [Self; 2] = [Self::ClientToServer, Self::ServerToClient];

    /// 0 for the client's direction, 1 for the server's: the index in pairs of this library.
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::ClientToServer => 0,
            Self::ServerToClient => 1,
        }
    }

    /// The opposite direction.
    #[must_use]
    pub fn reverse(self) -> Self {
        match self {
            Self::ClientToServer => Self::ServerToClient,
            Self::ServerToClient => Self::ClientToServer,
        }
    }

    /// Who writes in this direction.
    #[must_use]
    pub fn sender(self) -> End {
        match self {
            Self::ClientToServer => End::Client,
            Self::ServerToClient => End::Server,
        }
    }

    /// The arrow of this direction: `→` from the client, `←` from the server.
    #[must_use]
    pub fn arrow(self) -> &'static str {
        match self {
            Self::ClientToServer => "→",
            Self::ServerToClient => "←",
        }
    }
}

/// The direction in which an end writes.
impl From<End> for Direction {
    fn from(end: End) -> Self {
        match end {
            End::Client => Self::ClientToServer,
            End::Server => Self::ServerToClient,
        }
    }
}

/// The bytes of one write (of one TCP segment, in a capture file).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Which way the bytes went.
    pub direction: Direction,
    /// Microseconds since the connection began, taken before the write.
    pub time_us: u64,
    /// The bytes, as their sender wrote them.
    pub bytes: Vec<u8>,
}

/// Which end closed or reset the connection first, and after how long a silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstClose {
    /// The end that did.
    pub by: End,
    /// Microseconds since the last byte of either direction.
    pub idle_us: u64,
}

/// How a direction ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Close {
    /// Still open when the source ended, or not known.
    #[default]
    Open,
    /// The sender closed it (TCP FIN).
    Fin,
    /// The sender reset it (TCP RST).
    Reset,
}
