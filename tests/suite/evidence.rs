//! How a connection ended is decided by evidence: what is missing is not false, what is encrypted is not read, more keys make
//! nothing worse. Each input is a lab run of which something is taken away, or to which something is added.

use tlstrace::capture::{Capture, Chunk, Close, Direction, End, FirstClose, Gap, KeyLog, TcpEnd};
use tlstrace::diagnose::{Finding, diagnose};
use tlstrace::trace::{Kind, State, Trace, trace};

use crate::common;

const CLIENT: Direction = Direction::ClientToServer;
const SERVER: Direction = Direction::ServerToClient;

/// A run with a chunk for each record, in causal order.
fn by_record(source: &str) -> Capture {
    let mut capture = common::run(source, common::SEED);
    let traced = trace(&capture).connections.remove(0);
    let connection = &mut capture.connections[0];
    connection.chunks = traced
        .records
        .iter()
        .zip(0..)
        .map(|(record, time_us)| Chunk { direction: record.from, time_us, bytes: traced.buffers.bytes(record.span).to_vec() })
        .collect();
    (connection.client_end, connection.server_end) = (None, None);
    capture.connections.truncate(1);
    capture
}

fn without_keys(mut capture: Capture) -> Capture {
    capture.connections[0].keylog = KeyLog::default();
    capture.connections[0].shared_secrets.clear();
    capture
}

fn causes(trace: &Trace) -> Vec<Finding> {
    diagnose(trace).into_iter().flatten().filter(Finding::is_cause).collect()
}

fn state(capture: &Capture) -> State {
    trace(capture).connections[0].outcome.state
}

/// A record that nobody can open.
fn sealed(kind: u8, length: u8) -> Vec<u8> {
    [vec![kind, 3, 3, 0, length], vec![0x9d; length.into()]].concat()
}

fn last_of_client(capture: &Capture, is: impl Fn(&[u8]) -> bool) -> usize {
    let chunks = &capture.connections[0].chunks;
    chunks.iter().position(|chunk| chunk.direction == CLIENT && is(&chunk.bytes)).unwrap()
}

#[test]
fn a_lone_alert_is_no_acceptance_however_it_is_padded() {
    let whole = without_keys(by_record("mtls@1.3"));
    assert_eq!(state(&whole), State::Established);
    // The client's flight is its first encrypted record.
    let flight = last_of_client(&whole, |bytes| bytes[0] == 23);
    for length in [19, 35] {
        let mut cut = whole.clone();
        cut.connections[0].chunks.truncate(flight + 1);
        cut.connections[0].chunks.push(Chunk { direction: SERVER, time_us: 1000, bytes: sealed(23, length) });
        for closes in [[Close::Open; 2], [Close::Open, Close::Fin], [Close::Fin, Close::Open]] {
            cut.connections[0].closes = closes;
            assert_ne!(state(&cut), State::Established, "{length} {closes:?}");
        }
    }
}

#[test]
fn up_to_tls_1_2_both_finished_are_enough_and_a_sealed_alert_says_nothing() {
    let whole = without_keys(by_record("tls@1.2"));
    let data = whole.connections[0].chunks.iter().position(|chunk| matches!(chunk.bytes[0], 21 | 23)).unwrap();
    let mut probe = whole;
    probe.connections[0].chunks.truncate(data);
    probe.connections[0].chunks.push(Chunk { direction: CLIENT, time_us: 1000, bytes: sealed(21, 26) });
    probe.connections[0].closes = [Close::Fin; 2];
    let trace = trace(&probe);
    assert_eq!((trace.connections[0].outcome.state, causes(&trace)), (State::Established, Vec::new()));
}

#[test]
fn a_sealed_alert_is_not_read_where_the_beginning_is_missing() {
    let mut tail = without_keys(by_record("tls@1.2"));
    let connection = &mut tail.connections[0];
    connection.chunks = [CLIENT, SERVER].map(|direction| Chunk { direction, time_us: 0, bytes: sealed(21, 26) }).to_vec();
    connection.gaps = vec![Gap { chunk: 0, bytes: 0 }, Gap { chunk: 1, bytes: 0 }];
    let trace = trace(&tail);
    assert!(trace.connections[0].events.iter().all(|event| event.kind() == Kind::Sealed));
    assert_eq!((trace.connections[0].outcome.state, causes(&trace)), (State::Unknown, Vec::new()));
}

