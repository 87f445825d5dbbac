//! What an attacker puts into a capture to make its reader panic, hang, or run out of memory.
//!
//! Each test asserts a bound that can be counted, and a time that is generous: what it guards against takes hours.
//! How packets and files are damaged is in `offline.rs`, handshakes cut and flipped in `damage.rs`.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, reason = "tests: bytes made by hand, and a test that cannot go on fails")]

mod common;

use std::time::{Duration, Instant};

use tlstrace::bytes::Node;
use tlstrace::capture::{Capture, Chunk, Connection, Direction, Gap};
use tlstrace::diagnose::diagnose;
use tlstrace::trace::message::Message;
use tlstrace::trace::{self, Trace};

const CLIENT: Direction = Direction::ClientToServer;
const SERVER: Direction = Direction::ServerToClient;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;
const HELLO_REQUEST: u8 = 0;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_VERIFY: u8 = 15;
const COMPRESSED_CERTIFICATE: u8 = 25;

/// What is kept of a direction.
const STREAM: usize = 16 << 20;
/// For what takes seconds in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

// ---- one connection ----

#[test]
fn a_stream_of_the_smallest_messages_is_decoded_up_to_a_bound() {
    let messages = handshake(&message(HELLO_REQUEST, &[]).repeat(STREAM / 4 - 5000));
    let traced = bounded(&said(&[(SERVER, messages)]));
    let connection = &traced.connections[0];
    assert!((100..10_000).contains(&connection.events.len()), "{} events", connection.events.len());
    assert!(has_issue(connection, "handshake messages"), "{:?}", connection.issues.first());
}

#[test]
fn a_stream_of_the_smallest_records_is_cut_up_to_a_bound() {
    for kind in [ALERT, HANDSHAKE, APPLICATION_DATA, 99] {
        let records = record(kind, &[1]).repeat(STREAM / 6);
        let traced = bounded(&said(&[(CLIENT, records.clone()), (SERVER, records)]));
        let connection = &traced.connections[0];
        assert!(connection.records.len() <= 200_000, "{} records", connection.records.len());
        assert!(connection.events.len() <= 200_000, "{} events", connection.events.len());
        assert!(connection.issues.len() <= 200_000, "{} issues", connection.issues.len());
    }
}

#[test]
fn thousands_of_chains_on_both_sides_are_not_each_held_against_all_others() {
    let der = certificates("mtls@1.2").remove(0);
    let chain = handshake(&message(CERTIFICATE, &vector(&vector(&der))).repeat(STREAM / (der.len() + 10) - 100));
    let traced = bounded(&said(&[(CLIENT, chain.clone()), (SERVER, chain)]));
    assert!(traced.connections[0].judgements.len() <= 64, "{} judgements", traced.connections[0].judgements.len());
}

#[test]
fn a_chain_whose_certificates_all_bear_the_issuers_name() {
    // Each of the issuers that are tried has another name's key: none verifies, so all are tried.
    let all = certificates("mtls@1.2");
    let (leaf, root) = (&all[0], common::run("mtls@1.2", Some(1)).connections[0].client_knows.trust.clone().unwrap().remove(0));
    let mut other = root.clone();
    let in_its_key = other.len() - 200;
    other[in_its_key] ^= 1;
    let chain: Vec<u8> = [vector(leaf)].into_iter().chain((0..255).map(|_| vector(&other))).flatten().collect();
    let messages = handshake(&message(CERTIFICATE, &vector(&chain)).repeat(40));
    bounded(&said(&[(SERVER, messages)]));
}

#[test]
fn thousands_of_signatures_over_a_long_transcript() {
    for version in [1, 2, 3] {
        let capture = common::run("mtls@1.2", Some(1));
        let mut hellos = capture.connections[0].clone();
        hellos.chunks.truncate(2);
        let server_hello = &mut hellos.chunks[1].bytes;
        server_hello[10] = version;
        let mut messages = message(HELLO_REQUEST + 99, &vec![0; 60_000]).repeat(100);
        messages.extend(message(CERTIFICATE_VERIFY, &[4, 3, 0, 2, 1, 1]).repeat(500_000));
        hellos.chunks.push(chunk(CLIENT, handshake(&messages)));
        bounded(&Capture { connections: vec![hellos], ..Capture::default() });
    }
}

#[test]
fn compressed_certificates_unpack_to_a_bound() {
    let packed = {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut zlib, &vec![0; 1 << 20]).unwrap();
        zlib.finish().unwrap()
    };
    let bomb = message(COMPRESSED_CERTIFICATE, &[&[0, 1, 0x10, 0, 0], &vector(&packed)[..]].concat());
    let traced = bounded(&said(&[(SERVER, handshake(&bomb.repeat(STREAM / bomb.len() - 100)))]));
    let connection = &traced.connections[0];
    let held: usize = (0..).map_while(|id| connection.buffers.get(tlstrace::bytes::BufferId(id))).map(|buffer| buffer.len()).sum();
    assert!(held < 4 * STREAM, "{held} bytes in buffers");
}

