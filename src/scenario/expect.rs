//! What a scenario is expected to show: checked by whoever runs it, never by the lab itself.

use serde::Deserialize;

use crate::capture::End;
use crate::watch::TlsVersion;

/// The `[expect]` of a scenario. It is about the scenario's last connection; what is not named is not checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// How it ends.
    pub outcome: ExpectedOutcome,
    /// Who refuses the other.
    pub refused_by: Option<End>,
    /// The fatal alert, by its IANA name (`certificate_expired`); `none` where no alert is to be seen.
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
    /// What is otherwise in TLS 1.2.
    #[serde(rename = "1.2")]
    pub tls12: Option<Difference>,
    /// What is otherwise in TLS 1.3.
    #[serde(rename = "1.3")]
    pub tls13: Option<Difference>,
}

/// What one version shows otherwise: `[expect."1.2"]`. What is not named is as in `[expect]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// How it ends.
    pub outcome: Option<ExpectedOutcome>,
    /// Who refuses the other.
    pub refused_by: Option<End>,
    /// The fatal alert, or `none`.
    pub alert: Option<String>,
    /// The id of the finding that is the cause.
    pub finding: Option<String>,
}

impl Expectation {
    /// What is expected of a run of that version.
    #[must_use]
    pub fn in_version(&self, version: TlsVersion) -> Self {
        let mut all = self.clone();
        let difference = match version {
            TlsVersion::Tls12 => all.tls12.take(),
            TlsVersion::Tls13 => all.tls13.take(),
        };
        (all.tls12, all.tls13) = (None, None);
        let Some(difference) = difference else { return all };
        Self {
            outcome: difference.outcome.unwrap_or(all.outcome),
            refused_by: difference.refused_by.or(all.refused_by),
            alert: difference.alert.or(all.alert),
            finding: difference.finding.or(all.finding),
            ..all
        }
    }
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpectedOutcome {
    /// Both ends accept each other.
    Established,
    /// One end refuses, or the connection breaks.
    Failed,
    /// It stops in the middle, and nobody gives it up.
    Incomplete,
}
