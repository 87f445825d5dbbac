//! However messages are cut into records, and records into writes, the trace is the same.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::common::{self, SEED};
use tlstrace::bytes::{Node, Span};
use tlstrace::capture::{Capture, Chunk};
use tlstrace::pair::RunOptions;
use tlstrace::scenario::Scenario;
use tlstrace::trace::{Connection, Event, Trace, trace};

/// rustls counts the header and the content of a record, not what encryption adds.
const FRAGMENT: &str = "max_fragment_size = 64\n";
const RECORD_HEADER: usize = 5;

#[test]
fn records_of_64_bytes_give_the_same_messages_at_the_same_places() {
    for source in common::established() {
        let whole = traced(&source, "");
        let fragmented = traced(&source, FRAGMENT);
        for (whole, fragmented) in whole.connections.iter().zip(&fragmented.connections) {
            assert_same_messages(whole, fragmented, &source);
            let mut contents = fragmented.records.iter().filter_map(|record| record.content);
            assert!(contents.all(|content| content.len() <= 64 - RECORD_HEADER), "{source}: a record holds more than asked for");
            assert!(fragmented.records.len() > whole.records.len(), "{source}");
            assert_eq!(fragmented.issues, [], "{source}");
            let failed: Vec<_> = fragmented.checks.iter().filter(|check| check.holds == Some(false)).collect();
            assert!(failed.is_empty(), "{source}: {failed:?}");
        }
    }
}

/// The same scenario, with a line added to both ends. It reads the same file both times, so that only that line differs.
fn traced(source: &str, line: &str) -> Trace {
    let (name, version) = Scenario::parse_source(source).unwrap();
    let builtin = Scenario::builtin().into_iter().find(|scenario| scenario.name == name).unwrap();
    let text = ["[client]\n", "[server]\n"].iter().fold(builtin.text.to_owned(), |text, end| text.replace(end, &format!("{end}{line}")));
    let scenario = Scenario::read("fragments.toml", &text).unwrap();
    let options = RunOptions { tls: version, seed: SEED, ..RunOptions::default() };
    trace(&scenario.run_blocking(&options).unwrap())
}

fn assert_same_messages(whole: &Connection, fragmented: &Connection, about: &str) {
    assert_eq!(outline(whole), outline(fragmented), "{about}");
    for (ours, theirs) in messages(whole).zip(messages(fragmented)) {
        assert_eq!(ours.span, theirs.span, "{about}: the place of {:?} in its buffer", ours.name());
        assert_eq!(spans(ours.tree.as_ref().unwrap()), spans(theirs.tree.as_ref().unwrap()), "{about}: the fields of {:?}", ours.name());
        if ours.span.len() > 64 {
            assert!(theirs.wire.len() > ours.wire.len(), "{about}: {:?} lies in {:?}", theirs.name(), theirs.wire);
            assert!(theirs.records.len() > ours.records.len(), "{about}: {:?} has the records {:?}", theirs.name(), theirs.records);
        }
    }
}

/// What was said, by whom, under which keys, and how long it is.
fn outline(connection: &Connection) -> Vec<String> {
    let line = |event: &Event| format!("{:?} {:?} {} {} {}", event.from, event.name(), event.length(), event.epoch, event.protection);
    connection.events.iter().map(line).collect()
}

fn messages(connection: &Connection) -> impl Iterator<Item = &Event> {
    connection.events.iter().filter(|event| event.message().is_some())
}

fn spans(tree: &Node) -> Vec<(&'static str, Span)> {
    tree.leaves().iter().map(|leaf| (leaf.name, leaf.span)).collect()
}

#[test]
fn the_size_of_writes_changes_nothing() {
    for source in common::established() {
        let capture = common::run(&source, SEED);
        let whole = trace(&capture);
        for (name, rewritten) in
            [("1 byte", in_writes_of(&capture, 1)), ("3 bytes", in_writes_of(&capture, 3)), ("a flight", in_flights(&capture))]
        {
            assert_same_trace(&whole, &trace(&rewritten), &format!("{source} in writes of {name}"));
        }
    }
}

/// Each write taken apart; all pieces have its time.
fn in_writes_of(capture: &Capture, size: usize) -> Capture {
    rewritten(capture, |chunks| {
        let pieces = chunks.iter().flat_map(|chunk| chunk.bytes.chunks(size).map(|piece| Chunk { bytes: piece.to_vec(), ..chunk.clone() }));
        pieces.collect()
    })
}

/// All that an end says until the other one answers is one write.
fn in_flights(capture: &Capture) -> Capture {
    rewritten(capture, |chunks| {
        let flights = chunks.chunk_by(|one, next| one.direction == next.direction);
        flights.map(|flight| Chunk { bytes: flight.iter().flat_map(|chunk| chunk.bytes.clone()).collect(), ..flight[0].clone() }).collect()
    })
}

fn rewritten(capture: &Capture, chunks: impl Fn(&[Chunk]) -> Vec<Chunk>) -> Capture {
    let mut rewritten = capture.clone();
    for connection in &mut rewritten.connections {
        connection.chunks = chunks(&connection.chunks);
    }
    rewritten
}

fn assert_same_trace(whole: &Trace, other: &Trace, about: &str) {
    assert_eq!(whole.connections.len(), other.connections.len(), "{about}");
    for (ours, theirs) in whole.connections.iter().zip(&other.connections) {
        assert_eq!(outline(ours), outline(theirs), "{about}");
        for (ours, theirs) in ours.events.iter().zip(&theirs.events) {
            assert_eq!((ours.step, ours.span, &ours.wire), (theirs.step, theirs.span, &theirs.wire), "{about}");
            assert_eq!((&ours.tree, &ours.transcript_hash), (&theirs.tree, &theirs.transcript_hash), "{about}");
        }
        assert_eq!(ours.checks, theirs.checks, "{about}");
        assert_eq!(ours.negotiated, theirs.negotiated, "{about}");
        assert_eq!(ours.outcome, theirs.outcome, "{about}");
        assert_eq!(ours.issues, theirs.issues, "{about}");
    }
}
