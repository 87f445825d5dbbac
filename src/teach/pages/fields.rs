//! Fields by name: the lines of the pages' tables that explain them.

use super::{Library, Page};
use crate::spelling::key;

/// A line of a table of fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLine<'a> {
    /// The page that it stands on.
    pub page: &'a Page,
    /// The table's header, as Markdown, a cell each.
    pub header: Vec<&'a str>,
    /// The line's cells.
    pub cells: Vec<&'a str>,
}

impl Library {
    /// The lines that name a field in any usual spelling: in their first cell, or, if there are none, anywhere.
    pub(super) fn field(&self, name: &str) -> Vec<FieldLine<'_>> {
        let wanted = key(name);
        let lines: Vec<_> = self.pages.iter().flat_map(lines).collect();
        let of_cells = |count: usize| {
            let named = |line: &&FieldLine<'_>| line.cells.iter().take(count).flat_map(|cell| names(cell)).any(|name| key(name) == wanted);
            lines.iter().filter(named).cloned().collect::<Vec<_>>()
        };
        let first = of_cells(1);
        if first.is_empty() { of_cells(usize::MAX) } else { first }
    }

    /// The name of every field that stands in a first cell.
    pub(super) fn field_names(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().flat_map(lines).filter_map(|line| line.cells.first().copied()).flat_map(names)
    }
}

/// The lines of every table on a page whose first column is `field`.
fn lines(page: &Page) -> Vec<FieldLine<'_>> {
    let texts = std::iter::once(&page.text).chain(page.sections.iter().map(|section| &section.text));
    texts.flat_map(|text| of_text(page, text)).collect()
}

fn of_text<'a>(page: &'a Page, text: &'a str) -> Vec<FieldLine<'a>> {
    let mut found = Vec::new();
    let mut header: Option<Vec<&str>> = None;
    for line in text.lines() {
        match (line.starts_with('|').then(|| cells(line)), &header) {
            (None, _) => header = None,
            (Some(cells), None) => header = Some(cells),
            (Some(cells), Some(header)) => {
                let is_rule = cells.iter().all(|cell| cell.chars().all(|letter| matches!(letter, '-' | ':')));
                if header.first() == Some(&"field") && !is_rule {
                    found.push(FieldLine { page, header: header.clone(), cells });
                }
            }
        }
    }
    found
}

fn cells(line: &str) -> Vec<&str> {
    line.trim().trim_matches('|').split('|').map(str::trim).collect()
}

/// What stands in backticks.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}
