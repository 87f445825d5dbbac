//! The names of cards in links: short where they can be, never two alike.

use crate::capture::Direction;
use crate::teach::comparison::Row;
use crate::teach::step::Step;

/// A key for each row. A message that both ends send has its sender before it, one that comes again a number behind it.
pub(super) fn keys(rows: &[Row]) -> Vec<String> {
    let steps: Vec<&Step> = rows.iter().filter_map(Row::either).collect();
    let mut given: Vec<String> = Vec::new();
    for step in &steps {
        let base = base(step, &steps);
        let mut times = 1;
        let mut key = base.clone();
        while given.contains(&key) {
            times += 1;
            key = format!("{base}-{times}");
        }
        given.push(key);
    }
    given
}

fn base(step: &Step, all: &[&Step]) -> String {
    let both_send = all.iter().any(|other| other.key == step.key && other.from != step.from);
    match step.from.filter(|_| both_send) {
        Some(from) => format!("{}_{}", Direction::sender(from), step.key),
        None => step.key.clone(),
    }
}
