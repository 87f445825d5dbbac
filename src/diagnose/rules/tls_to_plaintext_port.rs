//! The client speaks TLS, the server does not: `wrong version number` in OpenSSL's words.

use super::plaintext_to_tls_port::{first_line, speaks};
use crate::capture::End;
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::Kind;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (hello, _) = facts.client_hello()?;
    let mut from_server = facts.connection.events.iter().filter(|event| event.sender() == End::Server);
    let event = from_server.next().filter(|event| event.kind() == Kind::Plaintext)?;
    let text = first_line(facts.connection.buffers.bytes(event.span));
    let evidence = field::whole(event, format!("the server's first bytes: {text}"));
    let says = format!("the server {} at this port", speaks(facts, End::Server));
    Some(
        Finding::cause(FindingId::TlsToPlaintextPort, Certainty::Proven, says, evidence)
            .by(facts.by().or(Some(End::Client)))
            .and([field::whole(hello, "the client's ClientHello")])
            .and(facts.word())
            .fix("use the server's TLS port, or switch TLS on there; protocols with STARTTLS begin in the clear"),
    )
}
