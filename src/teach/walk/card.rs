//! One card of a walk: a step on the left, on the right, or on both.

use super::calculation::{self, Calculation};
use super::eavesdropper::{self, Sight};
use super::ends::{self, EndView};
use super::{key, page};
use crate::capture::Direction;
use crate::teach::comparison::{FieldRow, Row};
use crate::teach::ladder::Rung;
use crate::teach::pages::Page;
use crate::teach::step::{Step, StepKind};
use crate::trace::{Connection, Event};

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
    pub step: Step,
    /// What the page says of this very run, as Markdown, a paragraph or point each.
    pub in_this_run: Vec<String>,
    /// What somebody on the wire sees of it.
    pub sight: Sight,
    /// What both ends believe behind it: the client, the server.
    pub ends: [EndView; 2],
    /// What can be computed from here on.
    pub calculations: Vec<Calculation>,
}

/// The cards of these rows; of each row the left step is of the first connection, the right one of the second.
pub(super) fn cards(rows: Vec<Row>, connections: &[&Connection]) -> Vec<Card> {
    let keys = key::keys(&rows);
    rows.into_iter().zip(keys).filter_map(|(row, key)| card(row, key, connections)).collect()
}

fn card(row: Row, key: String, connections: &[&Connection]) -> Option<Card> {
    let is_same = row.is_same();
    let either = row.either()?;
    let (name, from, rung, page) = (either.name.clone(), either.from, either.rung, page::of(either, connections));
    let steps = [row.left, row.right];
    let sides = connections.iter().zip(steps).map(|(connection, step)| step.map(|step| side(connection, step, page))).collect();
    Some(Card { key, name, from, rung, page, sides, fields: row.fields, is_same })
}

fn side(connection: &Connection, step: Step, page: Option<&'static Page>) -> Side {
    let event = event(connection, &step);
    Side {
        in_this_run: page.map(|page| page::in_this_run(page, connection, &step)).unwrap_or_default(),
        sight: eavesdropper::sight(connection, event, &step),
        ends: ends::views(connection, event),
        calculations: calculation::of(connection, &step),
        step,
    }
}

/// The event of a step; of keys the one that they become computable behind.
fn event<'a>(connection: &'a Connection, step: &Step) -> Option<&'a Event> {
    let number = match step.kind {
        StepKind::Event(number) | StepKind::Keys { after: number } => number,
        StepKind::Prelude | StepKind::Gap => return None,
    };
    connection.events.get(number.checked_sub(1)?)
}
