//! The walk through every built-in scenario: what each card says comes from the run, and holes are filled.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use crate::common;
use tlstrace::capture::{End, KeyLog};
use tlstrace::teach::Walk;
use tlstrace::teach::pages::{Kind, library};
use tlstrace::teach::walk::{Card, Side};
use tlstrace::trace::{Connection, Trace, trace};

/// Pages of messages that no built-in scenario has: rustls neither sends nor asks for them.
const NEVER_SEEN: [&str; 4] = ["hello_request", "end_of_early_data", "certificate_status", "compressed_certificate"];

/// Points that no built-in scenario fills.
const NEVER_FILLED: [&str; 2] = [
    // Of a lab run it is always known what the judge trusts.
    "Its path was not checked: {unknown.path}.",
    // The lab's clients all name a host.
    "{if not extensions.server_name} The client names no host: the server has to guess which certificate to show.",
];

fn walks(trace: &Trace) -> impl Iterator<Item = Walk> + '_ {
    (0..trace.connections.len()).map(move |index| Walk::new((trace, index), None).unwrap())
}

fn seeded(source: &str) -> Vec<Walk> {
    let trace = trace(&common::run(source, common::SEED));
    walks(&trace).collect()
}

fn side(card: &Card) -> &Side {
    card.sides[0].as_ref().unwrap()
}

#[test]
fn every_point_of_a_page_is_filled_by_some_scenario() {
    let mut open: BTreeMap<String, BTreeSet<&str>> = library()
        .pages
        .iter()
        .filter(|page| !NEVER_SEEN.contains(&page.name.as_str()))
        .map(|page| (page.label(), page.in_this_run.iter().map(String::as_str).filter(|point| !NEVER_FILLED.contains(point)).collect()))
        .collect();
    for source in common::sources() {
        let trace = trace(&common::run(&source, None));
        for card in walks(&trace).flat_map(|walk| walk.cards) {
            let page = match card.page {
                Some(page) if page.kind == Kind::Alert => library().page(Kind::Message, "alert").unwrap(),
                Some(page) => page,
                None => continue,
            };
            let points = &side(&card).in_this_run;
            assert!(points.iter().all(|point| !point.contains(['{', '}'])), "{source}, {}: {points:?}", card.name);
            open.get_mut(&page.label()).unwrap().retain(|point| !points.iter().any(|filled| is_from(filled, point)));
        }
    }
    open.retain(|_, points| !points.is_empty());
    assert!(open.is_empty(), "no scenario fills these: {open:#?}");
}

