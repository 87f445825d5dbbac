//! Search: the steps that speak of something, and where on the page.

use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use super::lesson::{Lesson, View};
use super::view;

impl Lesson<'_> {
    /// Searches from here on, this step first.
    pub(super) fn search(&mut self, words: &str) {
        self.needle = Some(words.trim().to_lowercase()).filter(|needle| !needle.is_empty());
        if self.needle.is_some() && !self.open_find(self.at) {
            self.find(1);
        }
    }

    /// The next find, or the one before.
    pub(super) fn find(&mut self, direction: isize) {
        let Some(needle) = self.needle.clone() else {
            self.word = Some("Nothing is searched for: / begins a search.".into());
            return;
        };
        let count = self.cards().len() + 1;
        let there = |distance: usize| {
            let distance = if direction < 0 { count - distance } else { distance };
            (self.at + distance) % count
        };
        match (1..count).map(there).find(|&index| self.speaks_of(index, &needle)) {
            Some(index) => {
                self.go(index);
                self.open_find(index);
            }
            None if self.speaks_of(self.at, &needle) => self.word = Some(format!("{needle}: in this step only.")),
            None => self.word = Some(format!("{needle}: not found.")),
        }
    }

    /// Opens what speaks of it: the page, else the fields.
    fn open_find(&mut self, index: usize) -> bool {
        let Some(needle) = self.needle.clone().filter(|needle| self.speaks_of(index, needle)) else { return false };
        let Some(areas) = self.areas() else { return true };
        self.show(View::Page);
        let lines = view::content(self, areas.pane.width.into()).lines;
        if let Some(line) = lines.iter().position(|line| contains(&text_of(line), &needle)) {
            let is_in_sight = line + 1 < usize::from(areas.pane.height);
            self.scroll_by(if is_in_sight { 0 } else { isize::try_from(line.saturating_sub(1)).unwrap_or(0) });
        } else if let Some(field) = self.field_of(&needle) {
            self.show(View::Fields);
            self.field = field;
            self.follow();
        }
        true
    }

    fn field_of(&self, needle: &str) -> Option<usize> {
        let has = |text: &Option<String>| text.as_deref().is_some_and(|text| contains(text, needle));
        self.card()?.fields.iter().position(|field| contains(&field.name, needle) || has(&field.left) || has(&field.right))
    }

    /// Whether a step has the words in its name, its page, its fields or its values. What is hidden is not found.
    fn speaks_of(&self, index: usize, needle: &str) -> bool {
        if self.prediction.as_ref().is_some_and(|prediction| index > prediction.seen) {
            return false;
        }
        let Some(card) = self.cards().get(index) else {
            let conclusions = &self.walked.conclusions;
            return conclusions.iter().any(|conclusion| {
                let lines = conclusion.grounds.iter().flat_map(|ground| &ground.lines);
                let cause = conclusion.cause.map(|cause| cause.to_string());
                lines.chain([&conclusion.headline]).chain(&cause).any(|text| contains(text, needle))
            });
        };
        let says = card.sides.iter().flatten().map(|side| &side.step.says);
        let fields = card.fields.iter().flat_map(|field| [Some(&field.name), field.left.as_ref(), field.right.as_ref()]).flatten();
        says.chain(fields).chain([&card.name]).any(|text| contains(text, needle)) || contains(&self.walked.page(card), needle)
    }
}

/// The line with what is searched for reversed.
pub(super) fn highlighted(line: Line<'static>, needle: &str) -> Line<'static> {
    if !contains(&text_of(&line), needle) {
        return line;
    }
    line.spans.into_iter().flat_map(|span| marked(span, needle)).collect()
}

fn marked(span: Span<'static>, needle: &str) -> Vec<Span<'static>> {
    let lower = span.content.to_lowercase();
    // Where small letters take other space than capital ones, places in one are not places in the other.
    if lower.len() != span.content.len() || needle.is_empty() {
        return vec![span];
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for (start, found) in lower.match_indices(needle) {
        let Some((before, hit)) = span.content.get(from..start).zip(span.content.get(start..start + found.len())) else { continue };
        parts.push(Span::styled(before.to_owned(), span.style));
        parts.push(Span::styled(hit.to_owned(), span.style.add_modifier(Modifier::REVERSED)));
        from = start + found.len();
    }
    parts.push(Span::styled(span.content.get(from..).unwrap_or_default().to_owned(), span.style));
    parts
}

fn text_of(line: &Line<'_>) -> String {
    line.spans.iter().map(|span| span.content.as_ref()).collect()
}

fn contains(text: &str, needle: &str) -> bool {
    text.to_lowercase().contains(needle)
}
