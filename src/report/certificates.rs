//! Files of certificates in words, and what a preflight found: for people as rows, for programs as `tlstrace-certs/1`.

use serde::Serialize;

use super::block::{Block, Cell, Fact, Table, Tone, Verdict};
use super::{Depth, Report};
use crate::diagnose::FindingId;
use crate::diagnose::preflight::description::Description;
use crate::diagnose::preflight::{Check, Preflight, StackSays, StackVerdict, State, date};
use crate::trace::certificates::{X509, fingerprint};

/// The name of the format.
const FORMAT: &str = "tlstrace-certs/1";

/// Files and what they hold.
#[derive(Clone, Debug)]
pub struct CertificatesReport {
    /// The files, in the order in which they were named.
    pub files: Vec<CertificateFile>,
    /// What belongs together, over all files.
    pub relations: Vec<String>,
    /// How much is shown to people.
    pub depth: Depth,
}

/// One file.
#[derive(Clone, Debug, Default)]
pub struct CertificateFile {
    /// Its name.
    pub name: String,
    /// What it is and holds, in one line.
    pub summary: String,
    /// What is unusual about it.
    pub remarks: Vec<String>,
    /// What it holds.
    pub items: Vec<CertificateItem>,
}

/// One thing in a file.
#[derive(Clone, Debug)]
pub struct CertificateItem {
    /// What it is: `certificate`, `private_key`, …
    pub kind: String,
    /// Where it stands, in words.
    pub place: String,
    /// What there is to say.
    pub description: Description,
    /// Of a certificate its DER and what it says.
    pub certificate: Option<(Vec<u8>, X509)>,
}

/// What a preflight found.
#[derive(Clone, Debug)]
pub struct PreflightReport {
    /// The checks.
    pub preflight: Preflight,
    /// How much is shown to people.
    pub depth: Depth,
}

impl Report for CertificatesReport {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = self.files.iter().flat_map(|file| file.blocks(self.depth)).collect();
        blocks.push(Block::Facts(vec![Fact::new("together", self.relations.iter().cloned())]));
        blocks
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl CertificateFile {
    fn blocks(&self, depth: Depth) -> Vec<Block> {
        let heading = Block::heading(1, format!("{}: {}", self.name, self.summary));
        let remarks = Block::Facts(vec![Fact::new("beware", self.remarks.iter().cloned())]);
        [heading, remarks].into_iter().chain(self.items.iter().flat_map(|item| item.blocks(depth))).collect()
    }
}

impl CertificateItem {
    fn blocks(&self, depth: Depth) -> [Block; 2] {
        let Description { title, rows, details, .. } = &self.description;
        let shown = rows.iter().chain(details.iter().filter(|_| depth > Depth::Steps));
        let facts = shown.map(|(name, value)| Fact::new(*name, [value.clone()])).collect();
        [Block::heading(2, format!("{}: {title}", self.place)), Block::Facts(facts)]
    }
}

impl Report for PreflightReport {
    fn blocks(&self) -> Vec<Block> {
        let Preflight { place, subject, issuer, checks, .. } = &self.preflight;
        let rows = checks.iter().flat_map(|check| self.rows(check)).collect();
        vec![
            Block::Verdict(Verdict { says: format!("{}.", self.verdict()), is_good: self.preflight.is_fine() }),
            Block::line(Tone::Quiet, format!("{place}: {subject}, issued by {issuer}")),
            Block::Table(Table { header: Vec::new(), rows, fixed: 2 }),
        ]
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(self)
    }
}

impl PreflightReport {
    /// A check, and below it what it rests on, what to do, who says what.
    fn rows(&self, check: &Check) -> Vec<Vec<Cell>> {
        let (sign, tone) = match check.state {
            State::Fine => ("✓", Tone::Good),
            State::Refused => ("✗", Tone::Bad),
            State::Note => ("!", Tone::Name),
            State::Unknown => ("?", Tone::Name),
        };
        let id = check.finding.iter().map(|id| format!("[{id}]"));
        let says = Cell { parts: std::iter::once(check.says.clone()).chain(id).collect(), ..Cell::default() };
        let evidence = check.evidence.iter().map(|text| Cell::new(Tone::Quiet, format!("seen: {text}")));
        let fix = check.fix.iter().map(|text| Cell::plain(format!("fix: {text}")));
        let below = evidence.chain(fix).chain(self.stacks(check)).map(|cell| vec![Cell::default(), Cell::default(), cell]);
        std::iter::once(vec![Cell::new(tone, sign), Cell::new(Tone::Name, check.about), says]).chain(below).collect()
    }

