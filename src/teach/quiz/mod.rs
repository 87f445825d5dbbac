//! Questions made from traces: every right answer was seen in one, and so were most of the wrong ones.
//!
//! One kind of question, one file. The same sources and the same seed give the same quiz.

mod added;
mod alert;
mod dice;
mod encrypted;
mod ending;
mod keys;
mod name_bytes;
mod next;
mod on_the_wire;
mod proved;
mod signer;
mod subject;

pub use dice::Dice;
pub use subject::Subject;

/// A question with one right answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which kind of question it is: `next`, `signer`, …
    pub kind: &'static str,
    /// The connection that it is about: `mtls@1.3`.
    pub about: String,
    /// The question, as Markdown.
    pub text: String,
    /// The options, as Markdown; no two are alike.
    pub options: Vec<String>,
    /// The index of the right one.
    pub right: usize,
    /// Where to look.
    pub hint: &'static str,
    /// Why it is so, as Markdown, a paragraph each; most of it from the pages in `docs/`.
    pub explanation: Vec<String>,
    /// What `tlstrace explain` says more about: `message certificate_request`.
    pub topic: Option<String>,
}

/// A question before its options are put in order.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Which kind of question it is.
    pub kind: &'static str,
    /// The connection that it is about.
    pub about: String,
    /// The question, as Markdown.
    pub text: String,
    /// The right answer.
    pub right: String,
    /// Wrong answers, as many as there are; those that are no better than the right one are dropped.
    pub wrong: Vec<String>,
    /// Where to look.
    pub hint: &'static str,
    /// Why it is so.
    pub explanation: Vec<String>,
    /// What `tlstrace explain` says more about.
    pub topic: Option<String>,
}

/// All questions of a kind about a connection. The others are there for wrong answers.
type Kind = fn(&Subject<'_>, &[Subject<'_>]) -> Vec<Draft>;

const KINDS: [Kind; 10] = [
    next::drafts,
    signer::drafts,
    name_bytes::drafts,
    alert::drafts,
    encrypted::drafts,
    on_the_wire::drafts,
    added::drafts,
    proved::drafts,
    keys::drafts,
    ending::drafts,
];

/// The most options of a question, and the fewest.
const OPTIONS: (usize, usize) = (4, 3);

/// At most `most` questions about these connections, as many kinds as there are; `more` are questions that only others
/// can ask (why it failed).
#[must_use]
pub fn questions(subjects: &[Subject<'_>], more: Vec<Draft>, seed: u64, most: usize) -> Vec<Question> {
    let mut dice = Dice::new(seed);
    let mut kinds: Vec<Vec<Draft>> =
        KINDS.iter().map(|kind| subjects.iter().flat_map(|subject| kind(subject, subjects)).collect()).collect();
    kinds.push(more);
    for kind in &mut kinds {
        dice.shuffle(kind);
    }
    dice.shuffle(&mut kinds);
    let mut found: Vec<Question> = Vec::new();
    while found.len() < most && kinds.iter().any(|kind| !kind.is_empty()) {
        let round: Vec<Draft> = kinds.iter_mut().filter_map(Vec::pop).collect();
        for draft in round {
            let question = draft.finish(&mut dice).filter(|question| found.iter().all(|other| !other.is_like(question)));
            found.extend(question);
        }
    }
    found.truncate(most);
    found
}

impl Question {
    /// Whether it asks the same again: of the same connection, or of another with the same answer.
    fn is_like(&self, other: &Self) -> bool {
        self.text == other.text && (self.about == other.about || self.options.get(self.right) == other.options.get(other.right))
    }
}

impl Draft {
    /// Puts the options in an order that the dice decide; `None` where there are too few wrong ones.
    fn finish(mut self, dice: &mut Dice) -> Option<Question> {
        dice.shuffle(&mut self.wrong);
        let mut options: Vec<String> = Vec::new();
        for wrong in self.wrong {
            if wrong != self.right && !options.contains(&wrong) && options.len() + 1 < OPTIONS.0 {
                options.push(wrong);
            }
        }
        if options.len() + 1 < OPTIONS.1 {
            return None;
        }
        let right = dice.below(options.len() + 1);
        options.insert(right, self.right);
        Some(Question {
            kind: self.kind,
            about: self.about,
            text: self.text,
            options,
            right,
            hint: self.hint,
            explanation: self.explanation,
            topic: self.topic,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(wrong: &[&str]) -> Draft {
        Draft { text: "?".into(), right: "r".into(), wrong: wrong.iter().map(|&wrong| wrong.to_owned()).collect(), ..Draft::default() }
    }

    #[test]
    fn options_differ_and_one_is_right() {
        let question = draft(&["a", "r", "a", "b", "c", "d"]).finish(&mut Dice::new(1)).unwrap();
        assert_eq!(question.options.len(), 4);
        assert_eq!(question.options[question.right], "r");
        assert_eq!(question.options.iter().filter(|option| *option == "r").count(), 1);
        assert_eq!(draft(&["a", "a", "r"]).finish(&mut Dice::new(1)), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_quiz() {
        let ask = |seed| questions(&[], (0..20).map(|n| Draft { text: n.to_string(), ..draft(&["a", "b", "c", "d"]) }).collect(), seed, 5);
        assert_eq!(ask(3), ask(3));
        assert_ne!(ask(3), ask(4));
        assert_eq!(ask(3).len(), 5);
    }
}
