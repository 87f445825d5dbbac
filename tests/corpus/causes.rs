//! The root cause that we name first, against what is known to have happened.
//!
//! What must never be stands before what should be: a wrong `proven`; a success called a failure; a failure called a success.

use std::fmt::Write as _;
use std::io::Write as _;

use libtest_mimic::{Failed, Trial};
use tlstrace::diagnose::{Certainty, Diagnosed, Finding};
use tlstrace::trace::{Connection, State};

use crate::label::{Corpus, Expected, Labelled, NO_CAUSE};
use crate::tally::Tally;

/// How much of the causes must be right: 98 of 100.
const LEAST_PERCENT: usize = 98;
/// And without keys, where a cause can be told without them.
const LEAST_PERCENT_SEALED: usize = 96;

/// Failures of which nothing shows without the keys of application data: they are told as what does show, a success.
const NOT_SEEN_WITHOUT_KEYS: [(&str, &str); 5] = [
    ("pha_expired_tls13.pcap", "post-handshake authentication is application data from outside"),
    ("apache_pha_expired_13.pcap", "the same"),
    ("apache_pha_nocert_13.pcap", "the same"),
    ("above_pg_nocert_12.pcap", "the refusal is a message of the protocol above"),
    ("php_nocert_13.pcap", "the server sends tickets, and closes without an alert"),
];
/// A client that closes right after both Finished, without data, is a health check as well as one that mistrusts: not an accusation.
const NOT_ACCUSED: &str = "node_client_untrusting_tls12.pcap";

/// How a verdict disagrees with what is known; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A cause is called proven, and it is not the one.
    WrongProven,
    /// A success is called something else.
    FalseFailure,
    /// A failure is called a success.
    MissedFailure,
    /// The first cause is not the one.
    WrongCause,
}

/// A verdict that disagrees.
pub(crate) struct Disagreement {
    pub(crate) kind: Kind,
    pub(crate) told: String,
}

pub(crate) fn trials(corpus: &'static Corpus) -> Vec<Trial> {
    let opened: &'static Judged = Box::leak(Box::new(Judged::of(corpus, "with keys", |file| Some((&file.opened, file.has_keys)))));
    let sealed = Judged::of(corpus, "without keys", |file| file.has_keys.then_some((&file.sealed, false)));
    let sealed: &'static Judged = Box::leak(Box::new(sealed));
    vec![
        Trial::test("root causes", || opened.ask_causes()),
        Trial::test("root causes without keys", || sealed.ask_nothing_missed()),
        Trial::test("wrong proven", || both(opened, sealed, Kind::WrongProven)),
        Trial::test("false failures", || both(opened, sealed, Kind::FalseFailure)),
    ]
}

fn both(opened: &Judged, sealed: &Judged, kind: Kind) -> Result<(), Failed> {
    let told: Vec<String> = [opened, sealed].into_iter().flat_map(|judged| judged.of_kind(kind)).collect();
    writeln!(std::io::stderr(), "{kind:?}: {}", told.len())?;
    if told.is_empty() { Ok(()) } else { Err(told.join("\n").into()) }
}

/// All verdicts of one way to read the corpus.
struct Judged {
    how: &'static str,
    by_stack: Tally,
    by_cause: Tally,
    disagreements: Vec<Disagreement>,
}

impl Judged {
    fn of(corpus: &Corpus, how: &'static str, read: fn(&Labelled) -> Option<(&Diagnosed, bool)>) -> Self {
        let mut judged = Self { how, by_stack: Tally::default(), by_cause: Tally::default(), disagreements: Vec::new() };
        for file in &corpus.files {
            let Some((seen, with_keys)) = read(file) else { continue };
            for expected in &file.expected {
                judged.add(file, expected, seen, with_keys);
            }
        }
        judged.disagreements.sort_by_key(|disagreement| disagreement.kind);
        judged
    }

