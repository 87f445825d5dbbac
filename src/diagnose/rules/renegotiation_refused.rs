//! The server wanted a second handshake, to ask for a certificate, and the client does not do that (RFC 5246 7.4.1.1).

use crate::capture::End;
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::{AlertDescription, HandshakeType};
use crate::trace::Body;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    if !facts.has_failed() {
        return None;
    }
    let refuses = |body: &Body| matches!(body, Body::Alert(alert) if alert.description == AlertDescription::NO_RENEGOTIATION);
    let answer = facts.connection.events.iter().find(|event| event.sender() == End::Client && refuses(&event.body))?;
    let asks =
        |event: &&crate::trace::Event| event.message().is_some_and(|message| message.handshake_type() == HandshakeType::HELLO_REQUEST);
    let asked = facts.connection.events.iter().find(asks);
    let certainty = if asked.is_some() { Certainty::Proven } else { Certainty::Likely };
    let says = "the server asked for a second handshake, as Apache and IIS do to ask for a certificate, and the client refuses that";
    Some(
        Finding::cause(FindingId::RenegotiationRefused, certainty, says, field::whole(answer, "the client's alert 100 no_renegotiation"))
            .by(Some(End::Client))
            .and(asked.map(|event| field::whole(event, "the server's HelloRequest")))
            .and(facts.sign())
            .fix("have the server ask in the first handshake (Apache: SSLVerifyClient in the virtual host); Go: Renegotiation: RenegotiateOnceAsClient")
            .settled_by("--keylog FILE: with it the server's HelloRequest can be read"),
    )
}
