//! The server has nothing for the name that the client asked for, or for a client that asks for none (RFC 6066 3).

use crate::capture::{End, Reason};
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::names::AlertDescription;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let told = facts.decided(|reason| matches!(reason, Reason::NoCertificateForName)).is_some();
    let early = facts.certificate(End::Server).is_none();
    let says_so = facts.ended_with(End::Server, &[AlertDescription::UNRECOGNIZED_NAME]);
    // rustls says `access_denied`
    let may_say_so = early && facts.ended_with(End::Server, &[AlertDescription::ACCESS_DENIED]);
    if !told && !says_so && !may_say_so {
        return None;
    }
    let (event, hello) = facts.client_hello()?;
    let certainty = if told { Certainty::Proven } else { Certainty::Likely };
    let (says, evidence) = match &hello.extensions.server_name {
        Some(name) => (
            format!("the server has no certificate for the name {name}"),
            field::extension(event, "server_name", format!("the client asks for {name}")),
        ),
        None => (
            "the server wants to be asked for a name, and the client asks for none (it may connect by address)".to_owned(),
            Evidence::Absent { detail: "the ClientHello has no server_name".into() },
        ),
    };
    Some(
        Finding::cause(FindingId::SniUnrecognized, certainty, says, evidence)
            .by(facts.by())
            .and(facts.sign())
            .and(facts.word())
            .fix("connect by a name that the server has a certificate for, or add one for this name (or a default) to the server")
            .settled_by("the server's log, or its list of names"),
    )
}
