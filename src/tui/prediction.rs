//! Predict first: the next message is hidden until the class has said what comes, and who sends it.

use ratatui::text::Line;

use super::lesson::Lesson;
use super::look::{line, wrapped};
use crate::report::{Card, Direction};

/// How many answers a question offers.
const CHOICES: usize = 4;

/// What was predicted so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prediction {
    /// The last card that has been shown.
    pub(super) seen: usize,
    /// The answer that is chosen, from 0.
    pub(super) chosen: Option<usize>,
    asked: usize,
    right: usize,
    /// The card that was predicted last, and what was said of it.
    last: Option<(usize, String, bool)>,
}

impl Lesson<'_> {
    pub(super) fn toggle_prediction(&mut self) {
        self.prediction = match self.prediction {
            Some(_) => None,
            None => Some(Prediction { seen: self.at, ..Prediction::default() }),
        };
        self.word = Some(match self.prediction {
            Some(_) => "Predict first: the next step is hidden until you show it.".into(),
            None => "Steps are no longer hidden.".into(),
        });
        self.scroll = 0;
    }

    pub(super) fn choose(&mut self, choice: usize) {
        let offered = self.card().map_or(0, |card| self.choices(card).len());
        if let Some(prediction) = self.prediction.as_mut().filter(|_| choice < offered) {
            prediction.chosen = Some(choice);
        }
    }

    /// Shows the hidden step, and says whether the answer was right.
    pub(super) fn reveal(&mut self) {
        let Some(card) = self.card() else { return };
        let (answers, truth, at) = (self.choices(card), answer(self, card), self.at);
        let Some(prediction) = &mut self.prediction else { return };
        prediction.seen = at;
        prediction.last = None;
        if let Some(said) = prediction.chosen.take().and_then(|chosen| answers.get(chosen)) {
            let is_right = *said == truth;
            prediction.asked += 1;
            prediction.right += usize::from(is_right);
            prediction.last = Some((at, said.clone(), is_right));
        }
        self.show(super::View::Page);
    }

    /// The question, in place of the page.
    pub(super) fn question(&self, card: &Card, width: usize) -> Vec<Line<'static>> {
        let chosen = self.prediction.as_ref().and_then(|prediction| prediction.chosen);
        let mut lines = vec![line(" What comes next, and who sends it?", self.look.strong()), Line::default()];
        for (index, choice) in self.choices(card).into_iter().enumerate() {
            let style = if chosen == Some(index) { self.look.chosen() } else { ratatui::style::Style::new() };
            let mark = if chosen == Some(index) { "▸" } else { " " };
            lines.extend(wrapped(&choice, width, &format!(" {mark} {}  ", index + 1), style));
        }
        lines.push(Line::default());
        lines.extend(wrapped("Say it aloud, or choose by its number. Space shows the answer.", width, " ", self.look.quiet()));
        lines
    }

    /// Whether the prediction of the step that is shown was right.
    pub(super) fn marked(&self, width: usize) -> Vec<Line<'static>> {
        let last = self.prediction.as_ref().and_then(|prediction| prediction.last.as_ref()).filter(|(at, _, _)| *at == self.at);
        let Some((_, said, is_right)) = last else { return Vec::new() };
        let (sign, style) = if *is_right { ("✓ Right: ", self.look.added()) } else { ("✗ Not so. You said: ", self.look.failed()) };
        let mut lines = wrapped(&format!("{sign}{said}."), width, " ", style);
        lines.push(Line::default());
        lines
    }

    /// `3 of 4 right`.
    pub(super) fn score(&self) -> Option<String> {
        let prediction = self.prediction.as_ref()?;
        let score = format!("{} of {} right", prediction.right, prediction.asked);
        Some(if prediction.asked > 0 { format!("predict: {score}") } else { "predict".into() })
    }

    /// What could come: the truth among what comes later, came before, or would come from the other end.
    pub(super) fn choices(&self, card: &Card) -> Vec<String> {
        let truth = answer(self, card);
        let later = self.cards().iter().skip(self.at + 1);
        let earlier = self.cards().iter().take(self.at).rev();
        let from_other = card.from.map(|from| sentence(self, card, Some(from.reverse())));
        let mut wrong: Vec<String> = Vec::new();
        let others = later.chain(earlier).map(|other| answer(self, other));
        for other in
            others.take(2).collect::<Vec<_>>().into_iter().chain(from_other).chain(self.cards().iter().map(|other| answer(self, other)))
        {
            if other != truth && !wrong.contains(&other) && wrong.len() + 1 < CHOICES {
                wrong.push(other);
            }
        }
        // Its place is another one at each step, and the same each time.
        let place = (self.at * 7 + truth.len()) % (wrong.len() + 1);
        wrong.insert(place, truth);
        wrong
    }
}

fn answer(lesson: &Lesson<'_>, card: &Card) -> String {
    sentence(lesson, card, card.from)
}

/// `the server sends CertificateRequest, in mtls only`.
fn sentence(lesson: &Lesson<'_>, card: &Card, from: Option<Direction>) -> String {
    let missing = card.sides.iter().any(Option::is_none);
    let of = lesson.walked.names().zip(&card.sides).find(|(_, side)| side.is_some()).map(|(name, _)| name);
    let only = of.filter(|_| missing).map(|name| format!(", in {name} only")).unwrap_or_default();
    match from {
        Some(from) => format!("the {} sends {}{only}", from.sender(), card.name),
        None => format!("nobody: both ends compute the {}{only}", card.name),
    }
}
