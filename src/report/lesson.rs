//! A lesson: handshakes, alone or side by side, card by card; and what is asked before each, and said behind it.

use super::block::Block;
use super::{Depth, Document, PairOf, Place, Report, Secrets, WalkReport, Walked, card, entry};
use crate::diagnose::Diagnosed;
use crate::teach::lessons::{Experiment, Lesson};

/// A lesson, or handshakes without one. Its walks are made when a renderer asks for them.
#[derive(Clone, Debug)]
pub struct LessonReport<'a> {
    sources: Vec<&'a Diagnosed>,
    /// What it is called, and what it is about, as Markdown.
    opening: Option<(String, String)>,
    parts: Vec<Part>,
    /// How much is shown to people.
    pub depth: Depth,
    /// What programs get to see of secrets.
    pub secrets: Secrets,
}

/// Connections, and what is asked before and said behind them.
#[derive(Clone, Debug)]
struct Part {
    experiment: Option<Experiment>,
    places: Vec<(Place, Option<Place>)>,
}

impl<'a> LessonReport<'a> {
    /// A lesson about a connection of these sources, alone or with another beside it.
    #[must_use]
    pub fn new(sources: Vec<&'a Diagnosed>, left: Place, right: Option<Place>, depth: Depth) -> Self {
        let part = Part { experiment: None, places: vec![(left, right)] };
        Self { sources, opening: None, parts: vec![part], depth, secrets: Secrets::default() }
    }

    /// A lesson of `docs/lessons` or of one's own, before its experiments.
    #[must_use]
    pub fn of(lesson: &Lesson, depth: Depth) -> Self {
        Self {
            sources: Vec::new(),
            opening: Some((lesson.title.clone(), lesson.text.clone())),
            parts: Vec::new(),
            depth,
            secrets: Secrets::default(),
        }
    }

    /// Adds an experiment, and the connections that it gave: places in these sources.
    pub fn add(&mut self, experiment: &Experiment, sources: impl IntoIterator<Item = &'a Diagnosed>, places: &[(Place, Option<Place>)]) {
        let before = self.sources.len();
        let moved = |(source, connection): Place| (source + before, connection);
        let places = places.iter().map(|(left, right)| (moved(*left), right.map(moved))).collect();
        self.sources.extend(sources);
        self.parts.push(Part { experiment: Some(experiment.clone()), places });
    }

    fn places(&self) -> impl Iterator<Item = (Place, Option<Place>)> {
        self.parts.iter().flat_map(|part| part.places.iter().copied())
    }
}

impl Report for LessonReport<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        blocks.extend(self.opening.iter().flat_map(|(title, text)| [Block::heading(1, title), Block::Page(text.clone())]));
        for Part { experiment, places } in &self.parts {
            let walks = WalkReport::new(&self.sources, places.iter().copied());
            blocks.extend(experiment.iter().flat_map(|experiment| [Block::heading(1, &experiment.title), Block::Page(asked(experiment))]));
            blocks.extend(walks.walks.iter().flat_map(|walked| of_walk(walked, self.depth)));
            blocks.extend(
                experiment.iter().flat_map(|experiment| [Block::heading(1, "What was to be seen"), Block::Page(answer(experiment))]),
            );
        }
        blocks.extend(super::comparison::seeded(&self.sources));
        blocks
    }

    fn json(&self) -> serde_json::Result<String> {
        let pairs: Vec<PairOf> = self.places().filter_map(|(left, right)| Some(PairOf { left, right: right? })).collect();
        serde_json::to_string_pretty(&Document::of_pairs(&self.sources, &pairs, self.secrets))
    }

    fn walks(&self) -> Option<WalkReport> {
        Some(WalkReport::new(&self.sources, self.places()).at(self.depth))
    }
}

fn of_walk(walked: &Walked, depth: Depth) -> Vec<Block> {
    let walk = &walked.walk;
    let steps = walk.cards.iter().flat_map(|card| card.sides.iter().flatten()).map(|side| &side.step);
    let title = walked.names().collect::<Vec<_>>().join(" beside ");
    let mut blocks = vec![Block::title_of_document(title), Block::Subjects(walk.subjects.clone()), Block::Legend(entry::legend(steps))];
    blocks.extend(walk.cards.iter().enumerate().flat_map(|(index, found)| card::blocks(walked, index, found, depth)));
    blocks.extend(card::end_of(walked));
    blocks
}

/// A lesson's heading and what it is about, as Markdown.
#[must_use]
pub fn opening(lesson: &Lesson) -> String {
    format!("# {}\n\n{}\n", lesson.title, lesson.text)
}

/// What stands before an experiment: the question, and the answers to choose from.
#[must_use]
pub fn question(experiment: &Experiment) -> String {
    format!("## {}\n\n{}", experiment.title, asked(experiment))
}

fn asked(experiment: &Experiment) -> String {
    let answers: Vec<_> = experiment.predictions.iter().zip('a'..).map(|(answer, letter)| format!("- {letter}) {}", answer.text)).collect();
    format!("{}\n\n{}\n", experiment.question, answers.join("\n"))
}

/// What stands behind it: the right answer, and why.
#[must_use]
pub fn answer(experiment: &Experiment) -> String {
    let right = experiment.predictions.iter().zip('a'..).filter(|(answer, _)| answer.is_right);
    let right: Vec<_> = right.map(|(answer, letter)| format!("Right is {letter}): {}", answer.text)).collect();
    format!("{}\n\n{}\n", right.join("\n\n"), experiment.why)
}
