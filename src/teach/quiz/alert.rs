//! What does this alert mean, and who sent it?

use super::{Draft, Subject};
use crate::teach::pages::{Kind, Page, library};
use crate::trace::Body;

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    subject.said().iter().flat_map(|said| of(subject, said)).collect()
}

fn of(subject: &Subject<'_>, said: &super::subject::Said<'_>) -> Vec<Draft> {
    let Body::Alert(alert) = said.event.body else { return Vec::new() };
    let Some(page) = alert.description.name().and_then(|name| library().page(Kind::Alert, name)) else { return Vec::new() };
    let (from, to) = (said.event.from.sender(), said.event.from.reverse().sender());
    let meaning = Draft {
        right: meaning(page),
        wrong: library().pages.iter().filter(|other| other.kind == Kind::Alert && *other != page).map(meaning).collect(),
        hint: "The name of an alert says in which drawer its sender put the fault.",
        explanation: said.explanation(),
        topic: said.topic(),
        ..subject.draft("alert", format!("The alert `{}` was sent. What does it mean?", page.name))
    };
    let sender = Draft {
        right: format!("the {from}"),
        wrong: vec![
            format!("the {to}"),
            "the authority that issued the certificate".into(),
            "both".into(),
            "a firewall between them".into(),
        ],
        hint: "Who had something to say at that moment, and about whom?",
        explanation: said.explanation(),
        topic: said.topic(),
        ..subject.draft("alert", format!("Who sent the alert `{}`?", page.name))
    };
    let is_sent_by_both = subject.all().any(|other| {
        other.event.from != said.event.from && matches!(other.event.body, Body::Alert(other) if other.description == alert.description)
    });
    if is_sent_by_both { vec![meaning] } else { vec![meaning, sender] }
}

/// The first sentence of its page, without the name.
fn meaning(page: &Page) -> String {
    let says = page.sentence.split_once(": ").map_or(page.sentence.as_str(), |(_, says)| says);
    says.replace(&page.name, "it").trim_end_matches('.').to_owned()
}
