//! The names of cards in links: short where they can be, never two alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::capture::Direction;
use crate::teach::comparison::Row;
use crate::teach::timeline::Entry;

/// A key for each row. A message that both ends send has its sender before it, one that comes again a number behind it.
pub(super) fn keys(rows: &[Row]) -> Vec<String> {
    let steps: Vec<&Entry> = rows.iter().filter_map(Row::either).collect();
    let mut senders: BTreeMap<&str, BTreeSet<Option<Direction>>> = BTreeMap::new();
    for step in &steps {
        senders.entry(&step.key).or_default().insert(step.from);
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut key = |step: &&Entry| {
        let both_send = senders.get(step.key.as_str()).is_some_and(|senders| senders.len() > 1);
        let base = step.from.filter(|_| both_send).map_or_else(|| step.key.clone(), |from| format!("{}_{}", from.sender(), step.key));
        let times = times.entry(base.clone()).or_default();
        loop {
            *times += 1;
            let key = if *times == 1 { base.clone() } else { format!("{base}-{times}") };
            if given.insert(key.clone()) {
                return key;
            }
        }
    };
    steps.iter().map(&mut key).collect()
}
