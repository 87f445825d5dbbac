//! The order of what two ends said. Each direction has an order of its own; between them acknowledgements decide, and where
//! they leave it open, the order of capture: taps with clocks that differ, or two captures one behind the other, give the same.

use super::stream::Stamp;

/// Something that an end said or did.
pub(super) trait Said {
    /// What its sender knew.
    fn stamp(&self) -> Stamp;
    /// Who knows this place knows of it.
    fn known_by(&self) -> u64;
}

/// Puts two directions in order, each of which is in order; with the index of its end.
pub(super) fn merge<T: Said>(directions: [Vec<T>; 2]) -> Vec<(usize, T)> {
    let mut merged = Vec::with_capacity(directions.iter().map(Vec::len).sum());
    let mut rest = directions.map(|direction| direction.into_iter().peekable());
    loop {
        let [one, other] = &mut rest;
        let end = match (one.peek(), other.peek()) {
            (None, None) => return merged,
            (Some(one), Some(other)) => usize::from(is_later(one, other)),
            (one, _) => usize::from(one.is_none()),
        };
        merged.extend(rest[end].next().map(|said| (end, said)));
    }
}

/// Whether one of two came after the other.
fn is_later<T: Said>(one: &T, other: &T) -> bool {
    let knows = |one: &T, other: &T| one.stamp().knows >= other.known_by();
    match (knows(one, other), knows(other, one)) {
        (true, false) => true,
        (false, true) => false,
        _ => one.stamp().number > other.stamp().number,
    }
}