/// Whether a filled point stems from this one: its fixed parts stand in it, in order.
fn is_from(filled: &str, point: &str) -> bool {
    let mut rest = filled;
    point.split(['{', '}']).step_by(2).map(str::trim).all(|fixed| match rest.find(fixed) {
        Some(at) => {
            rest = &rest[at + fixed.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn pages_that_no_scenario_shows_have_only_holes_that_others_fill() {
    for name in NEVER_SEEN {
        let page = library().page(Kind::Message, name).unwrap();
        for hole in page.in_this_run.iter().flat_map(|point| point.split(['{', '}']).skip(1).step_by(2)) {
            assert!(["from", "to", "length", "says"].contains(&hole), "{name}: {hole}");
        }
    }
}

#[test]
fn holes_are_shown_nowhere_else() {
    for page in &library().pages {
        assert!(!page.markdown.contains("In this run") && !page.markdown.contains("{if "), "{}", page.label());
        assert!(page.sections.iter().all(|section| section.heading != "In this run"), "{}", page.label());
    }
    let shown = common::text(&common::output(&["explain", "client_hello", "--format", "markdown"]).stdout);
    assert!(shown.contains("## Sources") && !shown.contains('{'), "{shown}");
}

#[test]
fn every_message_says_something_of_its_run() {
    for page in library().pages.iter().filter(|page| page.kind == Kind::Message) {
        assert!(!page.in_this_run.is_empty(), "{}", page.label());
    }
    for source in ["tls@1.2", "mtls@1.3", "client-cert-expired@1.3"] {
        for card in &seeded(source)[0].cards {
            assert!(!side(card).in_this_run.is_empty(), "{source}: {}", card.name);
        }
    }
}

#[test]
fn no_walk_panics_and_what_was_learned_stays() {
    for source in common::sources() {
        let trace = trace(&common::run(&source, None));
        for walk in walks(&trace) {
            let mut before = [0, 0];
            for card in &walk.cards {
                let ends = &side(card).ends;
                for (end, before) in ends.iter().zip(&mut before) {
                    assert!(end.new <= end.lines.len() && end.lines.len() >= *before, "{source}: {}", card.name);
                    *before = end.lines.len();
                }
                assert_eq!([ends[0].of, ends[1].of], End::BOTH);
            }
        }
    }
}

fn all(walk: &Walk, of: End) -> String {
    let ends = &side(walk.cards.last().unwrap()).ends;
    ends[of.index()].lines.join("\n")
}

#[test]
fn who_is_proved_depends_on_the_run() {
    let (client, server) = (End::Client, End::Server);
    let tls = &seeded("tls@1.3")[0];
    assert!(all(tls, client).contains("the server is CN=localhost: proved"), "{}", all(tls, client));
    assert!(all(tls, server).contains("who the client is, it did not ask"), "{}", all(tls, server));
    let mtls = &seeded("mtls@1.3")[0];
    assert!(all(mtls, server).contains("the client is CN=alice: proved"), "{}", all(mtls, server));
    assert!(all(mtls, client).contains("does not know whether the server accepts its certificate"));
    let expired = &seeded("client-cert-expired@1.3")[0];
    assert!(!all(expired, server).contains("CN=bob: proved"), "{}", all(expired, server));
    assert!(all(expired, client).contains("believed that it was done, and was refused by the server: certificate_expired"));
    let mismatch = &seeded("client-key-mismatch@1.3")[0];
    assert!(all(mismatch, server).contains("the client has not proved that it is"), "{}", all(mismatch, server));
    let resumed = &seeded("resumption@1.3")[1];
    assert!(!all(resumed, client).contains("proved,") && all(resumed, client).contains("it is who took part in connection 1"));
}

#[test]
fn the_clients_name_is_on_the_wire_in_tls_12_only() {
    let without_keys = |source: &str| {
        let walk = &seeded(source)[0];
        walk.cards.iter().flat_map(|card| side(card).sight.without_keys.clone()).collect::<Vec<_>>().join("\n")
    };
    let (old, new) = (without_keys("mtls@1.2"), without_keys("mtls@1.3"));
    assert!(old.contains("the client shows the certificate of CN=alice") && old.contains("the host name localhost"));
    assert!(!new.contains("CN=") && new.contains("the host name localhost"), "{new}");
    assert!(new.contains("too long for an empty one and for Finished: the client was asked for one]"), "{new}");
    assert!(without_keys("tls@1.3").contains("[Finished: "));
}

/// The eavesdropper is a trace of the same capture without its key log: what is said of the records must not depend on keys.
#[test]
fn the_eavesdropper_sees_what_a_trace_without_keys_infers() {
    for source in common::sources() {
        let capture = common::run(&source, None);
        let mut sealed = capture.clone();
        for connection in &mut sealed.connections {
            connection.keylog = KeyLog::default();
            connection.shared_secrets.clear();
        }
        let (opened, sealed) = (trace(&capture), trace(&sealed));
        for (opened, sealed) in opened.connections.iter().zip(&sealed.connections) {
            let claims = |connection: &Connection| {
                connection.seen_from_outside.iter().map(|claim| (claim.record, claim.claim, claim.because.clone())).collect::<Vec<_>>()
            };
            assert_eq!(claims(opened), claims(sealed), "{source}");
            let inferred: Vec<_> = sealed.inferred.iter().map(|claim| claim.record).collect();
            assert_eq!(inferred, claims(sealed).iter().map(|(record, ..)| *record).collect::<Vec<_>>(), "{source}");
        }
    }
}