    /// What the stacks say of it: in short, or each with its words.
    fn stacks(&self, check: &Check) -> Vec<Cell> {
        if self.depth == Depth::Steps {
            let in_short = stacks_in_short(&check.stacks).into_iter();
            return in_short.map(|(words, names)| Cell::new(Tone::Quiet, format!("{words} {names}"))).collect();
        }
        let line = |says: &StackSays| {
            let whose = if says.of_its_own { " (its own)" } else { "" };
            let alert = says.alert.map_or_else(String::new, |alert| format!(", alert {alert}"));
            let words = says.says.as_deref().map_or_else(String::new, |words| format!(": {words}"));
            Cell::new(Tone::Quiet, format!("{} {}{whose}{alert}{words}", says.stack, says.verdict.words()))
        };
        check.stacks.iter().map(line).collect()
    }

    /// The verdict in one sentence without its full stop.
    #[must_use]
    pub fn verdict(&self) -> String {
        let role = self.preflight.role.name();
        let Some(cause) = self.preflight.refusals().next() else { return self.fine() };
        let more = self.preflight.refusals().count() - 1;
        let more = match more {
            0 => String::new(),
            1 => ", and 1 more fault".to_owned(),
            more => format!(", and {more} more faults"),
        };
        format!("WOULD BE REFUSED as a {role}: {}{more}", cause.says)
    }

    fn fine(&self) -> String {
        let role = self.preflight.role.name();
        match self.preflight.count(State::Unknown) {
            0 => format!("FINE as a {role}"),
            1 => format!("FINE as a {role} as far as can be told: 1 question is open"),
            open => format!("FINE as a {role} as far as can be told: {open} questions are open"),
        }
    }
}

/// Which stacks refuse and which accept, in one line: `rustls 0.23 (alert 45), …`.
fn stacks_in_short(stacks: &[StackSays]) -> Vec<(&'static str, String)> {
    let group = |words, of_its_own: Option<bool>, verdict| {
        let of = |says: &&StackSays| says.verdict == verdict && of_its_own.is_none_or(|own| says.of_its_own == own);
        let names: Vec<String> = stacks.iter().filter(of).map(short).collect();
        (!names.is_empty()).then(|| (words, names.join(", ")))
    };
    let groups = [
        group("cannot be loaded by", None, StackVerdict::CannotLoad),
        group("refused by", None, StackVerdict::Refuses),
        group("accepted by", Some(false), StackVerdict::Accepts),
        group("loaded by", Some(true), StackVerdict::Accepts),
    ];
    groups.into_iter().flatten().collect()
}

fn short(says: &StackSays) -> String {
    match says.alert {
        Some(alert) => format!("{} (alert {alert})", says.stack),
        None => says.stack.to_owned(),
    }
}

/// The document of files.
#[derive(Serialize)]
struct FilesDocument<'a> {
    format: &'static str,
    files: Vec<FileEntry<'a>>,
    relations: &'a [String],
}

#[derive(Serialize)]
struct FileEntry<'a> {
    name: &'a str,
    summary: &'a str,
    remarks: &'a [String],
    items: Vec<ItemEntry<'a>>,
}

#[derive(Serialize)]
struct ItemEntry<'a> {
    kind: &'a str,
    place: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateEntry<'a>>,
    words: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct CertificateEntry<'a> {
    subject: &'a str,
    issuer: &'a str,
    serial: String,
    version: u32,
    not_before: String,
    not_after: String,
    sha256: String,
    public_key: &'a str,
    subject_alt_names: &'a [String],
    extended_key_usage: Option<&'a [String]>,
    key_usage: Option<&'a [&'static str]>,
    is_ca: Option<bool>,
    path_length: Option<u32>,
    subject_key_id: Option<String>,
    authority_key_id: Option<String>,
    signature_algorithm: &'a str,
}

