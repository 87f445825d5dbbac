//! A walk on its way to the page: its columns, and the pages that it can lead to.

use super::markup::Html;
use super::names::Column;
use super::reference::Reference;
use crate::report::{Card, Side, Walked};

/// A walk, with what all its cards need.
#[derive(Clone, Copy)]
pub(super) struct Lesson<'a> {
    /// The walk.
    pub(super) walked: &'a Walked,
    /// Its columns.
    pub(super) columns: &'a [Column],
    /// The pages in the file.
    pub(super) reference: &'a Reference,
    /// Where the walk stands on the page, from 0.
    pub(super) number: usize,
}

impl Lesson<'_> {
    /// What the walk is called.
    pub(super) fn title(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(" beside ")
    }

    /// The places to which links to a card lead: one for each column.
    pub(super) fn anchors(&self, key: &str, depth: &'static str, out: &mut Html) {
        for column in self.columns {
            out.raw("<span class=\"anchor\" id=\"").text(&column.link).raw("/").text(key).raw(depth).raw("\"></span>");
        }
    }

    /// The link to a card: of the first column that has such a step.
    pub(super) fn link(&self, card: &Card, out: &mut Html) {
        let place = card.sides.iter().position(Option::is_some).unwrap_or_default();
        self.link_in(place, &card.key, out);
    }

    /// The link to a card in a column.
    pub(super) fn link_in(&self, column: usize, key: &str, out: &mut Html) {
        let column = self.columns.get(column).map_or("", |column| &column.link);
        out.raw("#").text(column).raw("/").text(key);
    }

    /// Something of each side in its column; where all columns would say the same, once for all. Nothing if all are empty.
    pub(super) fn side_by_side(&self, card: &Card, of_side: impl Fn(&Side, &mut Html), out: &mut Html) {
        let cell = |side: &Option<Side>| {
            let mut cell = Html::default();
            if let Some(side) = side {
                of_side(side, &mut cell);
            }
            cell
        };
        self.in_columns(&card.sides.iter().map(cell).collect::<Vec<_>>(), out);
    }

    /// Cells in their columns; where all say the same, once for all.
    pub(super) fn in_columns(&self, cells: &[Html], out: &mut Html) {
        if cells.iter().all(Html::is_empty) {
            return;
        }
        out.raw("<div class=\"cols\">");
        let is_same = cells.len() > 1 && cells.windows(2).all(|pair| pair.first() == pair.last());
        if is_same {
            let both = self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(" and ");
            cell("both", &both, cells.first(), out);
        } else {
            self.columns.iter().zip(cells).for_each(|(column, content)| cell(column.class, &column.name, Some(content), out));
        }
        out.raw("</div>");
    }
}

/// A column; where its connection has nothing of the kind it says so.
fn cell(class: &'static str, name: &str, content: Option<&Html>, out: &mut Html) {
    let content = content.filter(|content| !content.is_empty());
    out.raw(if content.is_some() { "<div class=\"col " } else { "<div class=\"col none " });
    out.raw(class).raw("\"><p class=\"who\">").text(name).raw("</p>");
    match content {
        Some(content) => out.add(content),
        None => out.raw("<p class=\"absent\">not there</p>"),
    };
    out.raw("</div>");
}
