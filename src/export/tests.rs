//! What a reader of an exported file sees: blocks by pcap-parser, headers and checksums by etherparse.

use std::collections::HashMap;
use std::io::{self, Write};
use std::ops::Range;

use etherparse::{NetHeaders, PacketHeaders, TcpHeader};
use pcap_parser::pcapng::{Block, OptionCode, SecretsType};
use pcap_parser::traits::PcapNGPacketBlock as _;
use pcap_parser::{PcapBlockOwned, PcapNGSlice};

use super::{Annotation, pcapng};
use crate::capture::{Capture, Chunk, Close, Connection, Direction, KeyLog, Source};

const CLIENT: Direction = Direction::ClientToServer;
const SERVER: Direction = Direction::ServerToClient;

#[test]
fn a_reader_gets_the_streams_the_secrets_and_the_comments() {
    let connection = rfc8448_section_3();
    let secrets = connection.keylog.clone();
    let capture = capture(vec![connection]);
    let annotations = vec![
        annotation(CLIENT, 0..201, "ClientHello"),
        annotation(SERVER, 0..95, "ServerHello"),
        annotation(SERVER, 95..774, "EncryptedExtensions"),
        annotation(SERVER, 100..774, "Finished"),
        annotation(CLIENT, 356..400, "never sent"),
    ];
    let file = written(&capture, &[annotations]);
    assert_eq!(block_types(&file)[..4], [0x0a0d_0d0a, 1, 10, 6]);

    let (log, problems) = KeyLog::parse(&secrets_of(&file).unwrap());
    assert_eq!((log, problems), (secrets, vec![]));

    let packets = packets(&file);
    assert_eq!(streams(&packets), HashMap::from([((49152, 443), stream(&capture, CLIENT)), ((443, 49152), stream(&capture, SERVER))]));
    let comments: Vec<_> = packets.iter().filter(|packet| !packet.comment.is_empty()).collect();
    let expected = [("ClientHello", 201), ("ServerHello", 95), ("EncryptedExtensions; Finished", 679)];
    assert_eq!(comments.iter().map(|packet| (packet.comment.as_str(), packet.payload.len())).collect::<Vec<_>>(), expected);
}

#[test]
fn a_comment_stands_on_the_first_packet_that_carries_the_bytes() {
    let capture = capture(vec![connection(1, &[(SERVER, 0, &[7; 4000])])]);
    let annotations =
        vec![annotation(SERVER, 1459..1461, "a"), annotation(SERVER, 1460..4000, "b"), annotation(SERVER, 2920..2920, "none")];
    let file = written(&capture, &[annotations]);
    let comments = packets(&file).into_iter().filter(|packet| !packet.payload.is_empty()).map(|packet| packet.comment);
    assert_eq!(comments.collect::<Vec<_>>(), ["a", "b", ""]);
}

#[test]
fn large_chunks_are_cut_to_segments_and_acknowledged_before_the_window_is_full() {
    let big: Vec<u8> = (0..100_000_u32).map(|number| number.to_le_bytes()[1]).collect();
    for (client, server, mss) in [("127.0.0.1:1", "127.0.0.1:443", 1460), ("[2001:db8::1]:1", "[2001:db8::2]:443", 1440)] {
        let connection = Connection {
            client: client.into(),
            server: server.into(),
            ..connection(1, &[(CLIENT, 0, &big), (SERVER, 5, &big), (CLIENT, 5, &[]), (CLIENT, 9, b"end")])
        };
        let packets = packets(&written(&capture(vec![connection]), &[]));
        let streams = streams(&packets);
        assert!(streams[&(1, 443)] == [&big, &b"end"[..]].concat() && streams[&(443, 1)] == big);
        assert_eq!(packets.iter().map(|packet| packet.payload.len()).max(), Some(mss));
        assert_eq!(packets.iter().filter(|packet| packet.tcp.psh).count(), 3);
        let in_flight = packets.windows(3).any(|three| three.iter().all(|packet| !packet.payload.is_empty()));
        assert!(!in_flight, "three segments without an acknowledgement");
    }
}

#[test]
fn connections_are_merged_by_time_and_kept_apart() {
    // All with the same, unreadable addresses, and the last chunk of each with a time that went back.
    let connections =
        (0..300).map(|number| connection(i64::from(number) * 10, &[(CLIENT, 20, &[1; 50]), (SERVER, 7000, &[2; 60]), (SERVER, 3, &[3])]));
    let mut capture = capture(connections.collect());
    for connection in &mut capture.connections {
        connection.client = "unix socket".into();
    }
    let packets = packets(&written(&capture, &[]));
    assert!(packets.is_sorted_by_key(|packet| packet.time_us));
    assert_eq!(streams(&packets).len(), 600);
    assert_eq!(packets.iter().filter(|packet| packet.payload == [1; 50]).map(|packet| packet.time_us).nth(299), Some(3010));
}

