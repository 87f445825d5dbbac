//! One card of a walk: a step on the left, on the right, or on both.

use super::calculation::{self, Calculation, Handshake};
use super::eavesdropper::{Eavesdropper, Sight};
use super::ends::{EndView, Ends};
use super::{key, page};
use crate::capture::Direction;
use crate::teach::comparison::{FieldRow, Row};
use crate::teach::ladder::Rung;
use crate::teach::pages::Page;
use crate::teach::timeline::Entry;
use crate::trace::{Connection, Trace};

/// A step of the walk.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its name in a link, such as `certificate_request`; no other card of the walk has it.
    pub key: String,
    /// `ClientHello`, `handshake keys`.
    pub name: String,
    /// Who sends it; `None` for keys, which both compute.
    pub from: Option<Direction>,
    /// Its place on the classic ladder.
    pub rung: Option<Rung>,
    /// The page that explains it.
    pub page: Option<&'static Page>,
    /// One for each column; `None` where that connection has no such step.
    pub sides: Vec<Option<Side>>,
    /// The fields of all columns, aligned by their names. Of one column alone, `right` is empty.
    pub fields: Vec<FieldRow>,
    /// Whether both columns say the same.
    pub is_same: bool,
}

/// One column of a card.
#[derive(Clone, Debug)]
pub struct Side {
    /// The step, at all three depths.
    pub step: Entry,
    /// What the page says of this very run, as Markdown, a paragraph or point each.
    pub in_this_run: Vec<String>,
    /// What somebody on the wire sees of it.
    pub sight: Sight,
    /// What both ends believe behind it: the client, the server.
    pub ends: [EndView; 2],
    /// What can be computed from here on.
    pub calculations: Vec<Calculation>,
}

impl Card {
    /// The step, of the first column that has it.
    #[must_use]
    pub fn step(&self) -> Option<&Entry> {
        self.sides.iter().flatten().map(|side| &side.step).next()
    }

    /// Who tells it to whom, or that both compute it.
    #[must_use]
    pub fn way(&self) -> &'static str {
        self.step().map_or("", Entry::way)
    }

    /// What is said of a column that has no such step.
    #[must_use]
    pub fn absent(&self) -> &'static str {
        self.step().map_or("", Entry::absent)
    }
}

/// A connection, and what is computed once of it, not once a card.
struct Column<'a> {
    connection: &'a Connection,
    handshake: Option<Handshake<'a>>,
    eavesdropper: Eavesdropper<'a>,
    ends: Ends,
}

/// The cards of these rows; of each row the left step is of the first connection, the right one of the second.
pub(super) fn cards(rows: Vec<Row>, connections: &[(&Trace, &Connection)]) -> Vec<Card> {
    let columns: Vec<Column<'_>> = connections.iter().map(|(trace, connection)| Column::new(trace, connection)).collect();
    let keys = key::keys(&rows);
    rows.into_iter().zip(keys).filter_map(|(row, key)| card(row, key, &columns)).collect()
}

fn card(row: Row, key: String, columns: &[Column<'_>]) -> Option<Card> {
    let is_same = row.is_same();
    let either = row.either()?;
    let (name, from, rung) = (either.name.clone(), either.from, either.rung);
    let steps = [row.left, row.right];
    let page = steps.iter().flatten().find_map(|step| step.page);
    let sides = columns.iter().zip(steps).map(|(column, step)| step.map(|step| column.side(step, page))).collect();
    Some(Card { key, name, from, rung, page, sides, fields: row.fields, is_same })
}

impl<'a> Column<'a> {
    fn new(trace: &'a Trace, connection: &'a Connection) -> Self {
        Self {
            connection,
            handshake: Handshake::of(trace, connection),
            eavesdropper: Eavesdropper::of(connection),
            ends: Ends::of(connection),
        }
    }

    fn side(&self, step: Entry, page: Option<&'static Page>) -> Side {
        Side {
            in_this_run: page.map(|page| page::in_this_run(page, self.connection, &step)).unwrap_or_default(),
            sight: self.eavesdropper.sight(&step),
            ends: self.ends.views(&step),
            calculations: self.handshake.as_ref().map(|handshake| calculation::of(handshake, &step)).unwrap_or_default(),
            step,
        }
    }
}
