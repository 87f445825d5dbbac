//! The server asked for a certificate, got none, and went on: who the client is, nobody knows.

use crate::capture::End;
use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;
use crate::trace::ClientAuth;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    if facts.has_failed() || facts.connection.negotiated.client_auth != ClientAuth::RequestedAbsent {
        return None;
    }
    let (event, _) = facts.certificate(End::Client)?;
    let says = "the server asked for a certificate, got none, and went on: the client is anonymous";
    let evidence = field::named(event, "certificate_list", "the client's Certificate: an empty list");
    Some(
        Finding::note(FindingId::ClientAuthOptional, says, evidence)
            .fix("have the server require a certificate if it means to know its clients"),
    )
}
