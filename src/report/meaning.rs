//! What the fields of a card mean, by the tables of the pages.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Calculation, Card, FieldRow, Side};
use crate::teach::pages::{Kind, Page, library};

impl Card {
    /// What the pages say of one of its fields, as Markdown: of an extension its page, else a line of a table of fields,
    /// the one on the card's own page first.
    #[must_use]
    pub fn meaning(&self, field: &FieldRow) -> Option<&'static str> {
        if let Some(extension) = library().page(Kind::Extension, &field.name) {
            return Some(&extension.sentence);
        }
        let lines = meanings().get(field.name.as_str())?;
        let own = lines.iter().find(|(page, _)| self.page == Some(*page));
        own.or(lines.first()).map(|(_, meaning)| *meaning)
    }

    /// The step as either column has it, with the column's index; the wanted column before the other.
    #[must_use]
    pub fn side(&self, wanted: usize) -> Option<(usize, &Side)> {
        let of = |index: usize| self.sides.get(index)?.as_ref().map(|side| (index, side));
        of(wanted).or_else(|| (0..self.sides.len()).find_map(of))
    }

    /// Whether something can be computed from here on, in any column.
    pub fn calculations(&self) -> impl Iterator<Item = &Calculation> {
        self.sides.iter().flatten().flat_map(|side| &side.calculations)
    }
}

/// What each field's name means, on each page that has a line for it.
type Meanings = BTreeMap<&'static str, Vec<(&'static Page, &'static str)>>;

/// The lines of every table of fields, read once.
fn meanings() -> &'static Meanings {
    static MEANINGS: OnceLock<Meanings> = OnceLock::new();
    MEANINGS.get_or_init(|| {
        let mut found = Meanings::new();
        for page in &library().pages {
            for (name, meaning) in fields(&page.markdown) {
                found.entry(name).or_default().push((page, meaning));
            }
        }
        found
    })
}

/// The first and the last cell of each line of the tables whose first column is `field`.
fn fields(markdown: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut is_table = false;
    let lines = markdown.lines().filter(move |line| {
        is_table = line.starts_with("| field") || (is_table && line.starts_with('|'));
        is_table
    });
    let cells = |line: &'static str| {
        let line = line.trim().trim_matches('|');
        Some((line.split_once('|')?.0, line.rsplit_once('|')?.1.trim()))
    };
    let names = |(first, meaning): (&'static str, &'static str)| first.split('`').skip(1).step_by(2).map(move |name| (name, meaning));
    lines.filter_map(cells).flat_map(names)
}
