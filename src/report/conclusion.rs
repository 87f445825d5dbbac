//! How a connection ended, and why: the verdict, the cause, and what both rest on.

use std::fmt;

use super::block::{Block, Cell, Fact, Tone, Verdict as Sentence};
use crate::diagnose::{Certainty, Evidence, Finding, FindingId, Verdict};
use crate::teach::{Proofs, Proved};
use crate::trace::{Connection, State};

/// How a connection ended, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// `REFUSED by the server: the client's certificate expired 3 days ago`.
    pub headline: String,
    /// The surest cause.
    pub cause: Option<Cause>,
    /// Whether all is well.
    pub is_good: bool,
    /// What the verdict rests on, a label and its lines each.
    pub grounds: Vec<Ground>,
}

/// What it failed for, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The finding.
    pub id: FindingId,
    /// How sure it is.
    pub certainty: Certainty,
}

/// `client-cert-expired, proven`.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.id, self.certainty.name())
    }
}

/// A label and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// `certificate`, `seen by`, `evidence`, `fix`, …
    pub label: &'static str,
    /// A line each.
    pub lines: Vec<String>,
}

/// How many pieces of evidence a verdict shows to people; a program gets them all.
const SHOWN_EVIDENCE: usize = 3;

impl Conclusion {
    /// The conclusion about a connection.
    pub(super) fn of(connection: &Connection, findings: &[Finding]) -> Self {
        let verdict = Verdict::of(connection, findings);
        let cause = findings.iter().find(|finding| finding.is_cause());
        Self {
            headline: headline(connection, &verdict, cause),
            cause: cause.map(|cause| Cause { id: cause.id, certainty: cause.certainty }),
            is_good: verdict.is_good,
            grounds: grounds(connection, &verdict, findings),
        }
    }

    /// The verdict, and what it rests on.
    pub(super) fn blocks(&self) -> [Block; 2] {
        let cause = self.cause.iter().map(|cause| Fact { label: "cause".into(), lines: vec![Cell::new(Tone::Strong, cause.to_string())] });
        let grounds = self.grounds.iter().map(|ground| Fact::new(ground.label, ground.lines.iter().cloned()));
        let sentence = Sentence { says: self.headline.clone(), is_good: self.is_good };
        [Block::Verdict(sentence), Block::Facts(cause.chain(grounds).collect())]
    }
}

fn headline(connection: &Connection, verdict: &Verdict, cause: Option<&Finding>) -> String {
    let hedge = match cause.map(|cause| cause.certainty) {
        Some(Certainty::Likely) => "most likely, ",
        Some(Certainty::Possible) => "perhaps ",
        _ => "",
    };
    match cause {
        Some(cause) => format!("{}: {hedge}{}.", verdict.outcome, cause.says),
        None if verdict.is_good && connection.outcome.state != State::NotTls => {
            format!("{}: {}.", verdict.outcome, who_is_proved(connection))
        }
        None => format!("{}.", verdict.outcome),
    }
}

/// Who has proved what, in one sentence.
fn who_is_proved(connection: &Connection) -> String {
    let proofs = Proofs::of(connection);
    let in_words = |end: &str, proved: &Proved| match proved {
        Proved::As(subject) => format!("the {end} is proved to be {subject}"),
        Proved::Claims { subject, but } => format!("the {end} says it is {subject}, but {but}"),
        Proved::Nothing(why) => format!("the {end} proved nothing: {why}"),
    };
    format!("{}; {}", in_words("server", &proofs.server), in_words("client", &proofs.client))
}

fn grounds(connection: &Connection, verdict: &Verdict, findings: &[Finding]) -> Vec<Ground> {
    let mut grounds = Vec::new();
    let mut add = |label, lines: Vec<String>| {
        if lines.iter().any(|line| !line.is_empty()) {
            grounds.push(Ground { label, lines });
        }
    };
    let (causes, notes): (Vec<&Finding>, Vec<&Finding>) = findings.iter().partition(|finding| finding.is_cause());
    if let Some((cause, others)) = causes.split_first() {
        add("certificate", verdict.certificate.iter().cloned().collect());
        add("seen by", verdict.seen.iter().map(|sight| format!("{:6}  {}", sight.end.name(), sight.what)).collect());
        add("evidence", evidence(connection, cause));
        add("fix", vec![cause.fix.clone()]);
        add("settled by", cause.settles.iter().cloned().collect());
        add("or else", others.iter().map(|other| format!("{}, {}: {}", other.id, other.certainty.name(), other.says)).collect());
    }
    add("note", notes.iter().map(|note| format!("{} ({}); {}", note.says, note.id, note.fix)).collect());
    grounds
}

/// What the finding rests on. What an end reported stands under what it saw already.
fn evidence(connection: &Connection, finding: &Finding) -> Vec<String> {
    let told = |evidence: &&Evidence| !matches!(evidence, Evidence::End { .. });
    let listed: Vec<&Evidence> = finding.evidence.iter().filter(told).take(SHOWN_EVIDENCE).collect();
    let shown = if listed.is_empty() { vec![finding.evidence.first()] } else { listed };
    shown.into_iter().map(|evidence| in_words(connection, evidence)).collect()
}

fn in_words(connection: &Connection, evidence: &Evidence) -> String {
    match evidence {
        Evidence::Bytes { event, start, end, detail } => {
            let message = event.checked_sub(1).and_then(|index| connection.events.get(index));
            let whole = message.is_some_and(|message| message.span.len() == end - start);
            if whole { format!("{detail} (step {event})") } else { format!("{detail} (step {event}, bytes {start}..{end})") }
        }
        Evidence::End { end, detail } => format!("the {end} says: {detail}"),
        Evidence::Config { detail, .. } | Evidence::Absent { detail } => detail.clone(),
    }
}
