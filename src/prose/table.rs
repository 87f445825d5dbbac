//! A table of Markdown: columns that fit the width, no name broken.

use super::wrap::{Word, wrap};
use super::{Line, Style};
use textwrap::core::display_width;

/// The space behind each column.
const GAP: usize = 2;

/// A cell is its words.
pub(super) type Row = Vec<Vec<Word>>;

/// The rows laid out; the first is the header, with a line below it.
pub(super) fn layout(rows: Vec<Row>, width: usize, margin: &str) -> Vec<Line> {
    let shares = widths(&rows, width.saturating_sub(margin.len()));
    let mut rows = rows.into_iter().map(|row| wrapped(row, &shares)).collect::<Vec<_>>();
    let widths = natural(&rows);
    if let Some(header) = rows.first_mut() {
        header.iter_mut().flatten().flat_map(|line| &mut line.spans).for_each(|span| span.style = Style::Strong);
    }
    let mut rule = Line::default();
    rule.push(&format!("{margin}{}", "─".repeat(widths.iter().map(|width| width + GAP).sum())), Style::Plain);
    let mut lines = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        lines.extend(side_by_side(&row, &widths, margin));
        lines.extend((index == 0).then(|| rule.clone()));
    }
    lines
}

fn wrapped(row: Row, widths: &[usize]) -> Vec<Vec<Line>> {
    row.into_iter().zip(widths).map(|(cell, &width)| wrap(cell, width.max(1), "")).collect()
}

/// What each column gets: its longest word, and of the rest of the line a share of what it lacks. No name is broken.
fn widths(rows: &[Row], width: usize) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let of_column = |column: usize, size: fn(&[Word]) -> usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| size(cell)).max().unwrap_or_default()
    };
    let least: Vec<usize> = (0..columns).map(|column| of_column(column, longest)).collect();
    let lacks: Vec<usize> = (0..columns).map(|column| of_column(column, whole).saturating_sub(least[column])).collect();
    let taken = least.iter().sum::<usize>() + columns * GAP;
    let (room, lacking) = (width.saturating_sub(taken), lacks.iter().sum::<usize>());
    least.iter().zip(&lacks).map(|(least, lacks)| least + lacks.min(&(room * lacks / lacking.max(1)))).collect()
}

fn longest(cell: &[Word]) -> usize {
    cell.iter().map(Word::width).max().unwrap_or_default()
}

fn whole(cell: &[Word]) -> usize {
    cell.iter().map(|word| word.width() + 1).sum::<usize>().saturating_sub(1)
}

/// What the columns need once their cells are wrapped.
fn natural(rows: &[Vec<Vec<Line>>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).flatten().map(width).max().unwrap_or_default();
    (0..columns).map(width).collect()
}

fn side_by_side(cells: &[Vec<Line>], widths: &[usize], margin: &str) -> Vec<Line> {
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    let line = |index: usize| {
        let mut line = Line::default();
        line.push(margin, Style::Plain);
        let mut owed = 0;
        for (cell, &column) in cells.iter().zip(widths) {
            let part = cell.get(index).filter(|part| width(part) > 0);
            if let Some(part) = part {
                line.push(&" ".repeat(owed), Style::Plain);
                part.spans.iter().for_each(|span| line.push(&span.text, span.style));
                owed = 0;
            }
            owed += column + GAP - part.map_or(0, width);
        }
        line
    };
    (0..height).map(line).collect()
}

fn width(line: &Line) -> usize {
    display_width(&line.text())
}
