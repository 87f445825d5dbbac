//! Connections to walk through, card by card: the lesson on a terminal and on a page.

use super::Conclusion;
use crate::diagnose::Diagnosed;
use crate::teach::Walk;

/// Walks, one after the other.
#[derive(Clone, Debug)]
pub struct WalkReport {
    /// The walks, in order.
    pub walks: Vec<Walked>,
    /// Whether any of it has made-up times and addresses (a seeded run).
    pub is_synthetic: bool,
}

/// One walk, and how the connection in each of its columns ended.
#[derive(Clone, Debug)]
pub struct Walked {
    /// The cards.
    pub walk: Walk,
    /// The conclusion about each column.
    pub conclusions: Vec<Conclusion>,
}

/// A connection: index of its source, and its index in that.
type Place = (usize, usize);

impl WalkReport {
    /// A report on connections, alone or side by side.
    pub fn new(sources: &[&Diagnosed], places: impl IntoIterator<Item = (Place, Option<Place>)>) -> Self {
        let walks = places.into_iter().filter_map(|(left, right)| Walked::new(sources, left, right)).collect();
        Self { walks, is_synthetic: sources.iter().any(|source| source.trace.synthetic) }
    }
}

impl Walked {
    fn new(sources: &[&Diagnosed], left: Place, right: Option<Place>) -> Option<Self> {
        let place = |(source, connection): Place| sources.get(source).map(|source| (&source.trace, connection));
        let conclusion = |(source, connection): Place| {
            let (connection, findings) = sources.get(source)?.connections().nth(connection)?;
            Some(Conclusion::of(connection, findings))
        };
        let walk = Walk::new(place(left)?, right.and_then(place))?;
        Some(Self { walk, conclusions: [Some(left), right].into_iter().flatten().filter_map(conclusion).collect() })
    }
}