#[test]
fn one_direction_is_told_and_judged_by_nothing_that_is_missing() {
    for (source, kept) in [("mtls@1.2", CLIENT), ("mtls@1.2", SERVER), ("mtls@1.3", CLIENT), ("mtls@1.3", SERVER)] {
        let mut half = by_record(source);
        let connection = &mut half.connections[0];
        connection.chunks.retain(|chunk| chunk.direction == kept);
        let mut tcp = [TcpEnd { segments: 9, ..TcpEnd::default() }; 2];
        tcp[kept.reverse().index()] = TcpEnd { segments: 0, unseen: 2997, ..TcpEnd::default() };
        connection.tcp = Some(tcp);
        let trace = trace(&half);
        let connection = &trace.connections[0];
        assert!(connection.checks.iter().all(|check| check.holds != Some(false)), "{source} {kept:?}: {:?}", connection.checks);
        assert!(matches!(connection.outcome.state, State::Established | State::Unknown), "{source} {kept:?}");
        assert_eq!(causes(&trace), Vec::new(), "{source} {kept:?}");
        let told = diagnose(&trace).into_iter().flatten().any(|finding| finding.id == "one-direction-only");
        assert!(told, "{source} {kept:?}");
        // Of an encrypted record no message is made: not two HelloRequests of a nonce of zeros, either.
        assert!(connection.events.iter().all(|event| event.name().as_deref() != Some("hello_request")));
    }
}

#[test]
fn a_close_behind_a_handshake_that_was_used_is_a_note() {
    let mut capture = by_record("tls@1.2");
    let connection = &mut capture.connections[0];
    connection.chunks.retain(|chunk| chunk.bytes[0] != 21);
    connection.first_close = Some(FirstClose { by: End::Client, idle_us: 0 });
    connection.closes = [Close::Fin; 2];
    let trace = trace(&capture);
    assert_eq!((trace.connections[0].outcome.state, causes(&trace)), (State::Established, Vec::new()));
    let notes = diagnose(&trace).into_iter().flatten();
    assert!(notes.into_iter().any(|finding| finding.id == "closed-without-close-notify" && finding.says.starts_with("the client closed")));
}

#[test]
fn keys_of_one_side_make_nothing_worse() {
    for source in ["tls@1.3", "mtls@1.3", "hello-retry@1.3", "key-update@1.3"] {
        let whole = by_record(source);
        assert_eq!(state(&without_keys(whole.clone())), State::Established, "{source}");
        for label in ["CLIENT_", "SERVER_", "CLIENT_HANDSHAKE", "SERVER_HANDSHAKE", "CLIENT_TRAFFIC", "SERVER_TRAFFIC"] {
            let mut some = whole.clone();
            let lines: Vec<_> = whole.connections[0].keylog.lines().filter(|line| line.label.starts_with(label)).cloned().collect();
            (some.connections[0].keylog, some.connections[0].shared_secrets) = (lines.into(), Vec::new());
            let trace = trace(&some);
            assert_eq!((trace.connections[0].outcome.state, causes(&trace)), (State::Established, Vec::new()), "{source} with {label}");
        }
    }
}

#[test]
fn of_two_secrets_the_one_that_opens_counts() {
    for source in ["mtls@1.2", "mtls@1.3"] {
        let whole = by_record(source);
        let mut doubled = whole.clone();
        let mut keylog = KeyLog::default();
        for line in whole.connections[0].keylog.lines() {
            keylog.add(&line.label, &line.client_random, &vec![7; line.secret.0.len()]);
        }
        keylog.merge(whole.connections[0].keylog.clone());
        doubled.connections[0].keylog = keylog;
        let (one, other) = (trace(&whole), trace(&doubled));
        assert_eq!(one.connections[0].checks, other.connections[0].checks, "{source}");
    }
}

#[test]
fn behind_a_hole_in_plain_text_nothing_is_tls() {
    let mut capture = without_keys(by_record("tls@1.2"));
    let connection = &mut capture.connections[0];
    let text = |direction, bytes: &[u8]| Chunk { direction, time_us: 0, bytes: bytes.to_vec() };
    let answer = [b"\x15\x03\x03\x00\x02\x02\x28".as_slice(), &[b'x'; 40]].concat();
    connection.chunks =
        vec![text(CLIENT, b"GET / HTTP/1.1\r\n\r\n"), text(SERVER, b"HTTP/1.1 200 OK\r\n\r\n"), text(SERVER, &answer), text(SERVER, b"y")];
    connection.gaps = vec![Gap { chunk: 2, bytes: 1448 }];
    // As a capture file with both ends in the clear is read.
    connection.not_tls = Some("HTTP".into());
    let trace = trace(&capture);
    assert!(trace.connections[0].events.iter().all(|event| event.kind() == Kind::Plaintext));
    assert_eq!((trace.connections[0].outcome.state, causes(&trace)), (State::NotTls, Vec::new()));
    assert_eq!(trace.connections[0].outcome.refused_by, None::<End>);
}
