//! Connections to walk through, card by card: the lesson on a terminal and on a page, this run's values in it.

use super::{Card, Conclusion, Depth, Place, Side};
use crate::diagnose::Diagnosed;
use crate::teach::Walk;

/// The section of a page that a run fills: its text has holes, so a lesson shows the filled points instead.
const IN_THIS_RUN: &str = "In this run";

/// Walks, one after the other.
#[derive(Clone, Debug)]
pub struct WalkReport {
    /// The walks, in order.
    pub walks: Vec<Walked>,
    /// Whether any of it has made-up times and addresses (a seeded run).
    pub is_synthetic: bool,
    /// How much is shown at first.
    pub depth: Depth,
}

/// One walk, and how the connection in each of its columns ended.
#[derive(Clone, Debug)]
pub struct Walked {
    /// The cards.
    pub walk: Walk,
    /// The conclusion about each column.
    pub conclusions: Vec<Conclusion>,
}

/// Points about a card, of one column or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points<'a> {
    /// The column's name; `None` for what holds of all columns.
    pub of: Option<&'a str>,
    /// As Markdown, a paragraph or point each.
    pub points: Vec<&'a str>,
}

impl WalkReport {
    /// A report on connections, alone or side by side.
    pub fn new(sources: &[&Diagnosed], places: impl IntoIterator<Item = (Place, Option<Place>)>) -> Self {
        let walks = places.into_iter().filter_map(|(left, right)| Walked::new(sources, left, right)).collect();
        Self { walks, is_synthetic: sources.iter().any(|source| source.trace.synthetic), depth: Depth::default() }
    }

    /// The same, so deep at first.
    #[must_use]
    pub fn at(self, depth: Depth) -> Self {
        Self { depth, ..self }
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

impl Walked {
    /// The names of the columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.walk.subjects.iter().map(|subject| subject.name.as_str())
    }

    /// What a card says of this run: first what holds of every column that has the step, then what is a column's own.
    #[must_use]
    pub fn in_this_run<'a>(&'a self, card: &'a Card) -> Vec<Points<'a>> {
        let sides: Vec<(&str, &Side)> = self.names().zip(&card.sides).filter_map(|(name, side)| Some((name, side.as_ref()?))).collect();
        let in_all = |point: &&str| sides.iter().all(|(_, side)| side.in_this_run.iter().any(|other| other == point));
        let of = |side: &'a Side| side.in_this_run.iter().map(String::as_str);
        let is_whole = sides.len() == self.walk.subjects.len();
        let common = sides.first().filter(|_| is_whole).map(|(_, side)| of(side).filter(in_all).collect());
        let mut found = vec![Points { of: None, points: common.unwrap_or_default() }];
        for (name, side) in &sides {
            let own = of(side).filter(|point| !found[0].points.contains(point)).collect();
            found.push(Points { of: Some(name), points: own });
        }
        found.retain(|points| !points.points.is_empty());
        found
    }

    /// The page of a card as Markdown without its title: what the step is, this run's values, then the rest of the page.
    #[must_use]
    pub fn page(&self, card: &Card) -> String {
        let Some(page) = card.page else { return self.run_section(card) };
        let sections = page.sections.iter().filter(|section| section.heading != IN_THIS_RUN);
        let sections = sections.map(|section| format!("## {}\n\n{}", section.heading, section.text.trim_end()));
        let head = [page.sentence.clone(), self.run_section(card), page.text.clone()];
        head.into_iter().chain(sections).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn run_section(&self, card: &Card) -> String {
        let points = self.in_this_run(card);
        if points.is_empty() {
            return String::new();
        }
        let of = |points: &Points<'_>| {
            let heading = points.of.map(|name| format!("**{}**\n\n", plain(name))).unwrap_or_default();
            heading + &points.points.iter().map(|point| format!("- {}", point.replace('\n', "\n  "))).collect::<Vec<_>>().join("\n")
        };
        format!("## {IN_THIS_RUN}\n\n{}", points.iter().map(of).collect::<Vec<_>>().join("\n\n"))
    }
}

/// A name within Markdown: nothing in it is markup.
fn plain(name: &str) -> String {
    name.chars().flat_map(|letter| letter.is_ascii_punctuation().then_some('\\').into_iter().chain([letter])).collect()
}