#[test]
fn a_message_as_long_as_a_length_can_say() {
    let longest = message(CERTIFICATE, &vec![0; (1 << 24) - 1 - 0x2_0000]);
    for (length, what) in [(longest.len(), "bytes"), (longest.len() / 2, "is cut short at")] {
        let traced = bounded(&said(&[(SERVER, handshake(&longest[..length]))]));
        let connection = &traced.connections[0];
        assert!(has_issue(connection, what), "{:?}", connection.issues);
        assert!(nodes(connection) < 100_000, "{} nodes", nodes(connection));
    }
    let mut lies = longest[..100].to_vec();
    lies[1..4].fill(0xff);
    let traced = bounded(&said(&[(SERVER, handshake(&lies))]));
    assert!(has_issue(&traced.connections[0], "a handshake message of 16777219 bytes is cut short at 100"));
}

#[test]
fn a_tree_is_no_larger_than_its_bound() {
    // The densest that there is: elements of two bytes, as a name in a list of authorities.
    let name = der(0x30, &[5, 0].repeat(30_000));
    let list = [&(name.len() as u16).to_be_bytes()[..], &name].concat();
    let body = [&[1, 1, 0, 2, 4, 3][..], &(list.len() as u16).to_be_bytes(), &list].concat();
    let messages = handshake(&message(13, &body).repeat(100));
    let traced = bounded(&said(&[(SERVER, messages)]));
    let nodes = nodes(&traced.connections[0]);
    assert!(nodes < 4_000_000, "{nodes} nodes");
}

#[test]
fn behind_holes_records_are_not_tried_without_end() {
    let run = common::run("mtls@1.3", Some(1));
    let mut connection = run.connections[0].clone();
    let garbage = record(APPLICATION_DATA, &[7; 200]);
    for _ in 0..30_000 {
        connection.gaps.push(Gap { chunk: connection.chunks.len(), bytes: 1 });
        connection.chunks.push(chunk(CLIENT, garbage.clone()));
    }
    bounded(&Capture { connections: vec![connection], ..Capture::default() });
}

#[test]
fn certificates_within_certificates_do_not_use_up_the_stack() {
    let mut nested = vec![5, 0];
    while nested.len() < 900_000 {
        nested = der(0x30, &nested);
    }
    let traced = bounded(&said(&[(SERVER, handshake(&message(CERTIFICATE, &vector(&vector(&nested)))))]));
    assert!(depth(&traced) < 40, "{}", depth(&traced));
}

#[test]
fn a_list_of_authorities_as_long_as_it_can_be() {
    let names = [0, 3, 0x30, 1, 0].repeat(13_000);
    let body = [&[1, 1, 0, 2, 4, 3][..], &(names.len() as u16).to_be_bytes(), &names].concat();
    let traced = bounded(&said(&[(SERVER, handshake(&message(13, &body).repeat(20)))]));
    let Some(Message::CertificateRequest(request)) = traced.connections[0].events[0].message() else { panic!("a CertificateRequest") };
    assert_eq!(request.certificate_authorities.len(), 13_000);
}

// ---- helpers: bytes ----

fn record(kind: u8, fragment: &[u8]) -> Vec<u8> {
    [&[kind, 3, 3], &(fragment.len() as u16).to_be_bytes()[..], fragment].concat()
}

/// Handshake messages in records as long as they may be.
fn handshake(messages: &[u8]) -> Vec<u8> {
    messages.chunks(1 << 14).flat_map(|fragment| record(HANDSHAKE, fragment)).collect()
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [&[kind], &vector(body)[..]].concat()
}

/// Bytes behind their length, in three bytes.
fn vector(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes()[1..], bytes].concat()
}

/// An element of DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = match content.len() {
        short @ 0..0x80 => vec![short as u8],
        long => [&[0x84][..], &(long as u32).to_be_bytes()].concat(),
    };
    [&[tag], &length[..], content].concat()
}

/// The certificates that the server of a scenario shows.
fn certificates(source: &str) -> Vec<Vec<u8>> {
    let traced = trace::trace(&common::run(source, Some(1)));
    let chain = traced.connections[0].events.iter().find_map(|event| event.message()?.certificate()).unwrap();
    chain.chain.iter().map(|entry| entry.der.clone()).collect()
}

// ---- helpers: captures ----

fn chunk(direction: Direction, bytes: Vec<u8>) -> Chunk {
    Chunk { direction, time_us: 0, bytes }
}

fn said(lines: &[(Direction, Vec<u8>)]) -> Capture {
    let chunks = lines.iter().map(|(direction, bytes)| chunk(*direction, bytes.clone())).collect();
    Capture { connections: vec![Connection { chunks, ..Connection::default() }], ..Capture::default() }
}

/// Traces and diagnoses, in time.
fn bounded(capture: &Capture) -> Trace {
    in_time(|| {
        let traced = trace::trace(capture);
        drop(diagnose(&traced));
        traced
    })
}

fn in_time<T>(work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = work();
    let needed = begun.elapsed();
    eprintln!("{needed:?}");
    assert!(needed < PATIENCE, "it took {needed:?}");
    result
}

fn has_issue(connection: &trace::Connection, what: &str) -> bool {
    connection.issues.iter().any(|issue| issue.what.contains(what))
}

fn nodes(connection: &trace::Connection) -> usize {
    fn count(node: &Node) -> usize {
        1 + node.children.iter().map(count).sum::<usize>()
    }
    connection.events.iter().filter_map(|event| event.tree.as_ref()).map(count).sum()
}

fn depth(traced: &Trace) -> usize {
    fn of(node: &Node) -> usize {
        1 + node.children.iter().map(of).max().unwrap_or(0)
    }
    traced.connections[0].events.iter().filter_map(|event| event.tree.as_ref()).map(of).max().unwrap_or(0)
}
