//! A server that cannot resume: it asks for certificates, and has no session id context, without which OpenSSL refuses to take up a
//! session of its own (SSL_CTX_set_session_id_context).

use crate::capture::End;
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let (hello, client) = facts.client_hello()?;
    let extensions = &client.extensions;
    let offers = !client.legacy_session_id.is_empty() && extensions.supported_versions.is_empty()
        || extensions.session_ticket.as_ref().is_some_and(|ticket| !ticket.is_empty())
        || !extensions.psks.is_empty();
    if !facts.ended_with(End::Server, &[AlertDescription::INTERNAL_ERROR]) || facts.server_hello().is_some() || !offers {
        return None;
    }
    let earlier = facts.connection.offers_session_of;
    let certainty = if earlier.is_some() { Certainty::Likely } else { Certainty::Possible };
    let of = earlier.map_or_else(|| "an earlier connection".to_owned(), |number| format!("connection {number}, which went well"));
    let says = "the server does not take up its own session: it asks for certificates, and has no session id context";
    Some(
        Finding::cause(FindingId::SessionContextMissing, certainty, says, field::whole(hello, format!("the ClientHello offers the session of {of}")))
            .by(Some(End::Server))
            .and(facts.sign())
            .and(facts.word())
            .fix("set one in the server (`SSL_CTX_set_session_id_context`; Python, Node and nginx do it themselves), or switch its session cache and tickets off; a client can leave resumption off for now")
            .settled_by("the server's log: OpenSSL says `session id context uninitialized`"),
    )
}