#[test]
fn addresses_that_cannot_stand_in_one_packet_are_replaced() {
    let ports = |client: &str, server: &str| {
        let (client, server) = (client.into(), server.into());
        let tcp = packets(&written(&capture(vec![Connection { client, server, ..Connection::default() }]), &[]))[0].tcp.clone();
        (tcp.source_port, tcp.destination_port)
    };
    assert_eq!(ports("[::ffff:127.0.0.1]:1", "127.0.0.1:2"), (1, 2));
    for (client, server) in [("[::1]:1", "127.0.0.1:2"), ("127.0.0.1:1", "127.0.0.1:1"), ("localhost:1", "127.0.0.1:2"), ("", "")] {
        assert_eq!(ports(client, server), (50_000, 443), "{client} {server}");
    }
}

#[test]
fn an_end_closes_as_it_did() {
    let flags = |closes| {
        let capture = capture(vec![Connection { closes, ..connection(1, &[]) }]);
        let packets = packets(&written(&capture, &[]));
        let told = packets.iter().filter(|packet| packet.tcp.fin || packet.tcp.rst);
        told.map(|packet| (packet.tcp.source_port, if packet.tcp.fin { Close::Fin } else { Close::Reset })).collect::<Vec<_>>()
    };
    assert_eq!(flags([Close::Open, Close::Open]), []);
    assert_eq!(flags([Close::Fin, Close::Fin]), [(50_001, Close::Fin), (443, Close::Fin)]);
    assert_eq!(flags([Close::Reset, Close::Fin]), [(443, Close::Fin), (50_001, Close::Reset)]);
}

#[test]
fn without_connections_or_secrets_the_file_is_still_one() {
    assert_eq!(block_types(&written(&Capture::default(), &[])), [0x0a0d_0d0a, 1]);
    let handshake_alone = capture(vec![Connection { started_us: -5, ..Connection::default() }]);
    assert_eq!(block_types(&written(&handshake_alone, &[])), [0x0a0d_0d0a, 1, 6, 6, 6]);
}

#[test]
fn a_comment_that_no_option_can_hold_is_shortened() {
    let capture = capture(vec![connection(1, &[(CLIENT, 0, b"x")])]);
    let file = written(&capture, &[vec![annotation(CLIENT, 0..1, &"€".repeat(40_000))]]);
    assert_eq!(packets(&file)[3].comment, "€".repeat(20_000));
}

#[test]
fn the_section_says_what_is_made_up_and_two_runs_are_equal() {
    let real = capture(vec![rfc8448_section_3()]);
    let seeded = Capture { synthetic: true, ..real.clone() };
    assert_eq!(written(&seeded, &[]), written(&seeded, &[]));
    let says = |capture| String::from_utf8_lossy(&written(capture, &[])[..400]).contains("A seeded run: addresses, times");
    assert_eq!((says(&real), says(&seeded)), (false, true));
}

#[test]
fn a_closed_pipe_keeps_its_kind() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for capture in [Capture::default(), capture(vec![connection(1, &[(CLIENT, 0, &[0; 20_000])])])] {
        assert_eq!(pcapng(&capture, &[], &mut Closed).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }
}

fn capture(connections: Vec<Connection>) -> Capture {
    Capture { source: Source { name: "a test".into(), ..Source::default() }, connections, ..Capture::default() }
}

fn connection(started_us: i64, chunks: &[(Direction, u64, &[u8])]) -> Connection {
    let chunk = |&(direction, time_us, bytes): &(_, _, &[u8])| Chunk { direction, time_us, bytes: bytes.to_vec() };
    Connection {
        client: "127.0.0.1:50001".into(),
        server: "127.0.0.1:443".into(),
        started_us,
        chunks: chunks.iter().map(chunk).collect(),
        ..Connection::default()
    }
}

