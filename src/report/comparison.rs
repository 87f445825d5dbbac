//! Connections side by side, pair by pair.

use super::block::{Block, Cell, NO_BREAK, Table, Tone};
use super::{Depth, Document, Report, SEEDED, Secrets, WalkReport, entry};
use crate::diagnose::Diagnosed;
use crate::teach::{Comparison, Entry, FieldRow, Mark, Row, Subject, TRANSCRIPT_HASH, Total};

/// Connections side by side. Each view is made when a renderer asks for it.
#[derive(Clone, Debug)]
pub struct ComparisonReport<'a> {
    sources: Vec<&'a Diagnosed>,
    pairs: Vec<PairOf>,
    /// How much is shown to people.
    pub depth: Depth,
    /// What programs get to see of secrets.
    pub secrets: Secrets,
}

/// A connection of a set of sources: index of its source, and its index in that.
pub type Place = (usize, usize);

/// Which connections stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairOf {
    /// On the left.
    pub left: Place,
    /// On the right.
    pub right: Place,
}

impl<'a> ComparisonReport<'a> {
    /// A report on pairs of connections of these sources.
    #[must_use]
    pub fn new(sources: Vec<&'a Diagnosed>, pairs: Vec<PairOf>, depth: Depth) -> Self {
        Self { sources, pairs, depth, secrets: Secrets::default() }
    }
}

impl Report for ComparisonReport<'_> {
    fn blocks(&self) -> Vec<Block> {
        let compared = self.pairs.iter().filter_map(|pair| pair.compare(&self.sources));
        let mut blocks: Vec<Block> = compared.flat_map(|pair| blocks(&pair, self.depth)).collect();
        blocks.extend(seeded(&self.sources));
        blocks
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&Document::of_pairs(&self.sources, &self.pairs, self.secrets))
    }

    fn walks(&self) -> Option<WalkReport> {
        let places = self.pairs.iter().map(|pair| (pair.left, Some(pair.right)));
        Some(WalkReport::new(&self.sources, places).at(self.depth))
    }
}

impl PairOf {
    /// Both side by side.
    pub(super) fn compare(&self, sources: &[&Diagnosed]) -> Option<Comparison> {
        let side = |(source, connection): Place| sources.get(source).map(|source| (&source.trace, connection));
        crate::teach::compare(side(self.left)?, side(self.right)?)
    }
}

fn blocks(pair: &Comparison, depth: Depth) -> Vec<Block> {
    let title = Block::title_of_document(format!("{} beside {}", pair.left.name, pair.right.name));
    let mut blocks = vec![title, Block::Subjects(subjects(pair)), steps(pair), totals(&pair.totals), Block::Legend(legend(pair))];
    blocks.extend(pair.rows.iter().filter(|_| depth > Depth::Steps).flat_map(|row| detail(pair, row, depth)));
    if depth > Depth::Steps && !pair.said.is_empty() {
        blocks.extend([Block::heading(2, "What each end reported"), said(pair)]);
    }
    blocks
}

/// What was agreed on, and between whom; once where both sides have it in common.
fn subjects(pair: &Comparison) -> Vec<Subject> {
    let (left, right) = (&pair.left, &pair.right);
    let is_same = left.agreed == right.agreed && left.between == right.between;
    if is_same { vec![Subject { name: String::new(), ..left.clone() }] } else { vec![left.clone(), right.clone()] }
}

fn steps(pair: &Comparison) -> Block {
    let row = |row: &Row| {
        let either = row.either()?;
        let [left, right] = sides(row);
        Some(vec![entry::rung(either), entry::name(either), left, right])
    };
    Block::Table(Table { header: header(["rung", "step"], pair), rows: pair.rows.iter().filter_map(row).collect(), fixed: 2 })
}

/// Names of columns, then those of both sides.
fn header<const N: usize>(before: [&str; N], pair: &Comparison) -> Vec<String> {
    before.into_iter().chain([pair.left.name.as_str(), pair.right.name.as_str()]).map(str::to_owned).collect()
}

/// What both sides say. The right one is told against the left one.
fn sides(row: &Row) -> [Cell; 2] {
    let absent = |other: &Entry| Cell::new(Tone::Quiet, other.absent());
    match (&row.left, &row.right) {
        (Some(left), Some(right)) if row.is_same() => [entry::says(left), same(left, right)],
        (Some(left), Some(right)) => [entry::says(left), entry::says(right)],
        (Some(left), None) => [entry::says(left), absent(left)],
        (None, Some(right)) => [absent(right), added(right)],
        (None, None) => [Cell::default(), Cell::default()],
    }
}

/// A certificate or a signature may be a few bytes longer or shorter and still say the same.
fn same(left: &Entry, right: &Entry) -> Cell {
    let other_length = if left.length == right.length { String::new() } else { format!("{}, otherwise ", entry::length(right)) };
    Cell::new(Tone::Quiet, format!("{other_length}the same"))
}

