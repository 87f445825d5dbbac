//! The JSON format `tlstrace/1`: structs of its own, so that the inside of the program can change and the format does
//! not. `docs/tlstrace-1.schema.json` describes it; names are the RFCs', in `snake_case`.

mod around;

use serde::Serialize;
use serde_json::Value as Json;

use self::around::{GapEntry, PlaintextEntry, PreludeEntry};
use super::{Comparison, PairOf, fields};
use crate::capture::{Direction, EndReport, EndState, Source, SourceKind};
use crate::diagnose::{Evidence, Finding, diagnose};
use crate::teach::Row;
use crate::trace::{Body, CertificateSummary, Check, Connection, Event, Trace};

/// The name of the format.
pub const FORMAT: &str = "tlstrace/1";

/// A whole document.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    format: &'static str,
    source: SourceEntry,
    connections: Vec<ConnectionEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    comparisons: Vec<ComparisonEntry>,
}

/// Where connections come from.
#[derive(Clone, Debug, Serialize)]
struct SourceEntry {
    kind: SourceKind,
    name: String,
    synthetic: bool,
}

/// One TCP connection.
#[derive(Clone, Debug, Serialize)]
struct ConnectionEntry {
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
    checks: Vec<CheckEntry>,
    findings: Vec<FindingEntry>,
    ends: EndsEntry,
    issues: Vec<IssueEntry>,
}

/// How a connection ended.
#[derive(Clone, Debug, Serialize)]
struct OutcomeEntry {
    state: String,
    refused_by: Option<&'static str>,
}

/// What was agreed on.
#[derive(Clone, Debug, Serialize)]
struct NegotiatedEntry {
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
struct FingerprintsEntry {
    ja3: Option<String>,
    ja3s: Option<String>,
    ja4: Option<String>,
}

/// The chains of both ends.
#[derive(Clone, Debug, Serialize)]
struct CertificatesEntry {
    server: Vec<CertificateEntry>,
    client: Vec<CertificateEntry>,
}

/// One certificate.
#[derive(Clone, Debug, Serialize)]
struct CertificateEntry {
    subject: String,
    issuer: String,
    serial: String,
    not_before: String,
    not_after: String,
    sha256: String,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
struct EventEntry {
    step: usize,
    rung: Option<u8>,
    from: &'static str,
    kind: String,
    name: Option<String>,
    length: usize,
    protection: String,
    epoch: String,
    time_us: u64,
    alert: Option<AlertEntry>,
    inferred: Option<String>,
    transcript_hash: Option<String>,
    fields: Json,
    bytes: Option<String>,
    wire: Vec<[usize; 2]>,
}

/// An alert.
#[derive(Clone, Debug, Serialize)]
struct AlertEntry {
    level: String,
    code: u8,
    description: String,
}

/// A check.
#[derive(Clone, Debug, Serialize)]
struct CheckEntry {
    id: &'static str,
    holds: Option<bool>,
    detail: String,
    step: Option<usize>,
}

/// A finding.
#[derive(Clone, Debug, Serialize)]
struct FindingEntry {
    id: &'static str,
    says: String,
    by: Option<&'static str>,
    certainty: &'static str,
    severity: &'static str,
    evidence: Vec<EvidenceEntry>,
    fix: String,
    /// What would settle it, where it is not proven.
    settles: Option<String>,
}

/// What a finding rests on. `event`, `start` and `end` are of bytes alone.
#[derive(Clone, Debug, Serialize)]
struct EvidenceEntry {
    kind: &'static str,
    detail: String,
    event: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
}

/// What both ends reported.
#[derive(Clone, Debug, Serialize)]
struct EndsEntry {
    client: Option<EndEntry>,
    server: Option<EndEntry>,
}

/// What one end reported.
#[derive(Clone, Debug, Serialize)]
struct EndEntry {
    state: EndState,
    error: Option<String>,
    observations: Vec<ObservationEntry>,
}

/// What one end decided.
#[derive(Clone, Debug, Serialize)]
struct ObservationEntry {
    time_us: u64,
    what: String,
}

/// Something odd.
#[derive(Clone, Debug, Serialize)]
struct IssueEntry {
    what: String,
    buffer: String,
    start: usize,
    end: usize,
}

/// Two connections side by side: indices into `connections`, and steps of theirs.
#[derive(Clone, Debug, Serialize)]
struct ComparisonEntry {
    left: usize,
    right: usize,
    rows: Vec<RowEntry>,
}

/// Steps that correspond; null on one side where the other adds something.
#[derive(Clone, Debug, Serialize)]
struct RowEntry {
    left: Option<usize>,
    right: Option<usize>,
    same: bool,
}

impl Document {
    /// The document of one or several traces: their connections one after the other.
    #[must_use]
    pub fn of(traces: &[&Trace]) -> Self {
        let name = traces.iter().map(|trace| trace.source.name.as_str()).collect::<Vec<_>>().join(", ");
        let kind = traces.first().map_or(SourceKind::default(), |trace| trace.source.kind);
        let source = SourceEntry { kind, name, synthetic: traces.iter().any(|trace| trace.synthetic) };
        let connections = traces.iter().flat_map(|trace| {
            let of = |(connection, findings)| ConnectionEntry::of(&trace.source, connection, findings);
            trace.connections.iter().zip(diagnose(trace)).map(of)
        });
        Self { format: FORMAT, source, connections: connections.collect(), comparisons: Vec::new() }
    }

