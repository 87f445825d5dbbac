//! Behind which message can the keys be computed?

use super::subject::Said;
use super::{Draft, Subject};

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    let messages = subject.said();
    let draft = |card: &crate::teach::walk::Card| {
        let side = card.sides.first()?.as_ref().filter(|side| side.step.is_computed())?;
        let before = messages.iter().find(|said| said.event.step == side.step.after_step)?;
        let sentence = card.page.map(|page| page.sentence.clone());
        Some(Draft {
            right: before.name(),
            wrong: messages.iter().map(Said::name).collect(),
            hint: "Keys need the secret of the key exchange, and the messages that are hashed into them.",
            explanation: sentence.into_iter().chain(side.in_this_run.iter().take(3).cloned()).collect(),
            topic: Some("rung 9".into()),
            ..subject.draft("keys", format!("Which message is the first behind which both ends can compute the {}?", card.name))
        })
    };
    subject.cards.iter().filter_map(draft).collect()
}
