//! Who has proved who it is?

use super::{Draft, Subject};
use crate::teach::markdown::{code, plain};
use crate::teach::{Proofs, Proved};

const OPTIONS: [&str; 4] = ["the server, and not the client", "the client, and not the server", "both", "neither of them"];

pub(super) fn drafts(subject: &Subject<'_>, _: &[Subject<'_>]) -> Vec<Draft> {
    let proofs = Proofs::of(subject.connection);
    let is_proved = |proved: &Proved| matches!(proved, Proved::As(_));
    let is_open = |proved: &Proved| matches!(proved, Proved::Claims { but, .. } if but.contains("was not checked"));
    if is_open(&proofs.server) || is_open(&proofs.client) {
        return Vec::new();
    }
    let right = match (is_proved(&proofs.server), is_proved(&proofs.client)) {
        (true, false) => OPTIONS[0],
        (false, true) => OPTIONS[1],
        (true, true) => OPTIONS[2],
        (false, false) => OPTIONS[3],
    };
    vec![Draft {
        right: right.into(),
        wrong: OPTIONS.map(str::to_owned).to_vec(),
        hint: "A certificate proves nothing by itself: its path must hold, and a signature with its key.",
        explanation: vec![in_words("server", &proofs.server), in_words("client", &proofs.client)],
        topic: Some("message certificate_verify".into()),
        ..subject.draft("proved", "At the end of this connection: who has proved who it is, with a certificate that the other end trusts?")
    }]
}

fn in_words(who: &str, proved: &Proved) -> String {
    match proved {
        Proved::As(name) => format!("The {who} is {}: its path and its signature hold.", code(name)),
        Proved::Claims { subject, but } => format!("The {who} says that it is {}, but {}.", code(subject), plain(but)),
        Proved::Nothing(why) => format!("The {who} proved nothing: {why}."),
    }
}
