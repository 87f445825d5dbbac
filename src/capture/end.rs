//! What an end of a connection reported of itself.

use serde::{Deserialize, Serialize};

/// One end's own view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndReport {
    /// How far it came, by its own word.
    pub state: EndState,
    /// The error that it reported, as its stack words it.
    pub error: Option<String>,
    /// What it decided on the way, in order.
    pub observations: Vec<Observation>,
}

/// How far an end came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndState {
    /// It never finished its handshake, and did not say why.
    #[default]
    Incomplete,
    /// It finished its handshake (in TLS 1.3 a client does so before it is judged).
    Established,
    /// It failed, during the handshake or afterwards.
    Failed,
}

/// One decision of an end, told by a callback of its TLS stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Microseconds since the connection began.
    pub time_us: u64,
    /// What it decided, in plain words (`accepted the server's certificate`).
    pub what: String,
}
