//! What stands behind a text, seen from the end that printed it.

use serde::Deserialize;

use super::{PrintedBy, Versions};

/// A cause, and why it leads to the text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// The finding's id.
    pub finding: String,
    /// Why, in a line.
    pub why: String,
    /// The version that it is limited to.
    #[serde(default, rename = "in")]
    pub versions: Versions,
}

/// What can be said of the other end's certificate; `peer-closed` and its like are findings themselves.
const PEER: [&str; 4] = ["peer-cert-", "peer-ca-", "peer-key-", "peer-chain-"];

impl Cause {
    /// Whether it is of the end that printed the text, or of the other.
    pub(super) fn is_of_an_end(&self) -> bool {
        self.finding.starts_with("own-") || PEER.iter().any(|of| self.finding.starts_with(of))
    }

    /// Seen from the end that printed the text: `own-` is of that end, `peer-` of the other.
    pub(super) fn at(&self, printed_by: PrintedBy) -> Self {
        let (own, peer) = if printed_by == PrintedBy::Server { ("server-", "client-") } else { ("client-", "server-") };
        let finding = match (self.finding.strip_prefix("own-"), self.finding.strip_prefix("peer-")) {
            (Some(rest), _) => format!("{own}{rest}"),
            (_, Some(rest)) if self.is_of_an_end() => format!("{peer}{rest}"),
            _ => self.finding.clone(),
        };
        Self { finding, ..self.clone() }
    }
}
