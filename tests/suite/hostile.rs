//! What an attacker puts into a capture to make its reader panic, hang, or run out of memory.
//!
//! Each test asserts a bound that can be counted, and a time that is generous: what it guards against takes hours.
//! How packets and files are damaged is in `offline.rs`, handshakes cut and flipped in `damage.rs`.

#![allow(clippy::unwrap_used, clippy::cast_possible_truncation, reason = "tests: bytes made by hand, and a test that cannot go on fails")]

use std::time::{Duration, Instant};

use crate::common;
use tlstrace::bytes::Node;
use tlstrace::capture::{Capture, Chunk, Connection, Direction, Gap};
use tlstrace::diagnose::diagnose;
use tlstrace::offline::{self, Assembler, LinkType, Options, Recording, credentials};
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
const PATIENCE: Duration = Duration::from_mins(3);

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
    let (leaf, root) = (&all[0], common::run("mtls@1.2", common::SEED).connections[0].client_knows.trust.clone().unwrap().remove(0));
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
        let capture = common::run("mtls@1.2", common::SEED);
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
    let held: usize = (0..).map_while(|id| connection.buffers.get(tlstrace::bytes::BufferId(id))).map(tlstrace::bytes::Buffer::len).sum();
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
    let run = common::run("mtls@1.3", common::SEED);
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

// ---- files ----

#[test]
fn a_file_cut_anywhere_gives_what_it_holds_and_says_so() {
    let whole = frames();
    for (file, ends) in [pcap(&whole), pcapng(&whole)] {
        for cut in ends[0]..file.len() {
            let recording = read(&file[..cut]);
            let said: usize = recording.capture.connections.iter().flat_map(|one| &one.chunks).map(|chunk| chunk.bytes.len()).sum();
            // The header has an end, and the SYN no byte.
            let there = ends.iter().filter(|end| **end <= cut).count().saturating_sub(2);
            assert_eq!(said, there, "one byte in each frame that is whole, cut at {cut}");
            let told = recording.problems.iter().any(|problem| problem.to_string().starts_with("the file is truncated"));
            assert_eq!(told, !ends.contains(&cut), "cut at {cut}: {:?}", recording.problems);
        }
    }
}

#[test]
fn blocks_that_lie_about_lengths_cost_themselves_alone() {
    let (file, ends) = pcapng(&frames());
    let block = ends[1]; // the second packet's
    for (at, value, told) in [
        (20, u32::MAX, "blocks of the type 6 could not be read"), // captured length
        (20, 0x0100_0000, "blocks of the type 6 could not be read"),
        (8, 7, "blocks of the type 6 could not be read"), // no such interface
        (4, 0, "a block of 0 bytes"),
        (4, 0x0400_0001, "a block of 67108865 bytes"),
        (4, 0x03ff_fff0, "the file is truncated"),
    ] {
        let mut lies = file.clone();
        lies[block + at..block + at + 4].copy_from_slice(&u32::to_le_bytes(value));
        let recording = read(&lies);
        assert!(recording.problems.iter().any(|problem| problem.to_string().contains(told)), "{told}: {:?}", recording.problems);
    }
    let mut secrets = file.clone();
    let body = [&0x544c_534b_u32.to_le_bytes()[..], &u32::MAX.to_le_bytes(), b"CLIENT_RANDOM"].concat();
    secrets.extend(ng_block(10, &body));
    assert!(read(&secrets).problems[0].to_string().contains("blocks of the type 10 could not be read"));
}

#[test]
fn a_million_segments_of_one_byte() {
    let mut assembler = Assembler::default();
    in_time(|| {
        for number in 0..1_000_000_u32 {
            // Every third one is missing, and comes later or never.
            let at = if number % 3 == 0 { number + 300 } else { number };
            assembler.packet(LinkType::RAW, i64::from(number), &segment(7, at, b"x"));
        }
        assembler.finish();
    });
    let connection = assembler.next_finished().unwrap().connection;
    assert!(connection.chunks.len() <= 65_536, "{} chunks", connection.chunks.len());
    let traced = bounded(&Capture { connections: vec![connection], ..Capture::default() });
    assert_eq!(traced.connections.len(), 1);
}

