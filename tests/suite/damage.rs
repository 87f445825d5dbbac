//! Captured handshakes, damaged: cut at every byte, and every byte flipped. The trace never panics, loses no byte, and
//! never says that a proof holds over bytes that were changed.
//!
//! A stream is cut at every byte. Every byte is flipped, by turns with one bit and with all of them; the first and last bytes of
//! every record and every message are flipped both ways.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use crate::common::{self, SEED};
use tlstrace::bytes::Span;
use tlstrace::capture::{Capture, Direction, End};
use tlstrace::trace::message::Message;
use tlstrace::trace::{Body, CheckId, Connection, trace};

/// One bit, and all bits.
const MASKS: [u8; 2] = [0x01, 0xff];

#[test]
fn a_whole_handshake_is_gapless_and_proved() {
    for source in common::established() {
        let traced = trace(&common::run(&source, SEED));
        for connection in &traced.connections {
            assert_sound(connection, &source);
            assert_eq!(connection.issues, [], "{source}");
            let failed: Vec<_> = connection.checks.iter().filter(|check| check.holds == Some(false)).collect();
            assert!(failed.is_empty(), "{source}: {failed:?}");
            assert!(
                connection.checks.iter().any(|check| check.id == CheckId::FinishedMac(End::Client) && check.holds == Some(true)),
                "{source}"
            );
        }
    }
}

#[test]
fn cut_at_every_byte() {
    for source in &common::established() {
        let capture = common::run(source, SEED);
        for (connection, direction) in streams(&capture) {
            for at in 0..length(&capture, connection, direction) {
                let damaged = cut(&capture, connection, direction, at);
                let traced = trace(&damaged);
                let found = &traced.connections[connection];
                assert_sound(found, &format!("{source}, connection {connection}, {direction:?} cut at {at}"));
                assert_eq!(found.bytes_on_the_wire()[direction.index()], at);
            }
        }
    }
}

/// Failures are many, and short: each is cut at every 29th byte.
#[test]
fn failures_cut() {
    for source in &common::repeatable_failures() {
        let capture = common::run(source, SEED);
        for (connection, direction) in streams(&capture) {
            for at in (0..length(&capture, connection, direction)).step_by(29) {
                let traced = trace(&cut(&capture, connection, direction, at));
                assert_sound(&traced.connections[connection], &format!("{source}, connection {connection}, {direction:?} cut at {at}"));
            }
        }
    }
}

#[test]
fn every_byte_flipped() {
    for source in &common::established() {
        let capture = common::run(source, SEED);
        let whole = trace(&capture);
        for (connection, direction) in streams(&capture) {
            let proofs = proofs(&whole.connections[connection], direction);
            let ends = ends(&whole.connections[connection], direction);
            for at in 0..length(&capture, connection, direction) {
                for mask in MASKS.into_iter().enumerate().filter(|(turn, _)| at % 2 == *turn || ends.contains(&at)).map(|(_, mask)| mask) {
                    let traced = trace(&flipped(&capture, connection, direction, at, mask));
                    let about = format!("{source}, connection {connection}, {direction:?}, byte {at} xor {mask:#04x}");
                    assert_sound(&traced.connections[connection], &about);
                    assert_not_proved(&traced.connections[connection], &proofs, at, &about);
                }
            }
        }
    }
}

/// Each direction of each connection.
fn streams(capture: &Capture) -> impl Iterator<Item = (usize, Direction)> + use<> {
    (0..capture.connections.len()).flat_map(|connection| Direction::BOTH.map(|direction| (connection, direction)))
}

fn length(capture: &Capture, connection: usize, direction: Direction) -> usize {
    let chunks = capture.connections[connection].chunks.iter().filter(|chunk| chunk.direction == direction);
    chunks.map(|chunk| chunk.bytes.len()).sum()
}

