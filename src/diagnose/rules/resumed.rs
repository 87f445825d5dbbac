//! A session was resumed: no certificate was shown, and none was checked now (RFC 8446 2.2, RFC 5246 7.3).

use crate::diagnose::facts::{Facts, field};
use crate::diagnose::finding::Finding;
use crate::diagnose::ids::FindingId;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    if facts.has_failed() || !facts.connection.negotiated.resumed {
        return None;
    }
    let (event, _) = facts.server_hello()?;
    let earlier = facts.connection.resumes.map_or_else(|| "an earlier connection".into(), |number| format!("connection {number}"));
    let says =
        format!("the session of {earlier} was resumed: no certificate was checked now, also none that has expired or was revoked since");
    Some(Finding::note(FindingId::ResumedWithoutCertificate, says, field::whole(event, "the ServerHello takes up the client's session")).fix(
        "to test certificates, switch resumption off (`openssl s_client -no_ticket`, a fresh client); to enforce them, keep tickets short-lived",
    ))
}
