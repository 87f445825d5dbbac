//! Two connections side by side: their steps aligned by direction and message, and what they amount to.

use std::ops::Range;

use super::align::align;
use super::fields::Field;
use super::proofs::{Proofs, Proved};
use super::timeline::{Entry, steps};
use crate::capture::{Direction, EndReport};
use crate::trace::message::Message;
use crate::trace::{Connection, State, Trace};

/// Two connections, aligned.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The left column.
    pub left: Subject,
    /// The right column.
    pub right: Subject,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// What the connections amount to, a line each.
    pub totals: Vec<Total>,
    /// What each end decided on its way, by its own word, aligned.
    pub said: Vec<Said>,
}

/// Something that an end reported, on the left, on the right, or on both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which end: `client` or `server`.
    pub by: &'static str,
    /// In the left connection.
    pub left: Option<String>,
    /// In the right connection.
    pub right: Option<String>,
}

/// One of the two connections.
#[derive(Clone, Debug)]
pub struct Subject {
    /// What the column is called: the source's name, with `#2` for its second connection.
    pub name: String,
    /// `TLS 1.3 · TLS_AES_256_GCM_SHA384 · X25519MLKEM768`.
    pub agreed: String,
    /// `rustls 0.23 ⇄ rustls 0.23, loopback`.
    pub between: String,
}

/// A step on the left, on the right, or on both.
#[derive(Clone, Debug)]
pub struct Row {
    /// The step of the left connection.
    pub left: Option<Entry>,
    /// The step of the right connection.
    pub right: Option<Entry>,
    /// The fields of both, aligned by their names.
    pub fields: Vec<FieldRow>,
}

/// A field on the left, on the right, or on both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// How deep it lies in its message.
    pub indent: usize,
    /// Its name in the RFC.
    pub name: String,
    /// Its value on the left.
    pub left: Option<String>,
    /// Its value on the right.
    pub right: Option<String>,
    /// The bytes that say it on the left, as of a [`Field`].
    pub left_at: Option<Range<usize>>,
    /// The bytes that say it on the right.
    pub right_at: Option<Range<usize>>,
}

/// A line below the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// What it is about.
    pub what: &'static str,
    /// Of the left connection.
    pub left: String,
    /// Of the right connection.
    pub right: String,
}

impl Row {
    pub(super) fn new(left: Option<Entry>, right: Option<Entry>) -> Self {
        let mut fields = Vec::new();
        field_rows(fields_of(left.as_ref()), fields_of(right.as_ref()), 0, &mut fields);
        Self { left, right, fields }
    }

    /// The step of either side, for what both have in common.
    #[must_use]
    pub fn either(&self) -> Option<&Entry> {
        self.left.as_ref().or(self.right.as_ref())
    }

    /// Whether both sides say the same: their random bytes, and what those add to the length, apart.
    #[must_use]
    pub fn is_same(&self) -> bool {
        match (&self.left, &self.right) {
            (Some(left), Some(right)) => {
                let marks = |step: &Entry| step.marks.iter().map(|mark| (mark.what, mark.holds)).collect::<Vec<_>>();
                left.says == right.says && left.encrypted == right.encrypted && marks(left) == marks(right)
            }
            _ => false,
        }
    }
}

/// Puts connection `left.1` (from 0) of one trace beside connection `right.1` of another.
#[must_use]
pub fn compare(left: (&Trace, usize), right: (&Trace, usize)) -> Option<Comparison> {
    let (ours, theirs) = (left.0.connections.get(left.1)?, right.0.connections.get(right.1)?);
    Some(Comparison {
        left: Subject::of(left.0, left.1, ours),
        right: Subject::of(right.0, right.1, theirs),
        rows: rows(ours, theirs),
        totals: totals(ours, theirs),
        said: said(ours, theirs),
    })
}

fn rows(left: &Connection, right: &Connection) -> Vec<Row> {
    let (left, right) = (steps(left), steps(right));
    let keys = |steps: &[Entry]| steps.iter().map(|step| (step.from, step.name.clone())).collect::<Vec<_>>();
    let pairs = align(&keys(&left), &keys(&right));
    let (mut left, mut right) = (left.into_iter().map(Some).collect::<Vec<_>>(), right.into_iter().map(Some).collect::<Vec<_>>());
    let take = |steps: &mut Vec<Option<Entry>>, index: Option<usize>| steps.get_mut(index?)?.take();
    pairs.into_iter().map(|(ours, theirs)| Row::new(take(&mut left, ours), take(&mut right, theirs))).collect()
}

/// The fields of both, matched by name within their group: some ends send the same extensions in another order.
fn field_rows(left: &[Field], right: &[Field], indent: usize, rows: &mut Vec<FieldRow>) {
    let mut theirs: Vec<Option<&Field>> = right.iter().map(Some).collect();
    for ours in left {
        let same = theirs.iter_mut().find(|field| field.is_some_and(|field| field.name == ours.name)).and_then(Option::take);
        field_row(Some(ours), same, indent, rows);
    }
    theirs.into_iter().flatten().for_each(|field| field_row(None, Some(field), indent, rows));
}

fn field_row(left: Option<&Field>, right: Option<&Field>, indent: usize, rows: &mut Vec<FieldRow>) {
    let value = |field: Option<&Field>| field.map(|field| field.value.clone());
    let name = left.or(right).map(|field| field.name.clone()).unwrap_or_default();
    let at = |field: Option<&Field>| field.and_then(|field| field.at.clone());
    rows.push(FieldRow { indent, name, left: value(left), right: value(right), left_at: at(left), right_at: at(right) });
    field_rows(parts_of(left), parts_of(right), indent + 1, rows);
}

