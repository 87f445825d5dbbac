//! The JSON format `tlstrace/1`: structs of its own, so that the inside of the program can change and the format does
//! not. `docs/tlstrace-1.schema.json` describes it; names are the RFCs', in `snake_case`.

mod around;
mod connection;
mod end;
mod event;
mod finding;
mod timeline;

use serde::Serialize;

use self::connection::ConnectionEntry;
use super::{Depth, PairOf};
use crate::capture::{Source, SourceKind};
use crate::diagnose::Diagnosed;
use crate::teach::Row;

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
    /// What the ends are and how the bytes travelled, where that is known.
    client: Option<String>,
    server: Option<String>,
    transport: Option<String>,
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

/// Whether secrets and what the applications said stand in a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// Only where they are our own: of lab runs.
    #[default]
    OfLabRuns,
    /// Always.
    Shown,
}

/// One connection as a line of its own: without what is needed to read it again.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LineEntry(ConnectionEntry);

impl LineEntry {
    /// The line of a source's first connection; at depth 1 without fields and bytes.
    pub(super) fn new(source: &Diagnosed, depth: Depth, secrets: Secrets) -> Option<Self> {
        let view = View { source: &source.trace.source, secrets, is_short: depth == Depth::Steps };
        let (connection, findings) = source.connections().next()?;
        Some(Self(ConnectionEntry::of(view, None, connection, findings)))
    }
}

/// What an entry needs to know of its document.
#[derive(Clone, Copy)]
struct View<'a> {
    source: &'a Source,
    secrets: Secrets,
    /// Whether fields and bytes are left out.
    is_short: bool,
}

impl View<'_> {
    /// A saved trace has secrets only where they were allowed before.
    fn shows_secrets(self) -> bool {
        self.secrets == Secrets::Shown || matches!(self.source.kind, SourceKind::Scenario | SourceKind::Trace)
    }
}

impl Document {
    /// The document of one or several traces: their connections one after the other.
    #[must_use]
    pub fn of(sources: &[&Diagnosed], secrets: Secrets) -> Self {
        let traces = || sources.iter().map(|source| &source.trace);
        let name = traces().map(|trace| trace.source.name.as_str()).collect::<Vec<_>>().join(", ");
        let kind = traces().next().map_or(SourceKind::default(), |trace| trace.source.kind);
        let first = |of: fn(&Source) -> &Option<String>| traces().next().and_then(|trace| of(&trace.source).clone());
        let source = SourceEntry {
            kind,
            name,
            synthetic: traces().any(|trace| trace.synthetic),
            client: first(|source| &source.client),
            server: first(|source| &source.server),
            transport: first(|source| &source.transport),
        };
        let of_source = |source: &&Diagnosed| {
            let view = View { source: &source.trace.source, secrets, is_short: false };
            let captured = source.capture.connections.iter();
            let of = |((connection, findings), captured)| ConnectionEntry::of(view, Some(captured), connection, findings);
            source.connections().zip(captured).map(of).collect::<Vec<_>>()
        };
        let connections = sources.iter().flat_map(of_source).collect();
        Self { format: FORMAT, source, connections, comparisons: Vec::new() }
    }

    /// The document of connections side by side: also which steps of which connections correspond.
    #[must_use]
    pub fn of_pairs(sources: &[&Diagnosed], pairs: &[PairOf], secrets: Secrets) -> Self {
        let index = |(trace, connection): (usize, usize)| {
            sources.iter().take(trace).map(|source| source.findings.len()).sum::<usize>() + connection
        };
        let entry = |pair: &PairOf| {
            let rows = pair.compare(sources)?.rows.iter().filter_map(RowEntry::of).collect();
            Some(ComparisonEntry { left: index(pair.left), right: index(pair.right), rows })
        };
        Self { comparisons: pairs.iter().filter_map(entry).collect(), ..Self::of(sources, secrets) }
    }
}

impl RowEntry {
    /// A row of events; moments at which keys become computable are no steps of the format.
    fn of(row: &Row) -> Option<Self> {
        let number = |step: &Option<crate::teach::Entry>| step.as_ref()?.message();
        let (left, right) = (number(&row.left), number(&row.right));
        (left.is_some() || right.is_some()).then(|| Self { left, right, same: row.is_same() })
    }
}

pub(super) fn timestamp_us(microseconds: i64) -> String {
    jiff::Timestamp::from_microsecond(microseconds).map(|time| format!("{time:.6}")).unwrap_or_default()
}

fn timestamp_s(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|time| time.to_string()).unwrap_or_default()
}
