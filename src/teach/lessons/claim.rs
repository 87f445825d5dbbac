//! A statement about a run that a program can check: `refused_by=server`, `right.shows=certificate_request`.

use std::fmt;

use super::check::Seen;
use super::read::meant;
use crate::capture::{End, EndReport, EndState};
use crate::teach::Walk;
use crate::trace::{Body, Connection, State};

/// A statement about one column of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// About which column.
    pub column: Column,
    /// About what; one of the table in `docs/teaching.md`.
    pub what: String,
    /// What is claimed of it.
    pub value: String,
}

/// A column of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The left one.
    Left,
    /// The right one.
    Right,
    /// The only one, or of two the right one: what is claimed without naming a column.
    Last,
}

/// How a thing that can be claimed is looked up: what was seen, given the value that is claimed.
type Look = fn(&Seen<'_>, &Walk, usize, &str) -> String;

/// Everything that can be claimed. A look-up that finds what was claimed answers with it.
const THINGS: &[(&str, Look)] = &[
    ("outcome", |seen, _, _, _| outcome(seen.connection).to_owned()),
    ("refused_by", |seen, _, _, _| seen.connection.outcome.refused_by.map_or("nobody", End::name).to_owned()),
    ("alert", |seen, _, _, _| alert(seen.connection).unwrap_or_else(|| "none".to_owned())),
    ("finding", |seen, _, _, _| seen.cause().unwrap_or("none").to_owned()),
    ("note", |seen, _, _, claimed| seen.notes().find(|note| *note == claimed).unwrap_or("none").to_owned()),
    ("version", |seen, _, _, _| or_none(seen.connection.negotiated.version).replace("TLS ", "")),
    ("cipher_suite", |seen, _, _, _| or_none(seen.connection.negotiated.cipher_suite)),
    ("group", |seen, _, _, _| or_none(seen.connection.negotiated.group)),
    ("client_auth", |seen, _, _, _| seen.connection.negotiated.client_auth.to_string()),
    ("resumed", |seen, _, _, _| seen.connection.negotiated.resumed.to_string()),
    ("hello_retry", |seen, _, _, _| seen.connection.negotiated.hello_retry.to_string()),
    ("client_says", |seen, _, _, _| end(seen.connection.client_end.as_ref()).to_owned()),
    ("server_says", |seen, _, _, _| end(seen.connection.server_end.as_ref()).to_owned()),
    ("shows", |_, walk, column, claimed| card(walk, column, claimed, |_| true)),
    ("lacks", |_, walk, column, claimed| if position(walk, column, claimed).is_none() { claimed.to_owned() } else { "there".to_owned() }),
    ("clear", |_, walk, column, claimed| card(walk, column, claimed, |encrypted| !encrypted)),
    ("encrypted", |_, walk, column, claimed| card(walk, column, claimed, |encrypted| encrypted)),
    ("order", |_, walk, column, claimed| order(walk, column, claimed)),
];

impl Claim {
    /// Reads `right.refused_by=server`.
    pub fn read(text: &str) -> Result<Self, String> {
        let (about, value) = text.split_once('=').ok_or_else(|| format!("`{text}` claims nothing: write `refused_by=server`"))?;
        let (column, what) = match about.split_once('.') {
            Some(("left", what)) => (Column::Left, what),
            Some(("right", what)) => (Column::Right, what),
            Some((other, _)) => return Err(format!("`{other}` is no column: write `left.` or `right.`")),
            None => (Column::Last, about),
        };
        if !THINGS.iter().any(|(known, _)| *known == what) {
            let known: Vec<&str> = THINGS.iter().map(|(known, _)| *known).collect();
            return Err(format!("nothing can be claimed about `{what}`: {}", meant(what, &known)));
        }
        Ok(Self { column, what: what.to_owned(), value: value.to_owned() })
    }

    /// What was seen instead, where the claim does not hold.
    pub(super) fn otherwise(&self, walk: &Walk, seen: &[Seen<'_>]) -> Option<String> {
        let column = match self.column {
            Column::Left => 0,
            Column::Right => 1,
            Column::Last => seen.len().saturating_sub(1),
        };
        let (Some(seen), Some((_, look))) = (seen.get(column), THINGS.iter().find(|(known, _)| *known == self.what)) else {
            return Some("no such column".to_owned());
        };
        Some(look(seen, walk, column, &self.value)).filter(|found| *found != self.value)
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = match self.column {
            Column::Left => "left.",
            Column::Right => "right.",
            Column::Last => "",
        };
        write!(f, "{column}{}={}", self.what, self.value)
    }
}

/// Reads claims with spaces or commas between them, with or without backticks.
pub(super) fn claims(text: &str) -> Result<Vec<Claim>, String> {
    text.split([' ', ',', '`', '\n']).filter(|word| !word.is_empty()).map(Claim::read).collect()
}

/// Where the column has a card of that key.
pub(super) fn position(walk: &Walk, column: usize, key: &str) -> Option<usize> {
    walk.cards.iter().position(|card| card.key == key && card.sides.get(column).is_some_and(Option::is_some))
}

fn or_none(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

fn outcome(connection: &Connection) -> &'static str {
    match connection.outcome.state {
        State::Established => "established",
        State::Failed | State::NotTls => "failed",
        State::Incomplete | State::Unknown => "incomplete",
    }
}

/// The first alert that gives up the connection.
fn alert(connection: &Connection) -> Option<String> {
    let is_tls13 = connection.negotiated.is_tls13();
    connection.events.iter().find_map(|event| match event.body {
        Body::Alert(alert) if alert.is_error(is_tls13) => Some(alert.description.to_string()),
        _ => None,
    })
}

fn end(report: Option<&EndReport>) -> &'static str {
    match report.map(|report| report.state) {
        Some(EndState::Established) => "established",
        Some(EndState::Failed) => "failed",
        Some(EndState::Incomplete) => "incomplete",
        None => "nothing",
    }
}

fn card(walk: &Walk, column: usize, key: &str, is_it: impl Fn(bool) -> bool) -> String {
    let side = position(walk, column, key).and_then(|index| walk.cards.get(index)?.sides.get(column)?.as_ref());
    match side {
        Some(side) if is_it(side.step.encrypted) => key.to_owned(),
        Some(side) if side.step.encrypted => "encrypted".to_owned(),
        Some(_) => "in the clear".to_owned(),
        None => "no such card".to_owned(),
    }
}

/// `server_certificate<client_certificate`: the first stands before the second.
fn order(walk: &Walk, column: usize, claimed: &str) -> String {
    let places: Vec<_> = claimed.split('<').map(|key| position(walk, column, key)).collect();
    let in_order = places.iter().all(Option::is_some) && places.is_sorted();
    if in_order { claimed.to_owned() } else { "another order".to_owned() }
}
