//! How did it end, and how far did it come?

use super::subject::{Said, names};
use super::{Draft, Subject};
use crate::capture::End;
use crate::trace::{Event, Protection, State};

const STATES: [(State, &str); 5] = [
    (State::Established, "the handshake was finished, and nobody refused it"),
    (State::Failed, "one of the ends gave it up"),
    (State::Incomplete, "it stops in the middle, and nobody says why"),
    (State::Unknown, "what was captured does not tell"),
    (State::NotTls, "no TLS was spoken at all"),
];

const LATER: [&str; 4] = ["the client's Finished", "the server's Certificate", "the client's ClientHello", "the server's ServerHello"];
const NOTHING: &str = "none: no message of a handshake was sent";

pub(super) fn drafts(subject: &Subject<'_>, all: &[Subject<'_>]) -> Vec<Draft> {
    [state(subject), Some(refused(subject)), last(subject, all), Some(first(subject))].into_iter().flatten().collect()
}

fn state(subject: &Subject<'_>) -> Option<Draft> {
    let outcome = &subject.connection.outcome;
    let state = outcome.state;
    if state == State::Established && outcome.refused_by.is_some() {
        return None; // refused above TLS
    }
    let (_, right) = STATES.into_iter().find(|(other, _)| *other == state)?;
    Some(Draft {
        right: right.into(),
        wrong: STATES.map(|(_, says)| says.to_owned()).to_vec(),
        hint: "Look at what came last, and from whom.",
        explanation: vec![format!(
            "{} was sent last. tlstrace calls the connection `{state}`.",
            last_message(subject).unwrap_or_else(|| "Nothing".into())
        )],
        ..subject.draft("ending", "How did this connection end?")
    })
}

fn refused(subject: &Subject<'_>) -> Draft {
    let refused_by = subject.connection.outcome.refused_by;
    let right = refused_by.map_or("nobody said no", End::name);
    let all = ["client", "server", "nobody said no", "the authority that issued a certificate"];
    let explanation = match refused_by {
        Some(end) => format!("The {end} refused: it sent the alert, or the answer that says no."),
        None => "No alert and no answer of either end says no.".into(),
    };
    Draft {
        right: right.into(),
        wrong: all.map(str::to_owned).to_vec(),
        hint: "An alert is sent by the one who refuses. An end that leaves without a word has not said no.",
        explanation: vec![explanation],
        topic: Some("message alert".into()),
        ..subject.draft("ending", "Who refused to go on, by a word that was sent?")
    }
}

fn last(subject: &Subject<'_>, all: &[Subject<'_>]) -> Option<Draft> {
    let is_handshake = |said: &Said<'_>| said.event.message().is_some();
    let is_readable = subject.all().all(|said| said.event.protection != Protection::Sealed);
    let right = subject.all().filter(is_handshake).last().map_or_else(|| NOTHING.to_owned(), |said| said.name());
    is_readable.then(|| Draft {
        explanation: vec![format!("The last message of a handshake in it: {right}.")],
        right,
        wrong: names(all)
            .into_iter()
            .chain(LATER.map(str::to_owned))
            .chain([NOTHING.to_owned()])
            .filter(|name| !name.ends_with("Alert") && !name.ends_with("data") && !name.ends_with("ChangeCipherSpec"))
            .collect(),
        hint: "Alerts, ChangeCipherSpec and application data are no messages of the handshake.",
        ..subject.draft("ending", "Which message of the handshake was the last one?")
    })
}

fn first(subject: &Subject<'_>) -> Draft {
    let right = match subject.connection.events.first().map(Event::sender) {
        Some(End::Client) => "the client",
        Some(End::Server) => "the server",
        None => "nobody: nothing was sent",
    };
    Draft {
        right: right.into(),
        wrong: ["the client", "the server", "nobody: nothing was sent"].map(str::to_owned).to_vec(),
        hint: "In TLS one end always speaks first. Whether it did here is another question.",
        explanation: vec!["In TLS the client speaks first, with ClientHello; a server that speaks first speaks something else.".into()],
        topic: Some("message client_hello".into()),
        ..subject.draft("ending", "Who sent the first byte of this connection?")
    }
}

fn last_message(subject: &Subject<'_>) -> Option<String> {
    subject.all().last().map(|said| said.name().replacen("the", "The", 1))
}