/// The document of a preflight.
#[derive(Serialize)]
struct PreflightDocument<'a> {
    format: &'static str,
    role: &'static str,
    subject: &'a str,
    issuer: &'a str,
    place: &'a str,
    judged_at: String,
    fine: bool,
    verdict: String,
    checks: Vec<CheckEntry<'a>>,
}

#[derive(Serialize)]
struct CheckEntry<'a> {
    about: &'a str,
    state: &'static str,
    says: &'a str,
    finding: Option<&'a str>,
    evidence: &'a [String],
    fix: &'a [String],
    stacks: Vec<StackEntry<'a>>,
}

#[derive(Serialize)]
struct StackEntry<'a> {
    stack: &'a str,
    measured: &'a str,
    of_its_own: bool,
    verdict: &'static str,
    alert: Option<u8>,
    says: Option<&'a str>,
}

impl Serialize for CertificatesReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let files = self.files.iter().map(FileEntry::of).collect();
        FilesDocument { format: FORMAT, files, relations: &self.relations }.serialize(serializer)
    }
}

impl Serialize for PreflightReport {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Preflight { role, subject, issuer, place, at_s, checks } = &self.preflight;
        PreflightDocument {
            format: FORMAT,
            role: role.name(),
            subject,
            issuer,
            place,
            judged_at: timestamp(*at_s),
            fine: self.preflight.is_fine(),
            verdict: self.verdict(),
            checks: checks.iter().map(CheckEntry::of).collect(),
        }
        .serialize(serializer)
    }
}

impl<'a> FileEntry<'a> {
    fn of(file: &'a CertificateFile) -> Self {
        Self { name: &file.name, summary: &file.summary, remarks: &file.remarks, items: file.items.iter().map(ItemEntry::of).collect() }
    }
}

impl<'a> ItemEntry<'a> {
    fn of(item: &'a CertificateItem) -> Self {
        let words = item.description.rows.iter().chain(&item.description.details);
        Self {
            kind: &item.kind,
            place: &item.place,
            certificate: item.certificate.as_ref().map(|(der, x509)| CertificateEntry::of(der, x509)),
            words: words.map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect(),
        }
    }
}

impl<'a> CertificateEntry<'a> {
    fn of(der: &[u8], x509: &'a X509) -> Self {
        Self {
            subject: &x509.subject,
            issuer: &x509.issuer,
            serial: hex::encode(&x509.serial),
            version: x509.version,
            not_before: timestamp(x509.not_before),
            not_after: timestamp(x509.not_after),
            sha256: hex::encode(fingerprint(der)),
            public_key: &x509.public_key,
            subject_alt_names: &x509.subject_alt_names,
            extended_key_usage: x509.extended_key_usage.as_deref(),
            key_usage: x509.key_usage.as_deref(),
            is_ca: x509.is_ca,
            path_length: x509.path_length,
            subject_key_id: x509.subject_key_id.as_deref().map(hex::encode),
            authority_key_id: x509.authority_key_id.as_deref().map(hex::encode),
            signature_algorithm: &x509.signature_algorithm,
        }
    }
}

impl<'a> CheckEntry<'a> {
    fn of(check: &'a Check) -> Self {
        Self {
            about: check.about,
            state: check.state.name(),
            says: &check.says,
            finding: check.finding.map(FindingId::name),
            evidence: &check.evidence,
            fix: &check.fix,
            stacks: check.stacks.iter().map(StackEntry::of).collect(),
        }
    }
}

impl<'a> StackEntry<'a> {
    fn of(says: &'a StackSays) -> Self {
        let verdict = match says.verdict {
            StackVerdict::Refuses => "refuses",
            StackVerdict::Accepts => "accepts",
            StackVerdict::CannotLoad => "cannot_load",
        };
        Self {
            stack: says.stack,
            measured: says.measured,
            of_its_own: says.of_its_own,
            verdict,
            alert: says.alert,
            says: says.says.as_deref(),
        }
    }
}

fn timestamp(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| date(seconds), |time| time.to_string())
}
