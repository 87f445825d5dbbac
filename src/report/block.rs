//! What a report says, in blocks: the report decides what is said and in which order, a format how it looks.

use crate::teach::{ByteBlock, Subject};

/// A part of a report. Texts are as they were read: each format makes them safe.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// How a connection ended, or what is to be expected of a certificate, in one sentence.
    Verdict(Verdict),
    /// Connections: what they are called, what was agreed on, and between whom.
    Subjects(Vec<Subject>),
    /// Labels, and the lines that belong to each.
    Facts(Vec<Fact>),
    /// Rows and columns.
    Table(Table),
    /// A page of text, as Markdown of this program.
    Page(String),
    /// Lines that stand alone.
    Lines(Vec<Cell>),
    /// Remarks about what stands above them.
    Remarks(Vec<String>),
    /// Signs that occur above, and what they mean.
    Legend(Vec<(&'static str, String)>),
    /// A command to copy.
    Command(String),
    /// Annotated bytes, and whose they are.
    Bytes(String, ByteBlock),
}

/// A heading.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// 1 for the whole report or one of its subjects, 2 for a part of it, 3 for a part of that.
    pub level: u8,
    /// What counts the parts: `3 of 17`.
    pub number: Option<String>,
    /// What stands below.
    pub text: String,
    /// What is added where there is room beside it.
    pub aside: String,
    /// Whether something new begins here, apart from what stood above.
    pub begins: bool,
    /// Whether it is needed only where one looks for headings: in a document. On a terminal what follows says it.
    pub in_documents: bool,
}

/// A verdict.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The verdict in one sentence.
    pub says: String,
    /// Whether all is well.
    pub is_good: bool,
}

/// A label and what belongs to it.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// A line each.
    pub lines: Vec<Cell>,
}

/// Rows and columns.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the columns are; empty where they need no name.
    pub header: Vec<String>,
    /// The cells, row by row.
    pub rows: Vec<Vec<Cell>>,
    /// How many columns, from the left, are of short words that stay on one line.
    pub fixed: usize,
}

/// A piece of text that stands apart, in a table or on a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// How deep it lies below what stands above it.
    pub indent: usize,
    /// What it says, in parts that a format sets apart.
    pub parts: Vec<String>,
    /// How it stands out.
    pub tone: Tone,
}

/// How something stands out. No format says anything by it that the words do not say too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Not at all.
    #[default]
    Plain,
    /// More than the rest.
    Strong,
    /// As a name: of a field, of a check.
    Name,
    /// Less than the rest.
    Quiet,
    /// As what is good, or is added.
    Good,
    /// As what failed.
    Bad,
}

/// A space that no line is broken at.
pub const NO_BREAK: char = '\u{a0}';

impl Block {
    /// Whether it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Heading(heading) => heading.text.is_empty(),
            Self::Verdict(verdict) => verdict.says.is_empty(),
            Self::Subjects(subjects) => subjects.is_empty(),
            Self::Facts(facts) => facts.iter().all(|fact| fact.lines.is_empty()),
            Self::Table(table) => table.rows.is_empty(),
            Self::Page(text) | Self::Command(text) => text.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
            Self::Remarks(remarks) => remarks.is_empty(),
            Self::Legend(signs) => signs.is_empty(),
            Self::Bytes(_, block) => block.lines.is_empty(),
        }
    }

    /// What a report that begins with it is called.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        match self {
            Self::Heading(heading) => Some(&heading.text),
            Self::Verdict(verdict) => Some(&verdict.says),
            _ => None,
        }
    }

    /// A heading without more.
    #[must_use]
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading(Heading { level, text: text.into(), ..Heading::default() })
    }

    /// What a document is called that is read beside others.
    #[must_use]
    pub fn title_of_document(text: impl Into<String>) -> Self {
        Self::Heading(Heading { level: 1, text: text.into(), in_documents: true, ..Heading::default() })
    }

    /// One line.
    #[must_use]
    pub fn line(tone: Tone, text: impl Into<String>) -> Self {
        Self::Lines(vec![Cell::new(tone, text)])
    }
}

impl Fact {
    /// A label and lines of plain text.
    #[must_use]
    pub fn new(label: impl Into<String>, lines: impl IntoIterator<Item = String>) -> Self {
        Self { label: label.into(), lines: lines.into_iter().map(Cell::plain).collect() }
    }
}

impl Cell {
    /// A cell of one part.
    #[must_use]
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, parts: vec![text.into()], indent: 0 }
    }

    /// A cell that does not stand out.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self::new(Tone::Plain, text)
    }

    /// The same, so much deeper.
    #[must_use]
    pub fn at(self, indent: usize) -> Self {
        Self { indent, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_empty() {
        assert!(Block::Table(Table { header: vec!["a".into()], ..Table::default() }).is_empty());
        assert!(Block::Facts(vec![Fact::new("fix", [])]).is_empty());
        assert!(!Block::Facts(vec![Fact::new("fix", ["do it".into()])]).is_empty());
    }
}