fn added(step: &Entry) -> Cell {
    let mut says = entry::says(step);
    says.tone = if step.has_failed() { Tone::Bad } else { Tone::Good };
    if let Some(first) = says.parts.first_mut() {
        first.insert_str(0, &format!("+{NO_BREAK}"));
    }
    says
}

/// What both columns amount to.
pub(super) fn totals(totals: &[Total]) -> Block {
    let row = |total: &Total| {
        let right = if total.left == total.right { Cell::new(Tone::Quiet, "the same") } else { Cell::plain(&total.right) };
        vec![Cell::new(Tone::Strong, total.what), Cell::plain(&total.left), right]
    };
    Block::Table(Table { header: Vec::new(), rows: totals.iter().map(row).collect(), fixed: 1 })
}

fn legend(pair: &Comparison) -> Vec<(&'static str, String)> {
    let steps = pair.rows.iter().flat_map(|row| [&row.left, &row.right]).flatten();
    let rung = ("rung:", "the step of the classic eleven-step story that the message stands on".to_owned());
    std::iter::once(rung).chain(entry::legend(steps)).collect()
}

/// One step at depth 2 or 3.
fn detail(pair: &Comparison, row: &Row, depth: Depth) -> Vec<Block> {
    let Some(either) = row.either() else { return Vec::new() };
    let is_bytes = depth == Depth::Bytes && !either.bytes.is_empty();
    let (fields, hashes): (Vec<&FieldRow>, Vec<&FieldRow>) = row.fields.iter().partition(|field| field.name != TRANSCRIPT_HASH);
    let shown = if is_bytes { hashes } else { fields.into_iter().chain(hashes).collect() };
    let mut blocks = vec![
        Block::Heading(entry::heading(either)),
        field_table([&pair.left.name, &pair.right.name], &shown),
        Block::Remarks(checks(pair, row)),
    ];
    let steps = [(&pair.left.name, &row.left), (&pair.right.name, &row.right)];
    let of = |(name, step): (&String, &Option<Entry>)| step.as_ref().map(|step| entry::bytes(name, step).collect::<Vec<_>>());
    blocks.extend(steps.into_iter().filter(|_| is_bytes).filter_map(of).flatten());
    blocks
}

/// The fields of two columns of these names.
pub(super) fn field_table(names: [&str; 2], fields: &[&FieldRow]) -> Block {
    let row = |field: &&FieldRow| {
        let [left, right] = values(field.left.as_deref(), field.right.as_deref());
        vec![Cell::new(Tone::Name, &field.name).at(field.indent), left, right]
    };
    let header = ["field", names[0], names[1]].map(str::to_owned).into();
    Block::Table(Table { header, rows: fields.iter().map(row).collect(), fixed: 1 })
}

fn values(left: Option<&str>, right: Option<&str>) -> [Cell; 2] {
    let absent = || Cell::new(Tone::Quiet, "–");
    match (left, right) {
        (Some(left), Some(right)) if left == right && !left.is_empty() => [Cell::plain(left), Cell::new(Tone::Quiet, "the same")],
        (Some(left), Some(right)) => [Cell::plain(left), Cell::plain(right)],
        (Some(left), None) => [Cell::plain(left), absent()],
        (None, Some(right)) => [absent(), Cell::new(Tone::Good, right)],
        (None, None) => [absent(), absent()],
    }
}

/// What each end reported of itself.
fn said(pair: &Comparison) -> Block {
    let row = |said: &crate::teach::Said| {
        let [left, right] = values(said.left.as_deref(), said.right.as_deref());
        vec![Cell::new(Tone::Name, said.by), left, right]
    };
    Block::Table(Table { header: header(["end"], pair), rows: pair.said.iter().map(row).collect(), fixed: 1 })
}

/// How each check of the step was done.
fn checks(pair: &Comparison, row: &Row) -> Vec<String> {
    let of = |step: &'_ Option<Entry>| step.as_ref().map(|step| step.marks.clone()).unwrap_or_default();
    let (left, right) = (of(&row.left), of(&row.right));
    let one_side = |marks: &[Mark], others: &[Mark], side: &str| {
        marks.iter().filter(|mark| !others.contains(mark)).map(|mark| (format!("{side}: "), mark.clone())).collect::<Vec<_>>()
    };
    let both = left.iter().filter(|mark| right.contains(mark)).map(|mark| (String::new(), mark.clone()));
    let all = both.chain(one_side(&left, &right, &pair.left.name)).chain(one_side(&right, &left, &pair.right.name));
    all.map(|(side, mark)| format!("{side}{}  {}", entry::mark(&mark), mark.detail)).collect()
}

/// Says that a run was seeded, where one was.
pub(super) fn seeded(sources: &[&Diagnosed]) -> Option<Block> {
    sources.iter().any(|source| source.trace.synthetic).then(|| Block::line(Tone::Quiet, SEEDED))
}
