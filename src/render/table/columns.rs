//! A borderless table that fits a width: narrow columns keep theirs, the wide ones share what is left and wrap.

use tabled::builder::Builder;
use tabled::settings::Padding;
use tabled::settings::style::{HorizontalLine, Style};
use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::report::{NO_BREAK, Tone};

/// The space between two columns.
const GAP: usize = 2;

/// The narrowest column that text is wrapped to.
const NARROWEST: usize = 8;

/// A place at which a line may be broken without a space. (What comes from the wire is escaped before.)
const MAY_BREAK: char = '\u{200b}';

/// The empty margin on the left.
pub(super) const MARGIN: &str = " ";

/// A cell: its text, and how it is painted once it is wrapped.
type Cell = (String, Tone);

/// Lays out rows of cells.
pub(super) struct Columns {
    rows: Vec<Vec<Cell>>,
    /// How many columns, from the left, are never wrapped.
    fixed: usize,
    header: bool,
}

impl Columns {
    /// Columns of which the first `fixed` are never wrapped.
    pub(super) fn new(fixed: usize) -> Self {
        Self { rows: Vec::new(), fixed, header: false }
    }

    /// With a line below the first row.
    pub(super) fn with_header(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.header = true;
        self.push(cells);
        self
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as text, each line ended.
    pub(super) fn layout(self, page: super::Page) -> String {
        let widths = self.widths(page.width);
        let mut builder = Builder::default();
        for row in self.rows {
            builder.push_record(row.iter().zip(&widths).map(|(cell, &width)| wrapped(cell, width, page)));
        }
        let mut table = builder.build();
        table.with(Style::empty()).with(Padding::new(0, GAP, 0, 0));
        if self.header {
            table.with(Style::empty().horizontals([(1, HorizontalLine::new('─'))]));
        }
        table.to_string().lines().map(|line| format!("{MARGIN}{}", line.trim_end()).trim_end().to_owned() + "\n").collect()
    }

    /// What each column gets: the wide ones share the room that the fixed ones leave, none more than it needs.
    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let natural: Vec<usize> = (0..columns).map(|column| self.natural(column)).collect();
        let (fixed, sharing) = natural.split_at(self.fixed.min(columns));
        let taken = MARGIN.len() + fixed.iter().sum::<usize>() + columns * GAP;
        let shares = share(sharing, width.saturating_sub(taken));
        fixed.iter().copied().chain(shares).collect()
    }

    fn natural(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.flat_map(|cell| cell.0.lines()).map(display_width).max().unwrap_or_default()
    }
}

fn wrapped((text, tone): &Cell, width: usize, page: super::Page) -> String {
    let options = Options::new(width.max(1)).word_separator(WordSeparator::Custom(words)).word_splitter(WordSplitter::NoHyphenation);
    let text = breakable(text, width);
    let lines = textwrap::wrap(&text, options);
    let painted = lines.iter().map(|line| page.palette.paint(*tone, &line.replace(NO_BREAK, " ").replace(MAY_BREAK, "")));
    painted.collect::<Vec<_>>().join("\n")
}

/// A name that is too long for its column, such as a cipher suite's, may be broken behind an underscore.
fn breakable(text: &str, width: usize) -> String {
    let word = |word: &str| if display_width(word) > width { word.replace('_', &format!("_{MAY_BREAK}")) } else { word.to_owned() };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Words end at spaces, and where a line may break without one.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(line.split_inclusive([' ', MAY_BREAK]).map(Word::from))
}

/// Shares `room` among columns: one that needs less than its part leaves the rest to the others.
fn share(wanted: &[usize], room: usize) -> Vec<usize> {
    let mut shares = vec![0; wanted.len()];
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|&index| wanted[index]);
    let mut left = room;
    for (place, index) in order.into_iter().enumerate() {
        let part = left / (wanted.len() - place);
        shares[index] = wanted[index].min(part.max(NARROWEST));
        left = left.saturating_sub(shares[index]);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::super::Page;
    use super::*;
    use crate::render::palette::Palette;

    #[test]
    fn a_narrow_column_leaves_its_room_to_the_others() {
        assert_eq!(share(&[10, 100, 100], 100), [10, 45, 45]);
        assert_eq!(share(&[20, 20], 100), [20, 20]);
        assert_eq!(share(&[], 10), Vec::<usize>::new());
    }

    #[test]
    fn wide_cells_wrap_at_words_and_what_belongs_together_stays_so() {
        let cells = |cells: [&str; 2]| cells.map(|text| (text.to_owned(), Tone::Plain));
        let mut table = Columns::new(1).with_header(cells(["a", "b"]));
        table.push(cells(["one", "some words that do ✓\u{a0}not fit"]));
        insta::assert_snapshot!(table.layout(Page { width: 20, palette: Palette::new(false) }), @r"
         a    b
         ─────────────────
         one  some words
              that do
              ✓ not fit
        ");
    }
}
