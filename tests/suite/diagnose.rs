//! The rules against every scenario, in every version, and with less and less known.
//!
//! A capture file has no reports of the ends; nobody may tell what an end trusts; there may be no key log. With less
//! knowledge the same rules must be less sure, and never sure of something else.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use tlstrace::capture::{Capture, End};
use tlstrace::diagnose::preflight::{Given, Material, preflight};
use tlstrace::diagnose::{Certainty, Evidence, Finding, FindingId, diagnose};
use tlstrace::scenario::Scenario;
use tlstrace::trace::{Trace, trace};
use tlstrace::watch::TlsVersion;

use crate::common;

/// A scenario in one version, run once for all tests.
struct Run {
    name: &'static str,
    version: TlsVersion,
    /// The cause that the scenario expects.
    expected: Option<String>,
    capture: Capture,
}

/// How much is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Knowing {
    /// All that the lab tells.
    All,
    /// Not what the ends report.
    NoEnds,
    /// Nor what they trust, their lists and their clocks: as from a capture file with its key log.
    NoTrust,
    /// Nor the keys.
    NoKeys,
}

const LEVELS: [Knowing; 4] = [Knowing::All, Knowing::NoEnds, Knowing::NoTrust, Knowing::NoKeys];

static RUNS: LazyLock<Vec<Run>> = LazyLock::new(|| {
    let each = Scenario::builtin().into_iter().flat_map(|builtin| builtin.versions.into_iter().map(move |version| (builtin.name, version)));
    each.map(|(name, version)| {
        let scenario = Scenario::load(name).unwrap();
        let expected = scenario.expect.as_ref().and_then(|expected| expected.in_version(version).finding);
        Run { name, version, expected, capture: common::run(&format!("{name}@{}", version.number()), None) }
    })
    .collect()
});

impl Run {
    fn with(&self, knowing: Knowing) -> Trace {
        let mut capture = self.capture.clone();
        for connection in &mut capture.connections {
            if knowing >= Knowing::NoEnds {
                (connection.client_end, connection.server_end) = (None, None);
                connection.shared_secrets.clear();
            }
            if knowing >= Knowing::NoTrust {
                (connection.client_knows, connection.server_knows) = Default::default();
            }
            if knowing >= Knowing::NoKeys {
                connection.keylog = tlstrace::capture::KeyLog::default();
            }
        }
        trace(&capture)
    }

    fn findings(&self, knowing: Knowing) -> Vec<Finding> {
        diagnose(&self.with(knowing)).pop().unwrap_or_default()
    }

    fn cause(&self, knowing: Knowing) -> Option<Finding> {
        self.findings(knowing).into_iter().find(Finding::is_cause)
    }

    fn title(&self) -> String {
        format!("{}@{}", self.name, self.version.number())
    }
}

#[test]
fn the_expected_cause_stands_first() {
    for run in RUNS.iter() {
        let cause = run.cause(Knowing::All).map(|cause| cause.id.to_string());
        assert_eq!(cause, run.expected, "{}: {:#?}", run.title(), run.findings(Knowing::All));
    }
}

#[test]
fn nothing_else_is_ever_proven() {
    for run in RUNS.iter() {
        for knowing in LEVELS {
            for finding in run.findings(knowing).iter().filter(|finding| finding.is_cause() && finding.certainty == Certainty::Proven) {
                let is_right = run.expected.as_deref().is_some_and(|expected| is_as_good(expected, finding.id.name()));
                assert!(is_right, "{} with {knowing:?}: {finding:#?}", run.title());
            }
        }
    }
}

/// A client that keeps its certificate sends none: without its own view that, and no more, can be proven.
fn is_as_good(expected: &str, found: &str) -> bool {
    expected == found || (found == "client-cert-missing" && matches!(expected, "client-cert-withheld" | "sigalg-mismatch"))
}

#[test]
fn every_id_has_a_scenario() {
    /// What other stacks do, and rustls does not.
    const OF_OTHER_STACKS: [&str; 14] = [
        "renegotiation-refused",
        "client-auth-after-handshake",
        "psk-mismatch",
        "cert-authority-key-id-mismatch",
        "cert-name-encoding",
        "cert-negative-serial",
        "cert-explicit-curve",
        "cert-compressed-point",
        "chain-too-deep",
        "sni-host-mismatch",
        "session-context-missing",
        "handshake-message-too-large",
        // Of packets: tests/suite/evidence.rs.
        "one-direction-only",
        "closed-without-close-notify",
    ];
    /// What the preflight of files finds, before anybody connects.
    const OF_FILES: [&str; 4] =
        ["client-chain-order", "server-chain-order", "client-credentials-unloadable", "server-credentials-unloadable"];
    let of_others = |id: &str| OF_OTHER_STACKS.iter().any(|other| id.ends_with(other));
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for run in RUNS.iter() {
        seen.extend(LEVELS.iter().flat_map(|knowing| run.findings(*knowing)).map(|finding| finding.id.name()));
    }
    let judged_alike = |id: &&str| {
        id.strip_prefix("server-").is_some_and(|rest| seen.contains(format!("client-{rest}").as_str())) // one rule judges both ends
    };
    let all = FindingId::ALL.iter().map(|id| id.name());
    let missing: Vec<_> = all.filter(|id| !seen.contains(id) && !judged_alike(id) && !of_others(id) && !OF_FILES.contains(id)).collect();
    assert!(missing.is_empty(), "no scenario shows {missing:?}");
}

