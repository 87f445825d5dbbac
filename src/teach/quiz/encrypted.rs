//! Which messages are encrypted?

use super::subject::Said;
use super::{Draft, Subject};

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    let is_mixed = |said: &Said<'_>| subject.all().any(|other| other.name() == said.name() && other.step.encrypted != said.step.encrypted);
    let said: Vec<Said<'_>> = subject.said().into_iter().filter(|said| !is_mixed(said)).collect();
    let (sealed, clear): (Vec<&Said<'_>>, Vec<&Said<'_>>) = said.iter().partition(|said| said.step.encrypted);
    let names = |list: &[&Said<'_>]| list.iter().map(|said| said.name()).collect::<Vec<_>>();
    let draft = |said: &&Said<'_>, wrong: &[&Said<'_>], what: &str| Draft {
        right: said.name(),
        wrong: names(wrong),
        hint: "From when on do both ends have keys? TLS 1.3 has them a round trip earlier than TLS 1.2.",
        explanation: said.explanation(),
        topic: said.topic(),
        ..subject.draft("encrypted", format!("Which of these {what}?"))
    };
    let encrypted = sealed.iter().map(|said| draft(said, &clear, "was encrypted on the wire"));
    let open = clear.iter().map(|said| draft(said, &sealed, "could be read by everybody on the wire"));
    encrypted.chain(open).collect()
}
