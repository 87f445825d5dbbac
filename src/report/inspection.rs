//! One connection: the verdict first, then its steps with what each end believed between them.

use super::block::{Block, Cell, Table, Tone};
use super::{Conclusion, Depth, Document, Report, Secrets, WalkReport, comparison, entry};
use crate::diagnose::Diagnosed;
use crate::teach::{Entry, Field, Subject, Weight};
use crate::trace::Connection;

/// Connections, one after the other. Each view is made when a renderer asks for it.
#[derive(Clone, Debug)]
pub struct InspectionReport<'a> {
    sources: Vec<&'a Diagnosed>,
    /// Which are shown: index of the source, index of the connection in it.
    shown: Vec<(usize, usize)>,
    /// How much is shown to people.
    pub depth: Depth,
    /// What programs get to see of secrets.
    pub secrets: Secrets,
}

/// One connection.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// What it is called, what was agreed on, and between whom.
    pub subject: Subject,
    /// How it ended, and why.
    pub conclusion: Conclusion,
    /// The steps, and what is to be said between them.
    pub timeline: Vec<Entry>,
}

impl<'a> InspectionReport<'a> {
    /// A report on connections of these sources: each a source's index, and the index of a connection in it.
    #[must_use]
    pub fn new(sources: Vec<&'a Diagnosed>, shown: Vec<(usize, usize)>, depth: Depth) -> Self {
        Self { sources, shown, depth, secrets: Secrets::default() }
    }

    /// The connections, in order.
    #[must_use]
    pub fn inspections(&self) -> Vec<Inspection> {
        self.shown.iter().filter_map(|&(source, index)| Inspection::of(self.sources.get(source)?, index)).collect()
    }
}

impl Report for InspectionReport<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = self.inspections().iter().flat_map(|inspection| inspection.blocks(self.depth)).collect();
        blocks.extend(comparison::seeded(&self.sources));
        blocks
    }

    fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&Document::of(&self.sources, self.secrets))
    }

    fn walks(&self) -> Option<WalkReport> {
        Some(WalkReport::new(&self.sources, self.shown.iter().map(|place| (*place, None))).at(self.depth))
    }
}

impl Inspection {
    fn of(source: &Diagnosed, index: usize) -> Option<Self> {
        let (connection, findings) = source.connections().nth(index)?;
        let subject = Subject::of(&source.trace, index, connection);
        Some(Self { subject, conclusion: Conclusion::of(connection, findings), timeline: timeline(connection) })
    }

    fn blocks(&self, depth: Depth) -> Vec<Block> {
        let mut blocks = vec![Block::title_of_document(&self.subject.name)];
        blocks.extend(self.conclusion.blocks());
        blocks.push(Block::Subjects(vec![self.subject.clone()]));
        blocks.push(self.steps());
        blocks.push(Block::Legend(entry::legend(self.timeline.iter())));
        let steps = self.timeline.iter().filter(|entry| depth > Depth::Steps && entry.weight == Weight::Step);
        blocks.extend(steps.flat_map(|step| self.detail(step, depth)));
        blocks
    }

    fn steps(&self) -> Block {
        let row = |step: &Entry| vec![entry::rung(step), entry::name(step), entry::says(step)];
        let header = ["rung", "step", "what it says"].map(String::from).into();
        Block::Table(Table { header, rows: self.timeline.iter().map(row).collect(), fixed: 2 })
    }

    /// One step at depth 2 or 3.
    fn detail(&self, step: &Entry, depth: Depth) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(entry::heading(step))];
        if depth == Depth::Bytes && !step.bytes.is_empty() {
            blocks.extend(entry::bytes(&self.subject.name, step));
        } else {
            let mut fields = Vec::new();
            flatten(&step.fields, 0, &mut fields);
            blocks.push(field_table(fields));
        }
        blocks
    }
}

/// Fields of one message: how deep each lies, its name, its value.
pub(super) fn field_table<'a>(fields: impl IntoIterator<Item = (usize, &'a String, &'a str)>) -> Block {
    let row = |(indent, name, value): (usize, &String, &str)| vec![Cell::new(Tone::Name, name).at(indent), Cell::plain(value)];
    Block::Table(Table { header: Vec::new(), rows: fields.into_iter().map(row).collect(), fixed: 1 })
}

fn flatten<'a>(fields: &'a [Field], indent: usize, found: &mut Vec<(usize, &'a String, &'a str)>) {
    for field in fields {
        found.push((indent, &field.name, field.value.as_str()));
        flatten(&field.parts, indent + 1, found);
    }
}

/// The timeline without what is only told where somebody asks for it.
fn timeline(connection: &Connection) -> Vec<Entry> {
    crate::teach::timeline(connection).into_iter().filter(|entry| entry.weight <= Weight::Remark).collect()
}
