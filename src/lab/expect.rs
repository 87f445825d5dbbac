//! What a scenario is expected to show: checked by whoever runs it, never by the lab itself.

use serde::Deserialize;

use super::{Side, TlsVersion};

/// The `[expect]` of a scenario. It is about the scenario's last connection; what is not named is not checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// How it ends.
    pub outcome: ExpectedOutcome,
    /// Who refuses the other.
    pub refused_by: Option<Side>,
    /// The fatal alert, by its IANA name (`certificate_expired`).
    pub alert: Option<String>,
    /// The id of the finding that is the cause (`client-cert-expired`).
    pub finding: Option<String>,
    /// The negotiated version.
    pub version: Option<TlsVersion>,
    /// The negotiated cipher suite, by its IANA name.
    pub cipher_suite: Option<String>,
    /// The key exchange group, by its IANA name.
    pub group: Option<String>,
    /// The protocol chosen with ALPN.
    pub alpn: Option<String>,
    /// Whether a session was resumed.
    pub resumed: Option<bool>,
    /// Whether the server asked for another key share.
    pub hello_retry: Option<bool>,
    /// `not_requested`, `requested_absent` or `presented`.
    pub client_auth: Option<String>,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedOutcome {
    /// Both ends accept each other.
    Established,
    /// One end refuses, or the connection breaks.
    Failed,
}
