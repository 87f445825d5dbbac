//! One TCP connection in a document.

use super::around::{GapEntry, PlaintextEntry, PreludeEntry};
use super::end::{EndEntry, EndsEntry};
use super::event::EventEntry;
use super::finding::{CheckEntry, FindingEntry};
use super::timeline::TimelineEntry;
use super::{View, timestamp_s, timestamp_us};
use crate::capture::{self, End, SavedConnection};
use crate::diagnose::Finding;
use crate::teach;
use crate::trace::{self, CertificateSummary, Connection};
use serde::Serialize;

/// One TCP connection.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ConnectionEntry {
    source: String,
    client: String,
    server: String,
    started: String,
    outcome: OutcomeEntry,
    negotiated: NegotiatedEntry,
    fingerprints: FingerprintsEntry,
    certificates: CertificatesEntry,
    /// The number, in its source and from 1, of the connection that this one resumes.
    resumes: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prelude: Option<PreludeEntry>,
    #[serde(skip_serializing_if = "PlaintextEntry::is_empty")]
    plaintext: PlaintextEntry,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<GapEntry>,
    events: Vec<EventEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<Vec<TimelineEntry>>,
    checks: Vec<CheckEntry>,
    findings: Vec<FindingEntry>,
    ends: EndsEntry,
    issues: Vec<IssueEntry>,
    /// What the program reads again when the document is a source.
    #[serde(skip_serializing_if = "Option::is_none")]
    capture: Option<SavedConnection>,
}

/// How a connection ended.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OutcomeEntry {
    state: String,
    refused_by: Option<&'static str>,
}

/// What was agreed on.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NegotiatedEntry {
    version: Option<String>,
    cipher_suite: Option<String>,
    group: Option<String>,
    alpn: Option<String>,
    server_name: Option<String>,
    resumed: bool,
    hello_retry: bool,
    client_auth: String,
}

/// Fingerprints of the hellos.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FingerprintsEntry {
    ja3: Option<String>,
    ja3s: Option<String>,
    ja4: Option<String>,
}

/// The chains of both ends.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CertificatesEntry {
    server: Vec<CertificateEntry>,
    client: Vec<CertificateEntry>,
}

/// One certificate.
#[derive(Clone, Debug, Serialize)]
pub(super) struct CertificateEntry {
    subject: String,
    issuer: String,
    serial: String,
    not_before: String,
    not_after: String,
    sha256: String,
}

/// Something odd.
#[derive(Clone, Debug, Serialize)]
pub(super) struct IssueEntry {
    what: String,
    buffer: String,
    start: usize,
    end: usize,
}

impl ConnectionEntry {
    pub(super) fn of(view: View<'_>, captured: Option<&capture::Connection>, connection: &Connection, findings: &[Finding]) -> Self {
        let certificates = |from| connection.certificates(from).into_iter().map(CertificateEntry::of).collect();
        Self {
            source: view.source.name.clone(),
            client: connection.client.clone(),
            server: connection.server.clone(),
            started: timestamp_us(connection.started_us),
            outcome: OutcomeEntry { state: connection.outcome.state.to_string(), refused_by: connection.outcome.refused_by.map(End::name) },
            negotiated: NegotiatedEntry::of(connection),
            fingerprints: FingerprintsEntry {
                ja3: connection.fingerprints.ja3.clone(),
                ja3s: connection.fingerprints.ja3s.clone(),
                ja4: connection.fingerprints.ja4.clone(),
            },
            certificates: CertificatesEntry { server: certificates(End::Server), client: certificates(End::Client) },
            resumes: connection.resumes,
            prelude: connection.prelude.as_ref().map(PreludeEntry::of),
            plaintext: PlaintextEntry::of(&connection.plaintext),
            gaps: connection.gaps.iter().map(GapEntry::of).collect(),
            events: connection.events.iter().map(|event| EventEntry::of(view, connection, event)).collect(),
            timeline: (!view.is_short).then(|| teach::timeline(connection).into_iter().filter_map(TimelineEntry::of).collect()),
            checks: connection.checks.iter().map(CheckEntry::of).collect(),
            findings: findings.iter().map(FindingEntry::of).collect(),
            ends: EndsEntry {
                client: connection.client_end.as_ref().map(EndEntry::of),
                server: connection.server_end.as_ref().map(EndEntry::of),
            },
            issues: connection.issues.iter().map(|issue| IssueEntry::of(connection, issue)).collect(),
            capture: captured
                .map(|captured| if view.shows_secrets() { captured.clone() } else { trace::without_secrets(captured, connection) })
                .map(SavedConnection::from),
        }
    }
}

impl NegotiatedEntry {
    pub(super) fn of(connection: &Connection) -> Self {
        let negotiated = &connection.negotiated;
        Self {
            version: negotiated.version.map(|version| version.to_string()),
            cipher_suite: negotiated.cipher_suite.map(|suite| suite.to_string()),
            group: negotiated.group.map(|group| group.to_string()),
            alpn: negotiated.alpn.clone(),
            server_name: negotiated.server_name.clone(),
            resumed: negotiated.resumed,
            hello_retry: negotiated.hello_retry,
            client_auth: negotiated.client_auth.to_string(),
        }
    }
}

impl CertificateEntry {
    pub(super) fn of(summary: CertificateSummary) -> Self {
        let CertificateSummary { subject, issuer, serial, not_before, not_after, sha256 } = summary;
        Self { subject, issuer, serial, not_before: timestamp_s(not_before), not_after: timestamp_s(not_after), sha256 }
    }
}

impl IssueEntry {
    pub(super) fn of(connection: &Connection, issue: &crate::bytes::Issue) -> Self {
        let buffer = connection.buffers.get(issue.span.buffer).map(|buffer| buffer.name.clone()).unwrap_or_default();
        Self { what: issue.what.clone(), buffer, start: issue.span.start, end: issue.span.end }
    }
}