#[test]
fn connections_that_never_end_are_given_up() {
    let mut assembler = Assembler::default();
    let count = 150_000;
    let handed_out = in_time(|| {
        for number in 0..count {
            // Each waits for its first byte, and has another behind the hole.
            assembler.packet(LinkType::RAW, 0, &segment(number, 0, b""));
            assembler.packet(LinkType::RAW, 0, &segment(number, 5, b"x"));
        }
        std::iter::from_fn(|| assembler.next_finished()).count()
    });
    assert_eq!(handed_out, count as usize - 65_536);
}

#[test]
fn gzip_of_nothing_a_million_times_and_gzip_cut_short() {
    let empty = gzip(b"");
    let file = [empty.repeat(1_000_000), gzip(&pcap(&frames()).0)].concat();
    assert_eq!(in_time(|| read(&file)).capture.connections.len(), 1);
    let packed = gzip(&pcap(&frames()).0);
    for cut in 2..packed.len() {
        if let Ok(recording) = offline::read(&packed[..cut], Options::default()) {
            assert!(!recording.problems.is_empty(), "cut at {cut}");
        }
    }
}

#[test]
fn fragments_that_overlap_contradict_and_never_end() {
    let whole = segment(7, 0, &[b'x'; 64]);
    let (header, payload) = whole.split_at(20);
    let fragment = |identification: u16, offset: usize, more: bool, payload: &[u8]| {
        let mut bytes = header.to_vec();
        bytes[2..4].copy_from_slice(&(20 + payload.len() as u16).to_be_bytes());
        bytes[4..6].copy_from_slice(&identification.to_be_bytes());
        bytes[6..8].copy_from_slice(&((offset / 8) as u16 | if more { 0x2000 } else { 0 }).to_be_bytes());
        [&bytes, payload].concat()
    };
    let mut assembler = Assembler::default();
    let mut packet = |bytes: Vec<u8>| assembler.packet(LinkType::RAW, 0, &bytes);
    // Overlapping ones, then the rest: one datagram.
    packet(fragment(1, 0, true, &payload[..48]));
    packet(fragment(1, 16, true, &payload[16..56]));
    packet(fragment(1, 56, false, &payload[56..]));
    // Two ends that contradict; one beyond 64 KiB; no bytes at all.
    packet(fragment(2, 32, false, &payload[..8]));
    packet(fragment(2, 16, false, &payload[..8]));
    packet(fragment(3, 65_528, true, &[0; 1400]));
    packet(fragment(4, 0, true, &[]));
    in_time(|| {
        for number in 0..200_000_u32 {
            packet(fragment(number as u16, 8 * (number as usize % 8000), true, &payload[..8]));
        }
    });
    assembler.finish();
    let problems = assembler.problems();
    assert!(problems.iter().any(|problem| problem.to_string().contains("datagrams were sent in fragments")), "{problems:?}");
    assert_eq!(assembler.next_finished().unwrap().connection.chunks[0].bytes, [b'x'; 64]);
}

#[test]
fn elements_within_elements_do_not_use_up_the_stack_in_any_file() {
    for tag in [0x30, 0x31, 0xa0] {
        let mut nested = vec![5, 0];
        while nested.len() < 500_000 {
            nested = der(tag, &nested);
        }
        for bytes in [nested.clone(), der(0x30, &nested), credentials::encode_pem("CERTIFICATE", &nested).into_bytes()] {
            in_time(|| drop(credentials::File::of_bytes("nested", &bytes, &credentials::Passwords(vec!["changeit".into()]))));
        }
    }
}

#[test]
fn keys_that_ask_for_millions_of_rounds_stay_encrypted() {
    // PBES2 with PBKDF2 (RFC 8018 A.2, A.4): sixteen million rounds for each of a thousand keys.
    let derivation = [der(4, &[1; 8]), der(2, &[0, 0xf4, 0x24, 0])].concat();
    let pbkdf2 = [der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 5, 12]), der(0x30, &derivation)].concat();
    let cipher = [der(6, &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42]), der(4, &[0; 16])].concat();
    let parameters = [der(0x30, &pbkdf2), der(0x30, &cipher)].concat();
    let scheme = [der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 5, 13]), der(0x30, &parameters)].concat();
    let key = der(0x30, &[der(0x30, &scheme), der(4, &[0; 64])].concat());
    let file = credentials::encode_pem("ENCRYPTED PRIVATE KEY", &key).repeat(1000);
    let passwords = credentials::Passwords(vec!["changeit".into()]);
    let keys = in_time(|| credentials::File::of_bytes("keys", file.as_bytes(), &passwords)).unwrap();
    let encrypted = credentials::Kind::EncryptedKey { scheme: "AES-256-CBC".into() };
    assert_eq!(keys.items.iter().filter(|item| item.kind == encrypted).count(), 1000);
}

