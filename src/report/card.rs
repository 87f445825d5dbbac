//! A card of a lesson, top to bottom: what it says, its page, what is seen of it, what each end knows, what can be
//! computed; at greater depth its fields and its bytes.

use super::block::{Block, Cell, Fact, Heading, Tone};
use super::{Depth, Walked, comparison, entry, inspection};
use crate::teach::walk::{Calculation, Card, EndView, Side};
use crate::teach::{FieldRow, TRANSCRIPT_HASH};

/// Card number `index` (from 0) of its walk.
pub(super) fn blocks(walked: &Walked, index: usize, card: &Card, depth: Depth) -> Vec<Block> {
    let Some(step) = card.step() else { return Vec::new() };
    let number = Some(format!("{} of {}", index + 1, walked.walk.cards.len()));
    let heading = Heading { number, begins: true, ..entry::heading(step) };
    let mut blocks = vec![Block::Heading(heading), says(walked, card), Block::Page(walked.page(card))];
    blocks.extend(listed("What is seen on the wire", sights(walked, card)));
    blocks.extend(listed("What each end knows (+ is new)", ends(walked, card)));
    blocks.extend(sides(walked, card).flat_map(|(name, side)| side.calculations.iter().flat_map(move |found| calculation(name, found))));
    if depth > Depth::Steps {
        blocks.extend(fields(walked, card, depth));
    }
    if depth == Depth::Bytes {
        blocks.extend(sides(walked, card).flat_map(|(name, side)| entry::bytes(name, &side.step).collect::<Vec<_>>()));
    }
    blocks
}

/// The columns that have the step.
fn sides<'a>(walked: &'a Walked, card: &'a Card) -> impl Iterator<Item = (&'a str, &'a Side)> {
    walked.names().zip(&card.sides).filter_map(|(name, side)| Some((name, side.as_ref()?)))
}

/// What the step says in each column, and how each check was done.
fn says(walked: &Walked, card: &Card) -> Block {
    let of_column = |(name, side): (&str, &Option<Side>)| {
        let Some(side) = side else { return Fact { label: name.to_owned(), lines: vec![Cell::new(Tone::Quiet, "no such step")] } };
        let checks = side.step.marks.iter().map(|mark| Cell::new(Tone::Quiet, format!("{}: {}", entry::mark(mark), mark.detail)));
        Fact { label: name.to_owned(), lines: std::iter::once(entry::says(&side.step)).chain(checks).collect() }
    };
    Block::Facts(walked.names().zip(&card.sides).map(of_column).collect())
}

/// Facts below a heading; nothing where there are none.
fn listed(heading: &str, facts: Vec<Fact>) -> Vec<Block> {
    let facts = Block::Facts(facts.into_iter().filter(|fact| !fact.lines.is_empty()).collect());
    if facts.is_empty() { Vec::new() } else { vec![Block::heading(3, heading), facts] }
}

/// A view of each column: once, where all columns have the same.
fn each<T: PartialEq>(walked: &Walked, card: &Card, view: impl Fn(&Side) -> &T, facts: impl Fn(&str, &T) -> Vec<Fact>) -> Vec<Fact> {
    let views: Vec<(&str, &T)> = sides(walked, card).map(|(name, side)| (name, view(side))).collect();
    match views.as_slice() {
        [(_, left), (_, right)] if left == right => facts("", left),
        [(_, only)] if walked.walk.subjects.len() == 1 => facts("", only),
        views => views.iter().flat_map(|(name, view)| facts(&format!("{name}, "), view)).collect(),
    }
}

fn sights(walked: &Walked, card: &Card) -> Vec<Fact> {
    each(
        walked,
        card,
        |side| &side.sight,
        |name, sight| {
            vec![
                Fact::new(format!("{name}without keys"), sight.without_keys.clone()),
                Fact::new(format!("{name}with the key log"), sight.with_keys.clone()),
            ]
        },
    )
}

fn ends(walked: &Walked, card: &Card) -> Vec<Fact> {
    each(walked, card, |side| &side.ends, |name, ends| ends.iter().map(|view| end(name, view)).collect())
}

fn end(name: &str, view: &EndView) -> Fact {
    let new = view.lines.len().saturating_sub(view.new);
    let sign = |(index, line): (usize, &String)| if index < new { Cell::plain(line).at(1) } else { Cell::plain(format!("+ {line}")) };
    Fact { label: format!("{name}the {}", view.of), lines: view.lines.iter().enumerate().map(sign).collect() }
}

fn calculation(name: &str, found: &Calculation) -> Vec<Block> {
    let heading =
        Heading { level: 3, text: format!("Compute: {}", found.title), aside: format!("{name}, {}", found.source), ..Heading::default() };
    let input = |(name, digits): &(String, String)| Fact::new(name, [digits.clone()]);
    let (name, digits) = &found.result;
    vec![
        Block::Heading(heading),
        Block::Page(found.says.clone()),
        Block::Facts(found.inputs.iter().map(input).collect()),
        Block::Command(found.command.clone().unwrap_or_default()),
        Block::Facts(vec![Fact { label: format!("= {name}"), lines: vec![Cell::new(Tone::Good, digits)] }]),
    ]
}

/// The fields; with the bytes, which show them all, only what is computed.
fn fields(walked: &Walked, card: &Card, depth: Depth) -> Vec<Block> {
    let has_bytes = card.sides.iter().flatten().any(|side| !side.step.bytes.is_empty());
    let is_shown = |field: &&FieldRow| depth == Depth::Fields || !has_bytes || field.name == TRANSCRIPT_HASH;
    let shown: Vec<&FieldRow> = card.fields.iter().filter(is_shown).collect();
    let names: Vec<&str> = walked.names().collect();
    let table = match names.as_slice() {
        [left, right] => comparison::field_table([left, right], &shown),
        _ => inspection::field_table(shown.iter().map(|field| (field.indent, &field.name, field.left.as_deref().unwrap_or_default()))),
    };
    if table.is_empty() { Vec::new() } else { vec![Block::heading(3, "Fields"), table] }
}

/// How each column ended, and what both amount to.
pub(super) fn end_of(walked: &Walked) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(Heading { level: 2, text: "How it ended".into(), begins: true, ..Heading::default() })];
    for (name, conclusion) in walked.names().zip(&walked.conclusions) {
        blocks.push(Block::heading(3, name));
        blocks.extend(conclusion.blocks());
    }
    blocks.push(comparison::totals(&walked.walk.totals));
    blocks
}
