//! The server wanted to ask for a certificate after the handshake, and the client did not offer that
//! (RFC 8446 4.2.6, 4.6.2). It shows above TLS: HTTP 403.

use crate::capture::End;
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::ExtensionType;
use crate::trace::Kind;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (_, hello) = facts.client_hello()?;
    let offered = hello.extensions.has(ExtensionType::POST_HANDSHAKE_AUTH);
    let data = facts.connection.events.iter().filter(|event| event.sender() == End::Server && event.kind() == Kind::ApplicationData);
    let answer = data.into_iter().find(|event| {
        let text = String::from_utf8_lossy(facts.connection.buffers.bytes(event.span));
        text.starts_with("HTTP/1.") && text.contains(" 403 ") && text.contains("Post-Handshake Authentication")
    })?;
    if offered || !facts.connection.negotiated.is_tls13() {
        return None;
    }
    let says = "the server wanted the client's certificate after the handshake, which the client did not offer";
    Some(
        Finding::cause(FindingId::ClientAuthAfterHandshake, Certainty::Proven, says, field::whole(answer, "the server's answer: HTTP 403, Cannot perform Post-Handshake Authentication"))
            .by(Some(End::Server))
            .and([Evidence::Absent { detail: "the ClientHello has no post_handshake_auth".into() }])
            .fix("have the server ask in the handshake (Apache: SSLVerifyClient in the virtual host); or have the client offer it (`s_client -enable_pha`, Python: post_handshake_auth)"),
    )
}