// ---- the documentation ----

/// Each row `| [file](../src/file) | `CONSTANT` | `value` | … |` is what the source says.
#[test]
fn every_bound_of_the_documentation_is_in_the_source() {
    let rows: Vec<[&str; 3]> = include_str!("../../docs/security.md").lines().filter_map(bound).collect();
    assert!(rows.len() > 40, "{} rows", rows.len());
    for [file, constant, value] in rows {
        let source = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let said = source.lines().any(|line| line.contains(&format!("const {constant}: ")) && line.ends_with(&format!("= {value};")));
        assert!(said, "{file} does not say that {constant} is {value}");
    }
}

fn bound(row: &str) -> Option<[&str; 3]> {
    let mut cells = row.strip_prefix("| [")?.split(" | ");
    let file = cells.next()?.split_once("](../")?.1.strip_suffix(')')?;
    let mut quoted = || cells.next()?.strip_prefix('`')?.strip_suffix('`');
    Some([file, quoted()?, quoted()?])
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
    let octets: Vec<u8> = (content.len() as u32).to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let length = if content.len() < 0x80 { vec![content.len() as u8] } else { [&[0x80 | octets.len() as u8][..], &octets].concat() };
    [&[tag], &length[..], content].concat()
}

/// The certificates that the server of a scenario shows.
fn certificates(source: &str) -> Vec<Vec<u8>> {
    let traced = trace::trace(&common::run(source, common::SEED));
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

// ---- helpers: files ----

/// The frames of a connection: a SYN, and segments of one byte.
fn frames() -> Vec<Vec<u8>> {
    (0..6).map(|at| segment(7, at, if at == 0 { b"" } else { b"x" })).collect()
}

/// IPv4 and TCP: the client of this number sends bytes; the first segment is a SYN, `at` counts from it.
fn segment(client: u32, at: u32, payload: &[u8]) -> Vec<u8> {
    let flags = |tcp: etherparse::PacketBuilderStep<etherparse::TcpHeader>| if payload.is_empty() { tcp.syn() } else { tcp };
    let source = (0x0a00_0000 + client).to_be_bytes();
    let mut bytes = Vec::new();
    flags(etherparse::PacketBuilder::ipv4(source, [192, 0, 2, 1], 64).tcp(50_000, 443, 1000 + at, 65_535))
        .write(&mut bytes, payload)
        .unwrap();
    bytes
}

/// A pcap file of raw IP, and where its header and each of its packets end.
fn pcap(frames: &[Vec<u8>]) -> (Vec<u8>, Vec<usize>) {
    let mut file = [&0xa1b2_c3d4_u32.to_le_bytes()[..], &[2, 0, 4, 0], &[0; 8], &[0, 0, 4, 0], &[101, 0, 0, 0]].concat();
    let mut ends = vec![file.len()];
    for frame in frames {
        let length = (frame.len() as u32).to_le_bytes();
        file.extend([&[0; 8][..], &length, &length, frame].concat());
        ends.push(file.len());
    }
    (file, ends)
}

/// The same as pcapng; its section header and interface count as one.
fn pcapng(frames: &[Vec<u8>]) -> (Vec<u8>, Vec<usize>) {
    let section = ng_block(0x0a0d_0d0a, &[&0x1a2b_3c4d_u32.to_le_bytes()[..], &[1, 0, 0, 0], &[0xff; 8]].concat());
    let mut file = [section, ng_block(1, &[101, 0, 0, 0, 0, 0, 4, 0])].concat();
    let mut ends = vec![file.len()];
    for frame in frames {
        let length = (frame.len() as u32).to_le_bytes();
        file.extend(ng_block(6, &[&[0; 12][..], &length, &length, frame].concat()));
        ends.push(file.len());
    }
    (file, ends)
}

fn ng_block(kind: u32, body: &[u8]) -> Vec<u8> {
    let padded = [body, &vec![0; body.len().next_multiple_of(4) - body.len()]].concat();
    let length = (padded.len() as u32 + 12).to_le_bytes();
    [&kind.to_le_bytes()[..], &length, &padded, &length].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

fn read(file: &[u8]) -> Recording {
    offline::read(file, Options::default()).unwrap()
}