fn fields_of(step: Option<&Entry>) -> &[Field] {
    step.map_or(&[], |step| &step.fields)
}

fn parts_of(field: Option<&Field>) -> &[Field] {
    field.map_or(&[], |field| &field.parts)
}

fn totals(left: &Connection, right: &Connection) -> Vec<Total> {
    let (ours, theirs) = (Proofs::of(left), Proofs::of(right));
    vec![
        Total { what: "server proves itself", left: in_words(&ours.server), right: in_words(&theirs.server) },
        Total { what: "client proves itself", left: in_words(&ours.client), right: in_words(&theirs.client) },
        Total { what: "outcome", left: outcome(left), right: outcome(right) },
        Total { what: "bytes on the wire", left: bytes(left, None), right: bytes(right, Some(left)) },
        Total { what: "round trips", left: round_trips(left).to_string(), right: round_trips(right).to_string() },
    ]
}

fn in_words(proved: &Proved) -> String {
    match proved {
        Proved::As(subject) => format!("yes, as {subject}"),
        Proved::Claims { subject, but } => format!("claims to be {subject}, but {but}"),
        Proved::Nothing(why) => format!("no: {why}"),
    }
}

fn outcome(connection: &Connection) -> String {
    match (connection.outcome.state, connection.outcome.refused_by) {
        (State::Established, _) => "established".into(),
        (State::Failed, Some(end)) => format!("refused by the {end}"),
        (State::Failed, None) => "failed".into(),
        (State::Incomplete, _) => "incomplete".into(),
        (State::Unknown, _) => "not known".into(),
        (State::NotTls, _) => "not TLS".into(),
    }
}

fn bytes(connection: &Connection, beside: Option<&Connection>) -> String {
    let [from_client, from_server] = connection.bytes_on_the_wire();
    let total = from_client + from_server;
    let other = beside.map(|other| other.bytes_on_the_wire().iter().sum::<usize>()).filter(|&other| other > 0 && other != total);
    let change = other.map_or_else(String::new, |other| format!(" ({} %)", percent_more(total, other)));
    format!("{total}{change}: → {from_client}, ← {from_server}")
}

/// By how many per cent `total` is more than `other`, rounded, with its sign.
fn percent_more(total: usize, other: usize) -> String {
    let (sign, difference) = if total >= other { ('+', total - other) } else { ('-', other - total) };
    format!("{sign}{}", (difference * 100 + other / 2) / other)
}

/// What both ends reported: the client's words first.
fn said(left: &Connection, right: &Connection) -> Vec<Said> {
    let of_end = |by, left: &Option<EndReport>, right: &Option<EndReport>| {
        let (ours, theirs) = (words(left.as_ref()), words(right.as_ref()));
        let word = |words: &[String], index: Option<usize>| index.and_then(|index| words.get(index)).cloned();
        align(&ours, &theirs)
            .into_iter()
            .map(move |(left, right)| Said { by, left: word(&ours, left), right: word(&theirs, right) })
            .collect::<Vec<_>>()
    };
    [of_end("client", &left.client_end, &right.client_end), of_end("server", &left.server_end, &right.server_end)].concat()
}

/// An end's observations, and its error as the last.
fn words(end: Option<&EndReport>) -> Vec<String> {
    let observed = end.iter().flat_map(|end| &end.observations).map(|seen| seen.what.clone());
    observed.chain(end.and_then(|end| end.error.as_ref()).map(|error| format!("error: {error}"))).collect()
}

/// Round trips before the client may send data and knows the server's side finished: how often it has to wait for a
/// flight of the server, up to the later of the two Finished messages.
fn round_trips(connection: &Connection) -> usize {
    let is_finished = |message: &Message| matches!(message, Message::Finished(_));
    let last = connection.events.iter().rposition(|event| event.message().is_some_and(is_finished));
    let until = last.map_or(connection.events.len(), |index| index + 1);
    let senders: Vec<Direction> = connection.events[..until].iter().map(|event| event.from).collect();
    senders.chunk_by(|left, right| left == right).filter(|flight| flight[0] == Direction::ServerToClient).count()
}

impl Subject {
    /// What a connection is called, what was agreed on, and between whom.
    #[must_use]
    pub fn of(trace: &Trace, index: usize, connection: &Connection) -> Self {
        let number = connection.number.or_else(|| (trace.connections.len() > 1).then_some(index + 1));
        let number = number.map(|number| format!("#{number}")).unwrap_or_default();
        Self { name: format!("{}{number}", trace.source.name), agreed: agreed(connection), between: between(trace) }
    }
}

fn agreed(connection: &Connection) -> String {
    let negotiated = &connection.negotiated;
    let parts = [
        negotiated.version.map(|version| version.to_string()),
        negotiated.cipher_suite.map(|suite| suite.to_string()),
        negotiated.group.map(|group| group.to_string()),
        negotiated.resumed.then(|| "resumed".to_owned()),
    ];
    let agreed = parts.into_iter().flatten().collect::<Vec<_>>();
    if agreed.is_empty() { "nothing agreed".into() } else { agreed.join(" · ") }
}

fn between(trace: &Trace) -> String {
    let name = |end: &Option<String>| end.clone().unwrap_or_else(|| "unknown".into());
    let transport = trace.source.transport.as_ref().map_or_else(String::new, |transport| format!(", {transport}"));
    format!("{} ⇄ {}{transport}", name(&trace.source.client), name(&trace.source.server))
}