    /// Adds which steps of which connections stand side by side.
    pub(super) fn compare(&mut self, comparisons: &[Comparison], pairs: &[PairOf], traces: &[&Trace]) {
        let index = |(trace, connection): (usize, usize)| {
            traces.iter().take(trace).map(|trace| trace.connections.len()).sum::<usize>() + connection
        };
        let entry = |(comparison, pair): (&Comparison, &PairOf)| ComparisonEntry {
            left: index(pair.left),
            right: index(pair.right),
            rows: comparison.rows.iter().filter_map(RowEntry::of).collect(),
        };
        self.comparisons = comparisons.iter().zip(pairs).map(entry).collect();
    }
}

impl ConnectionEntry {
    fn of(source: &Source, connection: &Connection, findings: Vec<Finding>) -> Self {
        let certificates = |from| connection.certificates(from).into_iter().map(CertificateEntry::of).collect();
        Self {
            source: source.name.clone(),
            client: connection.client.clone(),
            server: connection.server.clone(),
            started: timestamp_us(connection.started_us),
            outcome: OutcomeEntry {
                state: connection.outcome.state.to_string(),
                refused_by: connection.outcome.refused_by.map(Direction::sender),
            },
            negotiated: NegotiatedEntry::of(connection),
            fingerprints: FingerprintsEntry {
                ja3: connection.fingerprints.ja3.clone(),
                ja3s: connection.fingerprints.ja3s.clone(),
                ja4: connection.fingerprints.ja4.clone(),
            },
            certificates: CertificatesEntry {
                server: certificates(Direction::ServerToClient),
                client: certificates(Direction::ClientToServer),
            },
            resumes: connection.resumes,
            prelude: connection.prelude.as_ref().map(PreludeEntry::of),
            plaintext: PlaintextEntry::of(&connection.plaintext),
            gaps: connection.gaps.iter().map(GapEntry::of).collect(),
            events: connection.events.iter().map(|event| EventEntry::of(source, connection, event)).collect(),
            checks: connection.checks.iter().map(CheckEntry::of).collect(),
            findings: findings.into_iter().map(FindingEntry::of).collect(),
            ends: EndsEntry {
                client: connection.client_end.as_ref().map(EndEntry::of),
                server: connection.server_end.as_ref().map(EndEntry::of),
            },
            issues: connection.issues.iter().map(|issue| IssueEntry::of(connection, issue)).collect(),
        }
    }
}

impl NegotiatedEntry {
    fn of(connection: &Connection) -> Self {
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
    fn of(summary: CertificateSummary) -> Self {
        let CertificateSummary { subject, issuer, serial, not_before, not_after, sha256 } = summary;
        Self { subject, issuer, serial, not_before: timestamp_s(not_before), not_after: timestamp_s(not_after), sha256 }
    }
}

impl EventEntry {
    fn of(source: &Source, connection: &Connection, event: &Event) -> Self {
        // What the application said is shown only where it is our own.
        let is_shown = source.kind == SourceKind::Scenario || !matches!(event.body, Body::ApplicationData(_));
        Self {
            step: event.step,
            rung: crate::teach::rung(event).map(|rung| rung.number),
            from: event.from.sender(),
            kind: event.kind().to_string(),
            name: event.name(),
            length: event.length(),
            protection: event.protection.to_string(),
            epoch: event.epoch.to_string(),
            time_us: event.time_us,
            alert: AlertEntry::of(event),
            inferred: connection.inferred(event.step).map(ToString::to_string),
            transcript_hash: event.transcript_hash.as_ref().map(hex::encode),
            fields: event.tree.as_ref().map_or_else(|| Json::Object(serde_json::Map::new()), |tree| fields::of(tree, &connection.buffers)),
            bytes: is_shown.then(|| hex::encode(connection.buffers.bytes(event.span))),
            wire: event.wire.iter().map(|span| [span.start, span.end]).collect(),
        }
    }
}

impl AlertEntry {
    fn of(event: &Event) -> Option<Self> {
        let Body::Alert(alert) = event.body else { return None };
        Some(Self { level: alert.level.to_string(), code: alert.description.0, description: alert.description.to_string() })
    }
}

impl CheckEntry {
    fn of(check: &Check) -> Self {
        Self { id: check.id, holds: check.holds, detail: check.detail.clone(), step: check.step }
    }
}

impl FindingEntry {
    fn of(finding: Finding) -> Self {
        Self {
            id: finding.id,
            by: finding.by.map(Direction::sender),
            certainty: finding.certainty.name(),
            severity: finding.severity.name(),
            evidence: finding.evidence.iter().map(EvidenceEntry::of).collect(),
            says: finding.says,
            fix: finding.fix,
            settles: finding.settles,
        }
    }
}

impl EvidenceEntry {
    fn of(evidence: &Evidence) -> Self {
        let (event, start, end) = match evidence {
            Evidence::Bytes { event, start, end, .. } => (Some(*event), Some(*start), Some(*end)),
            Evidence::Config { .. } | Evidence::End { .. } | Evidence::Absent { .. } => (None, None, None),
        };
        Self { kind: evidence.kind(), detail: evidence.detail().to_owned(), event, start, end }
    }
}

impl EndEntry {
    fn of(end: &EndReport) -> Self {
        let observations =
            end.observations.iter().map(|seen| ObservationEntry { time_us: seen.time_us, what: seen.what.clone() }).collect();
        Self { state: end.state, error: end.error.clone(), observations }
    }
}

impl IssueEntry {
    fn of(connection: &Connection, issue: &crate::bytes::Issue) -> Self {
        let buffer = connection.buffers.get(issue.span.buffer).map(|buffer| buffer.name.clone()).unwrap_or_default();
        Self { what: issue.what.clone(), buffer, start: issue.span.start, end: issue.span.end }
    }
}

impl RowEntry {
    /// A row of events; moments at which keys become computable are no steps of the format.
    fn of(row: &Row) -> Option<Self> {
        let number = |step: &Option<crate::teach::Step>| step.as_ref()?.kind.event();
        let (left, right) = (number(&row.left), number(&row.right));
        (left.is_some() || right.is_some()).then(|| Self { left, right, same: row.is_same() })
    }
}

fn timestamp_us(microseconds: i64) -> String {
    jiff::Timestamp::from_microsecond(microseconds).map(|time| format!("{time:.6}")).unwrap_or_default()
}

fn timestamp_s(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}
