//! What goes wrong on the wire, at a chosen byte of a chosen record: a `[[fault]]` of a scenario.

use serde::Deserialize;
use toml::Spanned;

use crate::capture::Direction;
use crate::watch::TlsVersion;

/// A fault of a scenario, on its last connection.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultSpec {
    /// In whose direction.
    pub direction: Direction,
    /// In which record of that direction, from 1.
    pub record: Spanned<usize>,
    /// At which byte of it, from 0; the header has five.
    #[serde(default)]
    pub byte: usize,
    /// What happens.
    #[serde(rename = "do")]
    pub action: FaultAction,
    /// Which bits of the byte are flipped; by default the lowest.
    pub bits: Option<Spanned<u8>>,
    /// Only in runs of this version.
    pub tls: Option<Spanned<TlsVersion>>,
}

/// What happens at the chosen byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultAction {
    /// The sender closes the connection (TCP FIN) instead of sending it.
    Cut,
    /// The sender resets the connection (TCP RST) instead of sending it.
    Reset,
    /// Neither it nor anything after it goes out, and the connection stays open.
    Stall,
    /// A bit of it is flipped.
    Flip,
}
