//! What a key log opens, and what it lacks: one side only, and the drafts of TLS 1.3.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::common;
use tlstrace::capture::{Capture, Direction, KeyLog};
use tlstrace::trace::{Body, Connection, Kind, Protection, trace};

#[test]
fn a_key_log_of_one_side_opens_that_side() {
    for (own, other, opened) in [("CLIENT", "SERVER", Direction::ClientToServer), ("SERVER", "CLIENT", Direction::ServerToClient)] {
        let mut capture = common::run("mtls@1.3", common::SEED);
        capture.connections[0].shared_secrets.clear();
        let lines = capture.connections[0].keylog.lines().filter(|line| line.label.starts_with(own)).cloned();
        capture.connections[0].keylog = KeyLog::from(lines.collect::<Vec<_>>());
        let connection = trace(&capture).connections.remove(0);
        let encrypted = connection.events.iter().filter(|event| event.protection != Protection::Clear);
        for event in encrypted {
            match &event.body {
                Body::Sealed(sealed) => {
                    assert_ne!(event.from, opened);
                    assert_eq!(sealed.why, format!("the key log has no {other}_HANDSHAKE_TRAFFIC_SECRET for this connection"));
                }
                _ => assert_eq!(event.from, opened, "{:?}", event.body),
            }
        }
        // What needs the other side is open, not wrong; what stands in the open is still told apart.
        assert!(connection.checks.iter().all(|check| check.holds != Some(false)), "{:?}", connection.checks);
        assert!(connection.events.iter().any(|event| event.from == opened && event.name().as_deref() == Some("finished")));
        assert!(connection.events.iter().any(|event| event.from != opened && connection.inferred(event.step).is_some()));
    }
}

#[test]
fn drafts_are_named_and_opened_where_they_are_as_the_rfc() {
    for (number, name, is_opened) in [
        ([0x7f, 0x1c], "TLS 1.3 draft 28", true),
        ([0x7f, 0x19], "TLS 1.3 draft 25", true),
        ([0xfb, 0x1a], "TLS 1.3 draft 26 (Facebook)", true),
        ([0x7f, 0x17], "TLS 1.3 draft 23", false),
    ] {
        let connection = draft(number);
        assert_eq!(connection.negotiated.version.unwrap().to_string(), name);
        let sealed: Vec<String> = connection.events.iter().filter_map(why).collect();
        assert_eq!(sealed.is_empty(), is_opened, "{name}: {sealed:?}");
        assert!(sealed.iter().all(|why| why.starts_with("how draft 23 of TLS 1.3 protects records")), "{sealed:?}");
    }
}

/// A handshake whose ServerHello names a draft. (Its transcript is another one then: only the records still open.)
fn draft(number: [u8; 2]) -> Connection {
    let mut capture: Capture = common::run("tls@1.3", common::SEED);
    let server = capture.connections[0].chunks.iter_mut().find(|chunk| chunk.direction == Direction::ServerToClient).unwrap();
    // supported_versions of a ServerHello: the type, the length, the version.
    let at = server.bytes.windows(6).position(|window| window == [0, 43, 0, 2, 3, 4]).unwrap();
    server.bytes[at + 4..at + 6].copy_from_slice(&number);
    trace(&capture).connections.remove(0)
}

fn why(event: &tlstrace::trace::Event) -> Option<String> {
    assert_ne!(event.kind(), Kind::Plaintext);
    if let Body::Sealed(sealed) = &event.body { Some(sealed.why.clone()) } else { None }
}
