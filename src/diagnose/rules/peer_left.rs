//! An end went away without a word: it closed, reset, or fell silent. After which message is half of the diagnosis.

use super::{client_cert_missing, connection_refused, tls_to_plaintext_port};
use crate::capture::{Close, End};
use crate::diagnose::facts::{Facts, Sign, field};
use crate::diagnose::finding::{Certainty, Evidence, Finding};
use crate::diagnose::ids::FindingId;
use crate::trace::{Event, Kind};

pub(super) fn check(facts: &Facts<'_>) -> Option<Finding> {
    let refusal = facts.refusal.as_ref()?;
    let Sign::Closed(close) = refusal.sign else { return None };
    if facts.connection.events.iter().all(|event| event.kind() == Kind::Plaintext) && !facts.connection.events.is_empty() {
        return None; // no TLS: other rules
    }
    if tls_to_plaintext_port::check(facts).is_some() || connection_refused::check(facts).is_some() {
        return None; // that is why
    }
    let who = refusal.by.map_or("an end", End::name);
    let (id, what) = match close {
        Close::Fin => (FindingId::PeerClosed, "closed the connection"),
        Close::Reset => (FindingId::PeerReset, "reset the connection"),
        Close::Open => (FindingId::PeerSilent, "fell silent"),
    };
    let last = refusal.before.iter().rfind(|event| event.kind() != Kind::Alert);
    let says = format!("the {who} {what} without a word {}", after(last));
    let evidence = last.map(|event| field::whole(event, format!("the last that was said: {}", name(event))));
    let sign = facts.sign()?;
    let judged = facts.judged.as_ref().is_some_and(|judged| !judged.judgement.holds());
    let seen = close != Close::Open || facts.end(refusal.by?.other()).is_some();
    let hidden = facts.has_sealed();
    // That it left is seen. That nothing else made it leave is proven only where it had been shown nothing to refuse.
    let was_missed = client_cert_missing::missed(facts).is_some();
    let certainty = if judged || hidden || was_missed || !seen { Certainty::Likely } else { Certainty::Proven };
    Some(
        Finding::cause(id, certainty, says, sign)
            .by(refusal.by)
            .and(evidence)
            .and(word_of_the_one_left(facts, refusal.by))
            .fix(remedy(facts, last))
            .settled_by(format!("the {who}'s log, and a capture on its side")),
    )
}

fn word_of_the_one_left(facts: &Facts<'_>, by: Option<End>) -> Option<Evidence> {
    let end = by?.other();
    Some(Evidence::End { end, detail: facts.end(end)?.error.clone()? })
}

fn after(last: Option<&Event>) -> String {
    last.map_or_else(|| "before anything was said".into(), |event| format!("after the {}'s {}", event.sender(), name(event)))
}

fn name(event: &Event) -> String {
    let nameless = if event.kind() == Kind::Plaintext { "bytes that are not TLS" } else { "sealed record" };
    event.name().unwrap_or_else(|| nameless.into())
}

/// What to look at, by how far it came.
fn remedy(facts: &Facts<'_>, last: Option<&Event>) -> &'static str {
    let client_answered = facts.certificate(End::Client).is_some();
    match last {
        None => "see whether the client can load its own certificate and key: it may have given up before its first byte",
        Some(event) if event.name().as_deref() == Some("client_hello") => {
            "look for a firewall, a filter on the name, a server behind a balancer that is down, or one that chokes on a ClientHello of over 1400 bytes (post-quantum key share)"
        }
        Some(_) if client_answered => {
            "look into the server's log: some servers (Node) close without an alert when they refuse a client's certificate"
        }
        Some(_) if facts.by() == Some(End::Client) => {
            "look into the client's log: a client that leaves right behind the server's flight has most likely refused the server's certificate, and some say no word (Node, Bun, libldap)"
        }
        Some(_) => {
            "look into the log of the end that left, and for what stands in between (a path that loses large packets, a proxy with a time limit)"
        }
    }
}
