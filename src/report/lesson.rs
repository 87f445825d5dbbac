//! A lesson: one handshake or two side by side, card by card, each with its page, this run's values in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Calculation, Card, Depth, Document, FieldRow, PairOf, Secrets, Side, WalkReport, Walked};
use crate::diagnose::Diagnosed;
use crate::teach::pages::{Kind, Page, library};

/// The section of a page that a run fills: its text has holes, so a lesson shows the filled points instead.
const IN_THIS_RUN: &str = "In this run";

/// One connection, or two side by side. The walk is made when a renderer asks for it.
#[derive(Clone, Debug)]
pub struct LessonReport<'a> {
    sources: Vec<&'a Diagnosed>,
    left: Place,
    right: Option<Place>,
    /// How much is shown to people.
    pub depth: Depth,
    /// What programs get to see of secrets.
    pub secrets: Secrets,
}

/// A connection: index of its source, and its index in that.
type Place = (usize, usize);

/// Points about a card, of one column or of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points<'a> {
    /// The column's name; `None` for what holds of all columns.
    pub of: Option<&'a str>,
    /// As Markdown, a paragraph or point each.
    pub points: Vec<&'a str>,
}

impl<'a> LessonReport<'a> {
    /// A lesson about a connection of these sources, alone or with another beside it.
    #[must_use]
    pub fn new(sources: Vec<&'a Diagnosed>, left: Place, right: Option<Place>, depth: Depth) -> Self {
        Self { sources, left, right, depth, secrets: Secrets::default() }
    }

    /// The cards.
    #[must_use]
    pub fn walk(&self) -> WalkReport {
        WalkReport::new(&self.sources, [(self.left, self.right)])
    }

    /// Everything, for programs.
    #[must_use]
    pub fn document(&self) -> Document {
        match self.right {
            Some(right) => Document::of_pairs(&self.sources, &[PairOf { left: self.left, right }], self.secrets),
            None => Document::of(&self.sources, self.secrets),
        }
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

impl Card {
    /// What the pages say of one of its fields, as Markdown: of an extension its page, else a line of a table of fields,
    /// the one on the card's own page first.
    #[must_use]
    pub fn meaning(&self, field: &FieldRow) -> Option<&'static str> {
        if let Some(extension) = library().page(Kind::Extension, &field.name) {
            return Some(&extension.sentence);
        }
        let lines = meanings().get(field.name.as_str())?;
        let own = lines.iter().find(|(page, _)| self.page == Some(*page));
        own.or(lines.first()).map(|(_, meaning)| *meaning)
    }

    /// The step as either column has it, with the column's index; the wanted column before the other.
    #[must_use]
    pub fn side(&self, wanted: usize) -> Option<(usize, &Side)> {
        let of = |index: usize| self.sides.get(index)?.as_ref().map(|side| (index, side));
        of(wanted).or_else(|| (0..self.sides.len()).find_map(of))
    }

    /// Whether something can be computed from here on, in any column.
    pub fn calculations(&self) -> impl Iterator<Item = &Calculation> {
        self.sides.iter().flatten().flat_map(|side| &side.calculations)
    }
}

/// What each field's name means, on each page that has a line for it.
type Meanings = BTreeMap<&'static str, Vec<(&'static Page, &'static str)>>;

/// The lines of every table of fields, read once.
fn meanings() -> &'static Meanings {
    static MEANINGS: OnceLock<Meanings> = OnceLock::new();
    MEANINGS.get_or_init(|| {
        let mut found = Meanings::new();
        for page in &library().pages {
            for (name, meaning) in fields(&page.markdown) {
                found.entry(name).or_default().push((page, meaning));
            }
        }
        found
    })
}

/// The first and the last cell of each line of the tables whose first column is `field`.
fn fields(markdown: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut is_table = false;
    let lines = markdown.lines().filter(move |line| {
        is_table = line.starts_with("| field") || (is_table && line.starts_with('|'));
        is_table
    });
    let cells = |line: &'static str| {
        let line = line.trim().trim_matches('|');
        Some((line.split_once('|')?.0, line.rsplit_once('|')?.1.trim()))
    };
    let names = |(first, meaning): (&'static str, &'static str)| first.split('`').skip(1).step_by(2).map(move |name| (name, meaning));
    lines.filter_map(cells).flat_map(names)
}

/// A name within Markdown: nothing in it is markup.
fn plain(name: &str) -> String {
    name.chars().flat_map(|letter| letter.is_ascii_punctuation().then_some('\\').into_iter().chain([letter])).collect()
}
