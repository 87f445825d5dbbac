//! Many connections of one capture file: a line each, and the details of some.

use serde::Serialize;

use super::block::{Block, Cell, Table, Tone};
use super::document::{self, Secrets};
use super::{Depth, InspectionReport, Report, WalkReport};
use crate::diagnose::{Diagnosed, Finding, Verdict};
use crate::trace::{ClientAuth, Connection};

/// The connections of a capture file.
#[derive(Clone, Debug)]
pub struct SurveyReport<'a> {
    /// The file's name.
    pub name: String,
    /// A line for each connection that was selected, in the order of their first packet.
    pub rows: Vec<SurveyRow>,
    /// How many connections the file has.
    pub all: usize,
    /// Those that are shown in detail.
    pub details: InspectionReport<'a>,
    /// How many more would have been shown in detail.
    pub left_out: usize,
}

/// One connection in a line. It is all that is kept of a connection that is not shown in detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyRow {
    /// Its number by its first packet, from 1.
    pub number: usize,
    /// When it began: microseconds since 1970-01-01 00:00 UTC.
    pub started_us: i64,
    /// `address:port` of the client.
    pub client: String,
    /// `address:port` of the server.
    pub server: String,
    /// The host that the client asked for, at most 255 letters.
    pub server_name: Option<String>,
    /// `TLS 1.3`.
    pub version: Option<String>,
    /// Whether the client was asked for a certificate, and showed one.
    pub client_auth: ClientAuth,
    /// `ESTABLISHED`, `REFUSED by the server`, ….
    pub outcome: String,
    /// The cause that was found first: its id and how sure it is; of no cause the first note.
    pub finding: Option<(&'static str, &'static str)>,
    /// The ids of all that was found.
    pub findings: Vec<&'static str>,
    /// Whether something failed.
    pub has_failed: bool,
}

impl Report for SurveyReport<'_> {
    fn blocks(&self) -> Vec<Block> {
        let count = if self.rows.len() == self.all { String::new() } else { format!("{} of ", self.rows.len()) };
        let header = ["", "when", "who", "version", "client certificate", "outcome", "finding"].map(str::to_owned).into();
        let failed = self.rows.iter().filter(|row| row.has_failed).count();
        let mut lines = vec![Cell::plain(format!("{failed} failed or were refused"))];
        if self.left_out > 0 {
            lines.push(Cell::new(Tone::Quiet, format!("{} more have details: --connection N shows those of one", self.left_out)));
        }
        let mut blocks = vec![
            Block::heading(1, format!("{}: {count}{} connections", self.name, self.all)),
            Block::Table(Table { header, rows: self.rows.iter().map(SurveyRow::cells).collect(), fixed: 1 }),
            Block::Lines(lines),
        ];
        blocks.extend(self.details.blocks());
        blocks
    }

    fn json(&self) -> serde_json::Result<String> {
        self.details.json()
    }

    fn walks(&self) -> Option<WalkReport> {
        self.details.walks()
    }
}

/// No host name is longer (RFC 1035 2.3.4).
const LONGEST_NAME: usize = 255;

impl SurveyRow {
    /// The line of a connection.
    #[must_use]
    pub fn of(number: usize, connection: &Connection, findings: &[Finding]) -> Self {
        let negotiated = &connection.negotiated;
        let cause = findings.iter().find(|finding| finding.is_cause());
        let shown = cause.or(findings.first());
        let word = |finding: &Finding| if finding.is_cause() { finding.certainty.name() } else { "note" };
        Self {
            number,
            started_us: connection.started_us,
            client: connection.client.clone(),
            server: connection.server.clone(),
            server_name: negotiated.server_name.as_ref().map(|name| name.chars().take(LONGEST_NAME).collect()),
            version: negotiated.version.map(|version| version.to_string()),
            client_auth: negotiated.client_auth,
            outcome: Verdict::of(connection, findings).outcome,
            finding: shown.map(|finding| (finding.id.name(), word(finding))),
            findings: findings.iter().map(|finding| finding.id.name()).collect(),
            has_failed: cause.is_some(),
        }
    }

    fn cells(&self) -> Vec<Cell> {
        let tone = if self.has_failed { Tone::Bad } else { Tone::Plain };
        let name = self.server_name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let started = self.started().replace('T', " ").chars().take("2026-11-21 10:00:00".len()).collect::<String>();
        vec![
            Cell::plain(self.number.to_string()),
            Cell::plain(started),
            Cell::plain(format!("{} → {}{name}", self.client, self.server)),
            Cell::plain(self.version.clone().unwrap_or_default()),
            Cell::plain(self.client_auth()),
            Cell::new(tone, &self.outcome),
            Cell::new(tone, self.finding_in_words()),
        ]
    }

    /// `client-cert-expired, proven`; empty where nothing was found.
    #[must_use]
    pub fn finding_in_words(&self) -> String {
        self.finding.map(|(id, word)| format!("{id}, {word}")).unwrap_or_default()
    }

    /// When it began, as RFC 3339 writes it.
    #[must_use]
    pub fn started(&self) -> String {
        document::timestamp_us(self.started_us)
    }

    /// Whether the client was asked for a certificate, in a few words.
    #[must_use]
    pub fn client_auth(&self) -> &'static str {
        match self.client_auth {
            ClientAuth::NotRequested => "not asked",
            ClientAuth::RequestedAbsent => "asked, none shown",
            ClientAuth::Presented => "shown",
            ClientAuth::Unknown => "",
        }
    }
}

/// One connection of a file as a line of JSON (the format `jsonl`).
#[derive(Clone, Debug, Serialize)]
pub struct SurveyLine {
    format: &'static str,
    /// Its number by its first packet, from 1.
    index: usize,
    #[serde(flatten)]
    connection: document::LineEntry,
}

impl SurveyLine {
    /// The line of a source's only connection; without fields and bytes at depth 1.
    #[must_use]
    pub fn new(source: &Diagnosed, number: usize, depth: Depth, secrets: Secrets) -> Option<Self> {
        Some(Self { format: document::FORMAT, index: number, connection: document::LineEntry::new(source, depth, secrets)? })
    }
}
