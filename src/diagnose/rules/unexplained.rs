//! No rule knows why. A failure never ends in silence: at least it is said what was seen, and what would help.

use crate::capture::End;
use crate::diagnose::facts::{Facts, Sign};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::Claim;

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    if !facts.has_failed() {
        return None;
    }
    let evidence =
        facts.sign().or_else(|| facts.word()).unwrap_or_else(|| Evidence::Absent { detail: "no alert, and no end's report".into() });
    let who = facts.by().map_or("an end", End::name);
    let says = match facts.refusal.as_ref().map(|refusal| &refusal.sign) {
        Some(Sign::Sealed { .. }) => format!("the {who} gave up with an alert that is encrypted{}", behind(facts)),
        Some(Sign::Above { said, .. }) => {
            format!("the server took the handshake, and refuses in {}: {}", said.protocol, said.words)
        }
        Some(Sign::Alert { description, .. }) => format!("the {who} gave up with {description}, and nothing seen here says why"),
        _ => "it failed, and nothing seen here says why".to_owned(),
    };
    let settles = if facts.has_sealed() {
        "--keylog FILE: certificates and alerts of TLS 1.3 are encrypted"
    } else {
        "the log of the end that gave up"
    };
    Some(
        Finding::cause(FindingId::Unexplained, Certainty::Possible, says, evidence)
            .by(facts.by())
            .and(facts.word())
            .fix("run an end with SSLKEYLOGFILE set and give the file with --keylog; read both ends' logs; `tlstrace explain` knows their words")
            .settled_by(settles),
    )
}

/// What the end that gave up had just been shown, as far as the sizes of sealed records tell.
fn behind(facts: &Facts<'_>) -> &'static str {
    let shown = facts.inferred_before_refusal().filter(|(from, _)| Some(*from) != facts.by());
    let is_proof = |claim: Claim| matches!(claim, Claim::Certificate | Claim::CertificateVerify);
    match (facts.by(), shown.last()) {
        (Some(End::Server), _) if shown_by_client(facts, is_proof) => ", in answer to the client's certificate",
        (Some(End::Client), Some(_)) => ", in answer to the server's flight: its certificate, most often",
        _ => "",
    }
}

fn shown_by_client(facts: &Facts<'_>, is: fn(Claim) -> bool) -> bool {
    facts.inferred_before_refusal().any(|(from, claim)| from == End::Client && is(claim))
}