/// `inspect` and `certs check` know the same faults: each scenario's cause that lies in a chain is what the preflight of
/// that chain says, and of a chain that was accepted it says nothing.
#[test]
fn a_chain_on_the_wire_and_in_files_gets_one_verdict() {
    let mut compared = 0;
    for run in RUNS.iter() {
        let connection = run.capture.connections.last().unwrap();
        let trace = trace(&run.capture);
        let traced = trace.connections.last().unwrap();
        for end in [End::Client, End::Server] {
            let Some((_, certificate)) = traced.chain(end) else { continue };
            let judge = connection.knows(end.other());
            let Some(trust) = &judge.trust else { continue };
            let given = |ders: &[Vec<u8>]| ders.iter().map(|der| Given { der: der.clone(), ..Given::default() }).collect::<Vec<_>>();
            let chain: Vec<Vec<u8>> = certificate.chain.iter().map(|entry| entry.der.clone()).collect();
            let at_s = judge.clock_s.unwrap_or(connection.started_us / 1_000_000);
            let crls = given(&judge.crls);
            let material = Material {
                role: end,
                chain: given(&chain),
                trust: Some(given(trust)),
                crls,
                at_s,
                host: judge.server_name.clone(),
                ..Material::default()
            };
            let refused: Vec<FindingId> = preflight(&material).unwrap().refusals().filter_map(|check| check.finding).collect();
            let cause = run.cause(Knowing::All).map(|cause| cause.id).filter(|id| id.end() == Some(end) && is_in_the_chain(*id));
            compared += usize::from(cause.is_some());
            match cause {
                Some(cause) => assert!(refused.contains(&cause), "{}: {cause} on the wire, {refused:?} in files", run.title()),
                None if run.expected.is_none() => {
                    assert!(refused.is_empty(), "{}: accepted on the wire, {refused:?} in files", run.title());
                }
                None => {}
            }
        }
    }
    assert!(compared > 30, "{compared}");
}

/// Not what only the handshake shows: a missing chain, a key, a policy.
fn is_in_the_chain(id: FindingId) -> bool {
    let of_handshake = ["missing", "withheld", "not-authorized", "key-mismatch", "incomplete-chain"];
    id == "client-cert-issuer-key-mismatch"
        || id == "server-cert-issuer-key-mismatch"
        || !of_handshake.iter().any(|end| id.name().ends_with(end))
}

/// No two ids have one name, and each is found by its name.
#[test]
fn ids_and_names_are_one_to_one() {
    assert!(FindingId::ALL.iter().all(|id| FindingId::named(id.name()) == Some(*id)));
}

#[test]
fn near_pairs_do_not_cross() {
    let pairs = [
        ("client-cert-expired", "client-cert-not-yet-valid"),
        ("server-cert-expired", "server-cert-not-yet-valid"),
        ("client-cert-unknown-ca", "client-cert-incomplete-chain"),
        ("server-cert-unknown-ca", "server-cert-incomplete-chain"),
        ("client-cert-missing", "client-cert-withheld"),
        ("client-cert-wrong-eku", "client-cert-wrong-key-usage"),
        ("client-cert-issuer-key-mismatch", "client-cert-bad-signature"),
        ("client-key-mismatch", "client-cert-bad-signature"),
        ("crl-expired", "client-cert-revoked"),
        ("client-cert-expired", "client-ca-expired"),
    ];
    for (left, right) in pairs.into_iter().flat_map(|(left, right)| [(left, right), (right, left)]) {
        for run in RUNS.iter().filter(|run| run.expected.as_deref() == Some(left)) {
            let crossed = run.findings(Knowing::All).into_iter().find(|finding| finding.id == right);
            assert_eq!(crossed, None, "{}", run.title());
        }
    }
}

#[test]
fn evidence_lies_within_its_message() {
    for run in RUNS.iter() {
        for knowing in LEVELS {
            let trace = run.with(knowing);
            for (connection, findings) in trace.connections.iter().zip(diagnose(&trace)) {
                for evidence in findings.iter().flat_map(|finding| finding.evidence.iter()) {
                    assert!(!evidence.detail().is_empty());
                    let Evidence::Bytes { event, start, end, .. } = evidence else { continue };
                    let message = &connection.events[event - 1];
                    assert!(start < end && *end <= message.span.len(), "{}: {evidence:?} of {} bytes", run.title(), message.span.len());
                }
            }
        }
    }
}

