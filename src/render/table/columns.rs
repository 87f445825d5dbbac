//! A borderless table that fits a width: narrow columns keep theirs, the wide ones share what is left and wrap.

use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::style::{HorizontalLine, Style};
use tabled::settings::{Modify, Padding, Width};

/// The space between two columns.
const GAP: usize = 2;

/// Lays out rows of cells, which may hold colours and line breaks.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// Columns that keep their width.
    fixed: usize,
    header: bool,
    indent: usize,
}

impl Table {
    /// A table whose first `fixed` columns are never wrapped.
    pub(super) fn new(fixed: usize) -> Self {
        Self { rows: Vec::new(), fixed, header: false, indent: 1 }
    }

    /// With a line below the first row.
    pub(super) fn with_header(mut self, cells: impl IntoIterator<Item = String>) -> Self {
        self.header = true;
        self.push(cells);
        self
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as text, each line ended.
    pub(super) fn layout(self, width: usize) -> String {
        let widths = self.widths(width);
        let (fixed, header, indent) = (self.fixed, self.header, self.indent);
        let mut builder = Builder::default();
        for row in self.rows {
            builder.push_record(row);
        }
        let mut table = builder.build();
        table.with(Style::empty()).with(Padding::new(0, GAP, 0, 0));
        for (column, width) in widths.iter().enumerate().skip(fixed) {
            table.with(Modify::new(Columns::one(column)).with(Width::wrap(width + GAP).keep_words(true)));
        }
        if header {
            table.with(Style::empty().horizontals([(1, HorizontalLine::new('─'))]));
        }
        let margin = " ".repeat(indent);
        table.to_string().lines().map(|line| format!("{margin}{}", line.trim_end()).trim_end().to_owned() + "\n").collect()
    }

    /// What each column gets: the wide ones share the room that the fixed ones leave, none more than it needs.
    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let natural: Vec<usize> = (0..columns).map(|column| self.natural(column)).collect();
        let taken: usize = natural.iter().take(self.fixed).map(|width| width + GAP).sum::<usize>() + self.indent;
        let sharing = columns.saturating_sub(self.fixed);
        let room = width.saturating_sub(taken + sharing.saturating_sub(1) * GAP);
        let shares = share(&natural[self.fixed.min(columns)..], room);
        natural.into_iter().take(self.fixed).chain(shares).collect()
    }

    fn natural(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.flat_map(|cell| cell.lines()).map(tabled::grid::util::string::get_line_width).max().unwrap_or_default()
    }
}

/// Shares `room` among columns: one that needs less than its part leaves the rest to the others.
fn share(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut shares = vec![0; wanted.len()];
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&index| wanted[index]);
    let mut left = room;
    for (place, index) in order.into_iter().enumerate() {
        let part = left / (wanted.len() - place);
        shares[index] = wanted[index].min(part).max(8);
        left = left.saturating_sub(shares[index]);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_column_leaves_its_room_to_the_others() {
        assert_eq!(share(&[10, 100, 100], 100), [10, 45, 45]);
        assert_eq!(share(&[20, 20], 100), [20, 20]);
        assert_eq!(share(&[], 10), Vec::<usize>::new());
    }

    #[test]
    fn wide_cells_wrap_at_words() {
        let mut table = Table::new(1).with_header(["a".into(), "b".into()]);
        table.push(["one".into(), "some words that do not fit".into()]);
        insta::assert_snapshot!(table.layout(20), @r"
         a    b
        ──────────────────
         one  some words
              that do not
              fit
        ");
    }
}