/// The headers of all records, and the first and last bytes of all records and messages.
fn ends(whole: &Connection, direction: Direction) -> BTreeSet<usize> {
    let records = whole.records.iter().filter(|record| record.from == direction).map(|record| record.span);
    let messages = whole.events.iter().filter(|event| event.from == direction).flat_map(|event| event.wire.clone());
    let headers = records.clone().flat_map(|record| record.start..record.start + 5);
    headers.chain(records.chain(messages).flat_map(|span| [span.start, span.end - 1])).collect()
}

/// The capture with one direction of a connection ending at `at`; what the other end sent stays.
fn cut(capture: &Capture, connection: usize, direction: Direction, at: usize) -> Capture {
    let mut damaged = capture.clone();
    let mut left = at;
    for chunk in damaged.connections[connection].chunks.iter_mut().filter(|chunk| chunk.direction == direction) {
        chunk.bytes.truncate(left);
        left -= chunk.bytes.len();
    }
    damaged
}

fn flipped(capture: &Capture, connection: usize, direction: Direction, at: usize, mask: u8) -> Capture {
    let mut damaged = capture.clone();
    let stream = damaged.connections[connection].chunks.iter_mut().filter(|chunk| chunk.direction == direction);
    *stream.flat_map(|chunk| &mut chunk.bytes).nth(at).unwrap() ^= mask;
    damaged
}

/// Every byte lies in exactly one record or piece that is none, and every tree covers its message without a gap.
fn assert_sound(connection: &Connection, about: &str) {
    for direction in Direction::BOTH {
        let mut spans: Vec<Span> = connection.records.iter().filter(|record| record.from == direction).map(|record| record.span).collect();
        let pieces = connection
            .events
            .iter()
            .filter(|event| event.from == direction && matches!(event.body, Body::Plaintext(_)) && event.records.is_empty());
        spans.extend(pieces.map(|event| event.span));
        spans.sort();
        let mut at = 0;
        for span in spans {
            assert_eq!(span.start, at, "{about}: a gap or an overlap on the wire, {direction:?}");
            at = span.end;
        }
        assert_eq!(at, connection.bytes_on_the_wire()[direction.index()], "{about}: bytes at the end of {direction:?} are in no record");
    }
    for record in &connection.records {
        let tree = record.tree.as_ref().unwrap();
        assert!(tree.span == record.span && tree.is_gapless(), "{about}: {record}");
    }
    for event in &connection.events {
        if let Some(tree) = &event.tree {
            assert!(tree.span == event.span && tree.is_gapless(), "{about}: the tree of {:?}", event.name());
        }
        assert!(event.tree.is_some() || event.message().is_none(), "{about}: {:?} has no tree", event.name());
        assert!(!connection.buffers.bytes(event.span).is_empty() || event.length() == 0, "{about}: {:?} points nowhere", event.name());
    }
}

/// A check on a message of one direction, and the bytes that it proves: none of them may change while it holds.
struct Proof {
    id: CheckId,
    wire: Vec<Span>,
}

/// What is proved by messages of this direction.
fn proofs(whole: &Connection, direction: Direction) -> Vec<Proof> {
    let proves =
        |message: &Message| matches!(message, Message::Finished(_) | Message::CertificateVerify(_) | Message::ServerKeyExchange(_));
    let checked = whole.checks.iter().filter(|check| check.holds == Some(true)).filter_map(|check| {
        let event = whole.events.iter().find(|event| Some(event.step) == check.step)?;
        let is_ours = event.from == direction && event.message().is_some_and(proves) && check.id != CheckId::KeySchedule;
        is_ours.then(|| Proof { id: check.id, wire: event.wire.clone() })
    });
    checked.collect()
}

fn assert_not_proved(damaged: &Connection, proofs: &[Proof], at: usize, about: &str) {
    for proof in proofs.iter().filter(|proof| proof.wire.iter().any(|span| (span.start..span.end).contains(&at))) {
        let holds = damaged.check(proof.id).and_then(|check| check.holds);
        assert_ne!(holds, Some(true), "{about}: {} holds although its message was changed", proof.id);
    }
}