fn rfc8448_section_3() -> Connection {
    let text = include_str!("../../tests/data/rfc8448_section_3.txt");
    let chunk = |(number, line): (usize, &str)| {
        let (sender, bytes) = line.split_once(' ')?;
        let direction = Direction::BOTH.into_iter().find(|direction| direction.sender().name() == sender)?;
        Some(Chunk { direction, time_us: number as u64 * 250, bytes: hex::decode(bytes).unwrap() })
    };
    Connection {
        client: "10.8.4.48:49152".into(),
        server: "10.8.4.46:443".into(),
        started_us: 1_500_000_000_000_000,
        chunks: text.lines().enumerate().filter_map(chunk).collect(),
        closes: [Close::Fin, Close::Fin],
        keylog: KeyLog::parse(text).0,
        ..Connection::default()
    }
}

fn annotation(direction: Direction, bytes: Range<usize>, text: &str) -> Annotation {
    Annotation { direction, start: bytes.start, end: bytes.end, text: text.into() }
}

fn stream(capture: &Capture, direction: Direction) -> Vec<u8> {
    let chunks = capture.connections.iter().flat_map(|connection| &connection.chunks);
    chunks.filter(|chunk| chunk.direction == direction).flat_map(|chunk| chunk.bytes.clone()).collect()
}

fn written(capture: &Capture, annotations: &[Vec<Annotation>]) -> Vec<u8> {
    let mut file = Vec::new();
    pcapng(capture, annotations, &mut file).unwrap();
    file
}

/// A packet as a reader sees it.
struct Packet {
    time_us: u64,
    tcp: TcpHeader,
    payload: Vec<u8>,
    comment: String,
}

fn blocks(file: &[u8]) -> Vec<Block<'_>> {
    let block = |block| match block {
        PcapBlockOwned::NG(block) => block,
        PcapBlockOwned::Legacy(_) | PcapBlockOwned::LegacyHeader(_) => panic!("a block of the old format"),
    };
    PcapNGSlice::from_slice(file).unwrap().map(|found| block(found.unwrap())).collect()
}

fn block_types(file: &[u8]) -> Vec<u32> {
    blocks(file).iter().map(Block::magic).collect()
}

fn secrets_of(file: &[u8]) -> Option<String> {
    blocks(file).into_iter().find_map(|block| match block {
        Block::DecryptionSecrets(block) => {
            assert_eq!(block.secrets_type, SecretsType::TlsKeyLog);
            let length = usize::try_from(block.secrets_len).unwrap();
            Some(String::from_utf8(block.data[..length].to_vec()).unwrap())
        }
        _ => None,
    })
}

fn packets(file: &[u8]) -> Vec<Packet> {
    let packet = |block: Block<'_>| {
        let Block::EnhancedPacket(block) = block else { return None };
        assert_eq!((block.if_id, block.caplen), (0, block.origlen));
        let headers = PacketHeaders::from_ethernet_slice(block.packet_data()).unwrap();
        let (tcp, payload) = (headers.transport.unwrap().tcp().unwrap(), headers.payload.slice().to_vec());
        let checksum = match headers.net.unwrap() {
            NetHeaders::Ipv4(ip, _) => tcp.calc_checksum_ipv4(&ip, &payload),
            NetHeaders::Ipv6(ip, _) => tcp.calc_checksum_ipv6(&ip, &payload),
            NetHeaders::Arp(_) => panic!("not IP"),
        };
        assert_eq!(checksum, Ok(tcp.checksum));
        let comment = block.options.iter().filter(|option| option.code != OptionCode::EndOfOpt).map(|option| {
            assert_eq!(option.code, OptionCode::Comment);
            option.as_str().unwrap()
        });
        let time_us = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
        Some(Packet { time_us, tcp, payload, comment: comment.collect() })
    };
    blocks(file).into_iter().filter_map(packet).collect()
}

/// The streams by (source port, destination port), as a receiver puts them together that accepts no gap and no repetition.
fn streams(packets: &[Packet]) -> HashMap<(u16, u16), Vec<u8>> {
    let mut next: HashMap<(u16, u16), u32> = HashMap::new();
    let mut streams: HashMap<_, Vec<u8>> = HashMap::new();
    for Packet { tcp, payload, .. } in packets {
        let way = (tcp.source_port, tcp.destination_port);
        assert_eq!(tcp.sequence_number, *next.get(&way).unwrap_or(&tcp.sequence_number), "the next byte");
        let length = u32::try_from(payload.len()).unwrap() + u32::from(tcp.syn) + u32::from(tcp.fin);
        next.insert(way, tcp.sequence_number.wrapping_add(length));
        let acknowledged = tcp.ack.then_some(tcp.acknowledgment_number);
        assert_eq!(acknowledged, next.get(&(way.1, way.0)).copied(), "all that came is acknowledged");
        streams.entry(way).or_default().extend(payload);
    }
    streams
}