#[test]
fn the_date_is_where_the_evidence_says() {
    let run = RUNS.iter().find(|run| run.title() == "client-cert-expired@1.3").unwrap();
    let trace = run.with(Knowing::All);
    let cause = run.cause(Knowing::All).unwrap();
    let Evidence::Bytes { event, start, end, .. } = cause.evidence.first() else { panic!("{cause:#?}") };
    let event = &trace.connections[0].events[event - 1];
    let bytes = &trace.connections[0].buffers.bytes(event.span)[*start..*end];
    assert_eq!((bytes[0], bytes[1], bytes.last()), (0x17, 13, Some(&b'Z')), "a UTCTime: {bytes:02x?}");
}

#[test]
fn every_finding_says_what_to_do() {
    for run in RUNS.iter() {
        for finding in LEVELS.iter().flat_map(|knowing| run.findings(*knowing)) {
            assert!(!finding.says.is_empty() && !finding.fix.is_empty(), "{}: {finding:#?}", run.title());
            assert!(!finding.says.ends_with('.'), "{}", finding.says);
            let needs = finding.certainty != Certainty::Proven;
            assert_eq!(finding.settles.is_some(), needs, "{}: {finding:#?}", run.title());
        }
    }
}

/// The table of the documentation: what each scenario's cause is with less and less knowledge.
#[test]
fn what_is_known_with_less_and_less() {
    let mut table = String::new();
    for run in RUNS.iter().filter(|run| run.expected.is_some()) {
        let cells = LEVELS.map(|knowing| cell(run, knowing));
        writeln!(table, "{:48} {}", run.title(), cells.join(" | ")).unwrap();
    }
    insta::assert_snapshot!(table);
}

fn cell(run: &Run, knowing: Knowing) -> String {
    let Some(cause) = run.cause(knowing) else { return "nothing".into() };
    let id = if run.expected.as_deref() == Some(cause.id.name()) { "" } else { cause.id.name() };
    let cell = format!("{} {id}", cause.certainty.name());
    cell.trim_end().to_owned()
}

/// With what a capture file and `--trust` give, the cause is the right one; where it is not, that is listed here.
#[test]
fn without_the_ends_reports_the_cause_is_the_same() {
    let told: BTreeMap<&str, &str> = BTreeMap::from([
        ("client-cert-withheld", "client-cert-missing"), // on the wire it looks as if it had none
        ("sigalg-mismatch", "client-cert-missing"),
        ("connection-refused", "unexplained"), // without a byte and without a word nobody knows what was wanted
    ]);
    for run in RUNS.iter().filter(|run| run.expected.is_some()) {
        let expected = run.expected.as_deref().unwrap_or_default();
        let cause = run.cause(Knowing::NoEnds).map_or("", |cause| cause.id.name());
        assert!(cause == expected || told.get(expected) == Some(&cause), "{}: {:#?}", run.title(), run.findings(Knowing::NoEnds));
    }
}

/// A page and the program say the same: the scenario that it names shows its id, and prints the lines that it quotes.
#[test]
fn every_finding_has_a_page_that_the_program_bears_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/findings");
    let mut pages: Vec<String> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    let mut ids: Vec<String> = FindingId::ALL.iter().map(|id| format!("{id}.md")).collect();
    pages.sort();
    ids.sort();
    assert_eq!(pages, ids);
    for page in pages {
        let text = std::fs::read_to_string(format!("{folder}/{page}")).unwrap();
        let id = page.trim_end_matches(".md");
        assert_page(id, &text);
        let Some((_, example)) = text.split_once("$ tlstrace inspect ") else { continue };
        let mut lines = example.split("```").next().unwrap().lines();
        let output = inspect(lines.next().unwrap());
        assert!(output.contains(id), "{id}: {output}");
        for line in lines {
            assert!(output.contains(&words(line)), "{id}: no `{line}` in {output}");
        }
    }
}

fn assert_page(id: &str, text: &str) {
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(format!("# {id}").as_str()));
    assert_eq!((lines.next(), lines.next().is_some_and(|line| line.ends_with('.'))), (Some(""), true), "{id}: one sentence");
    let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(headings, ["What happened", "How it shows", "How tlstrace knows", "How to fix it", "Try it", "Sources"], "{id}");
}

fn inspect(source: &str) -> String {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tlstrace"));
    let output = command.args(["inspect", source]).env("COLUMNS", "200").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{source}: {}", String::from_utf8_lossy(&output.stderr));
    words(&String::from_utf8(output.stdout).unwrap())
}

/// Text with single spaces.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