    fn add(&mut self, file: &Labelled, expected: &Expected, seen: &Diagnosed, with_keys: bool) {
        let found = disagreements(expected, seen, with_keys);
        let is_right = found.is_empty();
        self.by_cause.count(&expected.cause, is_right);
        if expected.is_success {
            self.by_stack.count(&format!("{} (server), {NO_CAUSE}", file.server), is_right);
        } else {
            let stack = if expected.is_refused_by_client { &file.client } else { &file.server };
            self.by_stack.count(&format!("{stack} refuses"), is_right);
        }
        let place = |Disagreement { kind, told }: Disagreement| Disagreement { kind, told: format!("{} {}: {told}", file.name, self.how) };
        self.disagreements.extend(found.into_iter().map(place));
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = String> {
        self.disagreements.iter().filter(move |one| one.kind == kind).map(|one| one.told.clone())
    }

    fn table(&self) -> Result<String, Failed> {
        let (right, all) = self.by_cause.sum();
        let mut table = format!("root causes {}: {right} of {all}\nby stack\n{}by cause\n{}", self.how, self.by_stack, self.by_cause);
        for one in &self.disagreements {
            writeln!(table, "  {:?} {}", one.kind, one.told)?;
        }
        Ok(table)
    }

    fn ask_causes(&self) -> Result<(), Failed> {
        std::io::stderr().write_all(self.table()?.as_bytes())?;
        let (right, all) = self.by_cause.sum();
        if right * 100 < all * LEAST_PERCENT { Err(format!("{right} of {all}, under {LEAST_PERCENT} %").into()) } else { Ok(()) }
    }

    /// What needs keys may be missing; but a refusal is never without a finding, and what is named is not another cause.
    fn ask_nothing_missed(&self) -> Result<(), Failed> {
        std::io::stderr().write_all(self.table()?.as_bytes())?;
        let missed: Vec<String> = self.of_kind(Kind::MissedFailure).filter(|told| !is_unseen(told)).collect();
        let (right, all) = self.by_cause.sum();
        match missed.is_empty() {
            false => Err(missed.join("\n").into()),
            true if right * 100 < all * LEAST_PERCENT_SEALED => Err(format!("{right} of {all}, under {LEAST_PERCENT_SEALED} %").into()),
            true => Ok(()),
        }
    }
}

/// Whether a failure that was missed is one that cannot be seen there.
pub(crate) fn is_unseen(told: &str) -> bool {
    NOT_SEEN_WITHOUT_KEYS.iter().map(|(file, _)| *file).chain([NOT_ACCUSED]).any(|file| told.contains(file))
}

/// What disagrees with what is known of a connection, or of a file.
pub(crate) fn disagreements(expected: &Expected, seen: &Diagnosed, with_keys: bool) -> Vec<Disagreement> {
    let meant = meant(expected, seen);
    let causes: Vec<&Finding> = meant.iter().flat_map(|(_, findings)| findings.iter()).filter(|finding| finding.is_cause()).collect();
    let told = |kind, why: &str| Disagreement { kind, told: format!("{why}; {}", tell(expected, &meant)) };
    let is_right = |finding: &Finding| expected.right.contains(&Some(finding.id.to_string()));
    let proven = causes.iter().filter(|cause| cause.certainty == Certainty::Proven && !is_right(cause));
    let mut found: Vec<_> = proven.map(|cause| told(Kind::WrongProven, &format!("{} is called proven", cause.id.name()))).collect();
    if expected.is_success {
        let failed = meant.iter().find(|(connection, findings)| is_called_failed(connection, findings, with_keys));
        found.extend(failed.map(|_| told(Kind::FalseFailure, "it succeeded")));
        return found;
    }
    let first = causes.first().map(|cause| cause.id.to_string());
    if expected.right.contains(&first) || (!with_keys && is_excused(expected, causes.first().copied())) {
        return found;
    }
    found.push(match first {
        None => told(Kind::MissedFailure, "it failed"),
        Some(first) => told(Kind::WrongCause, &format!("{first} is not the cause")),
    });
    found
}

/// Without keys what needs keys may be missing. A refusal above TLS cannot even be seen.
fn is_excused(expected: &Expected, first: Option<&Finding>) -> bool {
    const VAGUE: [&str; 5] = ["unexplained", "peer-closed", "peer-reset", "peer-silent", "peer-left"];
    match first {
        _ if !expected.needs_keys => false,
        None => expected.is_above_tls,
        Some(first) => first.certainty == Certainty::Possible || VAGUE.contains(&first.id.name()),
    }
}

/// The connection that is meant; where the label is about the file, the first one that has a cause, or all.
fn meant<'a>(expected: &Expected, seen: &'a Diagnosed) -> Vec<(&'a Connection, &'a [Finding])> {
    if let Some(port) = expected.client_port {
        let is_it = |connection: &Connection| connection.client.ends_with(&format!(":{port}"));
        return seen.connections().filter(|(connection, _)| is_it(connection)).collect();
    }
    let all: Vec<_> = seen.connections().collect();
    let failing = all.iter().find(|(_, findings)| findings.iter().any(Finding::is_cause)).copied();
    match failing {
        Some(failing) if !expected.is_success => vec![failing],
        _ => all,
    }
}

/// A connection that is not TLS and is called so is not called failed; nor is one of which too little can be read to tell.
fn is_called_failed(connection: &Connection, findings: &[Finding], with_keys: bool) -> bool {
    let outcome = &connection.outcome;
    let is_good = match outcome.state {
        State::Established | State::NotTls => outcome.refused_by.is_none(),
        State::Unknown => !with_keys && outcome.refused_by.is_none(),
        State::Failed | State::Incomplete => false,
    };
    !is_good || findings.iter().any(Finding::is_cause)
}

fn tell(expected: &Expected, meant: &[(&Connection, &[Finding])]) -> String {
    let cause = |finding: &Finding| format!("{} {}", finding.id.name(), finding.certainty.name());
    let one = |(connection, findings): &(&Connection, &[Finding])| {
        let causes: Vec<String> = findings.iter().filter(|finding| finding.is_cause()).map(cause).collect();
        format!("{} {} [{}]", connection.client, connection.outcome.state, causes.join(", "))
    };
    let right: Vec<&str> = expected.right.iter().map(|id| id.as_deref().unwrap_or("none")).collect();
    let told: Vec<String> = meant.iter().take(3).map(one).collect();
    format!("right: {}; ours: {}", right.join(" or "), told.join(" "))
}
