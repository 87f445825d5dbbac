//! Capture files, packet by packet: what a network, a capturing machine and an attacker do to them.

#![allow(
    clippy::unwrap_used,
    clippy::type_complexity,
    clippy::too_many_lines,
    clippy::needless_for_each,
    reason = "tests: packets made by hand, and a test that cannot go on fails"
)]

use std::io::{Cursor, Write};
use std::net::{IpAddr, SocketAddr};

use etherparse::{IpFragOffset, IpNumber, Ipv4Header, Ipv6FlowLabel, Ipv6Header, TcpHeader};
use pcap_parser::PcapBlockOwned;
use pcap_parser::pcapng::Block;
use pcap_parser::traits::PcapNGPacketBlock as _;
use tlstrace::capture::{Capture, Close, Connection, Direction, End, KeyLog};
use tlstrace::export;
use tlstrace::offline::{self, LinkType, OfflineError, Options, Recording};
use tlstrace::pair::RunOptions;
use tlstrace::scenario::Scenario;
use tlstrace::trace::{State, trace};

use crate::common::capture_file::{self, Frame, Magic, Order, enhanced_packet, simple_packet};

mod assembly;
mod plain;
mod tunnels;

const CLIENT: Direction = Direction::ClientToServer;
const SERVER: Direction = Direction::ServerToClient;
const START_S: u32 = 1_700_000_000;

// ---- link types, IP ----

#[test]
fn every_link_type_gives_the_same_connection() {
    let ip = |packet: &Packet| packet.ip();
    let with = |header: &'static [u8]| move |packet: &Packet| [header, &packet.ip()].concat();
    let sll2 = [&[8, 0][..], &[0; 18]].concat();
    let sll: &[u8] = &[0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 8, 0];
    let vlan = [&[0; 12][..], &[0x81, 0, 0, 5, 8, 0]].concat();
    let qinq = [&[0; 12][..], &[0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 8, 0]].concat();
    let frames: Vec<(LinkType, Box<dyn Fn(&Packet) -> Vec<u8>>)> = vec![
        (LinkType::ETHERNET, Box::new(Packet::ethernet)),
        (LinkType::ETHERNET, Box::new(move |packet| [&vlan, packet.ip().as_slice()].concat())),
        (LinkType::ETHERNET, Box::new(move |packet| [&qinq, packet.ip().as_slice()].concat())),
        (LinkType::LINUX_SLL, Box::new(with(sll))),
        (LinkType::LINUX_SLL2, Box::new(move |packet| [&sll2, packet.ip().as_slice()].concat())),
        (LinkType::NULL, Box::new(with(&[2, 0, 0, 0]))),
        (LinkType::NULL, Box::new(with(&[0, 0, 0, 2]))),
        (LinkType::LOOP, Box::new(with(&[0, 0, 0, 2]))),
        (LinkType::RAW, Box::new(ip)),
        (LinkType::IPV4, Box::new(ip)),
        (LinkType::DLT_RAW, Box::new(ip)),
        (LinkType::DLT_RAW_OPENBSD, Box::new(ip)),
    ];
    for (link, frame) in frames {
        let file = pcap(link, Order::Little, Magic::Microseconds, &conversation().packets, &*frame);
        let recording = read(&file);
        assert_eq!(recording.problems, [], "{link:?}");
        assert_conversation(&recording.capture.connections);
    }
}

#[test]
fn ip_version_6_with_extension_headers() {
    let mut talk = conversation_between("[2001:db8::1]:50000", "[2001:db8::2]:443");
    for packet in &mut talk.packets {
        packet.hop_by_hop = true;
    }
    let file = pcap(LinkType::IPV6, Order::Big, Magic::Microseconds, &talk.packets, &|packet: &Packet| packet.ip());
    let connections = read(&file).capture.connections;
    assert_eq!(said(&connections[0]), [b"hello, server".to_vec(), b"hello, client".to_vec()]);
    assert_eq!(connections[0].client, "[2001:db8::1]:50000");
}

#[test]
fn fragments_are_put_together_in_any_order() {
    let frames: Vec<Vec<u8>> = conversation()
        .packets
        .iter()
        .flat_map(|packet| {
            let mut fragments = packet.fragments(16);
            fragments.reverse();
            fragments
        })
        .collect();
    assert_conversation(&read_frames(LinkType::RAW, &frames).capture.connections);

    let recording = read_frames(LinkType::RAW, &frames[..1]);
    assert_eq!(recording.problems[0].to_string(), "1 datagrams were sent in fragments, and not all of these are there");
}

#[test]
fn an_unknown_link_type_and_a_damaged_header_are_told() {
    let recording = read_frames(LinkType(147), &[vec![1; 60], vec![2; 60]]);
    assert_eq!(recording.problems[0].to_string(), "2 packets of the link type 147 were not read");
    let recording = read_frames(LinkType::RAW, &[vec![0x45, 0, 0]]);
    assert_eq!(recording.problems[0].to_string(), "1 packets are cut or damaged before their data");
}

// ---- TCP ----

#[test]
fn retransmission_reordering_and_overlap() {
    let mut talk = Talk::new();
    talk.handshake();
    let first = talk.segment(CLIENT, b"abcdef");
    let second = talk.segment(CLIENT, b"ghijkl");
    let third = talk.segment(CLIENT, b"mnopqr");
    // An overlap that brings other bytes: the first copy counts.
    let mut overlap = second.clone();
    overlap.payload = b"GHIJKLMN".to_vec();
    for (name, order) in [
        ("in order", vec![&first, &second, &third]),
        ("reordered", vec![&third, &first, &second]),
        ("twice", vec![&first, &first, &second, &third, &second]),
        ("backwards", vec![&third, &second, &first]),
        ("overlap", vec![&first, &second, &overlap, &third]),
        ("overlap before a hole is filled", vec![&second, &overlap, &third, &first]),
    ] {
        let packets: Vec<Packet> = talk.packets.iter().chain(order).cloned().collect();
        let connections = read_packets(&packets).capture.connections;
        let expected: &[u8] = if name.starts_with("overlap") { b"abcdefghijklMNopqr" } else { b"abcdefghijklmnopqr" };
        assert_eq!(String::from_utf8_lossy(&said(&connections[0])[0]), String::from_utf8_lossy(expected), "{name}");
        assert_eq!(connections[0].gaps, [], "{name}");
    }
}

#[test]
fn a_lost_packet_is_a_gap_and_what_follows_is_kept() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"one");
    let _lost = talk.segment(CLIENT, b"lost!");
    talk.say(CLIENT, b"two");
    talk.acknowledge(SERVER);
    talk.say(SERVER, b"answer");
    let connection = read_packets(&talk.packets).capture.connections.remove(0);
    assert_eq!(said(&connection), [b"onetwo".to_vec(), b"answer".to_vec()]);
    assert_eq!(connection.gaps.iter().map(|gap| (gap.chunk, gap.bytes)).collect::<Vec<_>>(), [(1, 5)]);
    assert_eq!(connection.chunks[2].bytes, b"answer", "the receiver acknowledged: what waits comes out before the answer");
}

#[test]
fn a_packet_cut_by_the_snap_length_is_a_gap() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"0123456789");
    talk.say(CLIENT, b"abc");
    talk.acknowledge(SERVER);
    let mut frames: Vec<Vec<u8>> = talk.packets.iter().map(Packet::ip).collect();
    let cut = frames[3].len() - 6;
    frames[3].truncate(cut);
    let recording = read_frames(LinkType::RAW, &frames);
    let connection = &recording.capture.connections[0];
    assert_eq!((said(connection)[0].as_slice(), connection.gaps[0].bytes), (&b"0123abc"[..], 6));
    assert!(recording.problems[0].to_string().starts_with("1 packets were cut when they were captured"));
}

#[test]
fn sequence_numbers_wrap() {
    let mut talk = Talk::new();
    talk.next = [u32::MAX - 3, u32::MAX];
    talk.handshake();
    talk.say(CLIENT, b"abcdef");
    let behind = talk.segment(CLIENT, b"ghi");
    talk.say(CLIENT, b"jkl");
    talk.packets.push(behind);
    assert_eq!(said(&read_packets(&talk.packets).capture.connections[0])[0], b"abcdefghijkl");
}

#[test]
fn the_same_ports_used_again_are_another_connection() {
    let mut packets = conversation().packets;
    let mut again = Talk::new();
    again.next = [900_000, 800_000];
    again.handshake();
    again.say(CLIENT, b"second");
    packets.extend(again.packets);
    let connections = read_packets(&packets).capture.connections;
    assert_eq!(connections.len(), 2);
    assert_conversation(&connections[..1]);
    assert_eq!(said(&connections[1])[0], b"second");
}

#[test]
fn interleaved_connections_come_in_the_order_of_their_first_packet() {
    let talks: Vec<Talk> = (0..50).map(|port| conversation_between(&format!("10.0.0.1:{}", 51_000 + port), "10.0.0.2:443")).collect();
    let longest = talks[0].packets.len();
    let packets: Vec<Packet> = (0..longest).flat_map(|at| talks.iter().map(move |talk| talk.packets[at].clone())).collect();
    let connections = read_packets(&packets).capture.connections;
    assert_conversation(&connections);
    let ports: Vec<_> = connections.iter().map(|connection| connection.client.clone()).collect();
    assert!(ports.len() == 50 && ports.is_sorted(), "{ports:?}");
}

#[test]
fn a_start_in_the_middle_finds_the_client() {
    let hello = client_hello();
    let mut talk = Talk::new();
    // The client has the lower port: only what it says shows who it is.
    talk.ends = ["10.0.0.1:443".parse().unwrap(), "10.0.0.2:50000".parse().unwrap()];
    talk.say(CLIENT, &hello);
    talk.say(SERVER, b"\x15\x03\x03\0\x02\x02\x28");
    let connection = read_packets(&talk.packets).capture.connections.remove(0);
    assert_eq!((connection.client.as_str(), said(&connection)[0].len()), ("10.0.0.1:443", hello.len()));
    assert_eq!(connection.gaps.iter().map(|gap| gap.bytes).collect::<Vec<_>>(), [0, 0], "the beginnings were not captured");

    let mut talk = Talk::new();
    talk.say(SERVER, b"\x17\x03\x03\0\x05abcde");
    let connection = read_packets(&talk.packets).capture.connections.remove(0);
    assert_eq!(connection.server, "10.0.0.2:443", "else the lower port is the server's");
}

#[test]
fn closes_are_seen() {
    let closes = |close: &dyn Fn(&mut Talk)| {
        let mut talk = Talk::new();
        talk.handshake();
        talk.say(CLIENT, b"x");
        close(&mut talk);
        read_packets(&talk.packets).capture.connections[0].closes
    };
    assert_eq!(closes(&|_| ()), [Close::Open, Close::Open]);
    assert_eq!(closes(&|talk| talk.close(SERVER)), [Close::Open, Close::Fin]);
    assert_eq!(closes(&|talk| talk.reset(SERVER)), [Close::Open, Close::Reset]);
    let both = |talk: &mut Talk| {
        talk.close(CLIENT);
        talk.close(SERVER);
    };
    assert_eq!(closes(&both), [Close::Fin, Close::Fin]);
}

#[test]
fn half_open_connections_and_tiny_segments_are_bounded() {
    let mut assembler = offline::Assembler::default();
    for number in 0..70_000_u32 {
        let mut talk = Talk::new();
        talk.ends[0] = SocketAddr::new(IpAddr::from(number.to_be_bytes()), 1000);
        let syn = talk.packet(CLIENT, |tcp| tcp.syn = true, &[]);
        assembler.packet(LinkType::RAW, i64::from(number), &syn.ip());
    }
    assert_eq!(assembler.problems()[0].to_string(), "4464 connections were given up before their end: too many were open at once");

    let mut talk = Talk::new();
    talk.handshake();
    let mut assembler = offline::Assembler::default();
    for packet in &talk.packets {
        assembler.packet(LinkType::RAW, 0, &packet.ip());
    }
    for number in 0..100_000_i64 {
        assembler.packet(LinkType::RAW, number, &talk.segment(CLIENT, b"x").ip());
    }
    assembler.finish();
    let connection = assembler.next_finished().unwrap().connection;
    assert_eq!((connection.chunks.len(), said(&connection)[0].len()), (65_536, 100_000));
}

#[test]
fn a_connection_is_handed_out_as_soon_as_it_is_over() {
    let mut assembler = offline::Assembler::default();
    let mut handed_out = Vec::new();
    for number in 0..100_u16 {
        let talk = conversation_between(&format!("10.0.0.1:{}", 20_000 + number), "10.0.0.2:443");
        for packet in &talk.packets {
            assembler.packet(LinkType::RAW, i64::from(number) * 1_000_000 + i64::from(packet.time_ms) * 1000, &packet.ip());
        }
        handed_out.extend(std::iter::from_fn(|| assembler.next_finished()).map(|one| (number, one.index)));
    }
    // Each waits two seconds for stragglers.
    assert_eq!(handed_out.len(), 98);
    assert!(handed_out.iter().all(|(now, index)| usize::from(*now) - index == 2), "{handed_out:?}");
}

// ---- file formats ----

#[test]
fn byte_orders_and_units_of_time() {
    let packets = conversation().packets;
    for order in Order::BOTH {
        for magic in Magic::ALL {
            let file = pcap(LinkType::ETHERNET, order, magic, &packets, &Packet::ethernet);
            let connections = read(&file).capture.connections;
            assert_conversation(&connections);
            assert_eq!(connections[0].started_us, i64::from(START_S) * 1_000_000);
            assert_eq!(connections[0].chunks[0].time_us, 3000);
        }
    }
}

#[test]
fn pcapng_with_sections_interfaces_and_units_of_its_own() {
    let packets = conversation().packets;
    let (first, rest) = packets.split_at(4);
    let mut file = capture_file::pcapng(Order::Big, &[(LinkType::ETHERNET.0, 9), (LinkType::RAW.0, 3)]);
    for (number, packet) in first.iter().enumerate() {
        // The first interface counts nanoseconds, the second milliseconds.
        let (interface, frame, time) = match number % 2 {
            0 => (0, packet.ethernet(), packet.time_us() * 1000),
            _ => (1, packet.ip(), packet.time_us() / 1000),
        };
        file.extend(enhanced_packet(Order::Big, interface, time, &frame));
    }
    file.extend(capture_file::pcapng(Order::Little, &[(LinkType::RAW.0, 6)]));
    file.extend(rest.iter().flat_map(|packet| enhanced_packet(Order::Little, 0, packet.time_us(), &packet.ip())));
    let recording = read(&file);
    assert_eq!(recording.problems, []);
    assert_conversation(&recording.capture.connections);
    assert_eq!(recording.capture.connections[0].started_us, i64::from(START_S) * 1_000_000);

    let mut simple = capture_file::pcapng(Order::Little, &[(LinkType::RAW.0, 6)]);
    simple.extend(packets.iter().flat_map(|packet| simple_packet(Order::Little, &packet.ip())));
    assert_conversation(&read(&simple).capture.connections);
}

#[test]
fn an_option_that_cannot_be_read_does_not_cost_the_file() {
    let packets = conversation().packets;
    let mut file = capture_file::pcapng(Order::Little, &[(LinkType::RAW.0, 6)]);
    file.extend(packets.iter().flat_map(|packet| enhanced_packet(Order::Little, 0, packet.time_us(), &packet.ip())));
    // The interface's name is not UTF-8, and its unit of time is the picosecond.
    let name = file.windows(4).position(|window| window == b"test").unwrap();
    let unit = file.windows(5).position(|window| window == [9, 0, 1, 0, 6]).unwrap() + 4;
    let mut odd = file.clone();
    (odd[name], odd[unit]) = (0xff, 12);
    assert_conversation(&read(&odd).capture.connections);
}

#[test]
fn packed_files() {
    let file = plain_pcap();
    let packed = gzip(&file);
    assert_conversation(&read(&packed).capture.connections);
    let recording = read(&packed[..packed.len() - 20]);
    assert!(recording.problems.len() == 1, "{:?}", recording.problems);

    // A bomb: a pcap header, and empty packets that shrink to a thousandth.
    let mut bomb = file[..24].to_vec();
    bomb.resize(200 << 20, 0);
    let recording = read(&gzip(&bomb));
    assert!(recording.problems[0].to_string().ends_with("it unpacks to more than 100 times its size"), "{:?}", recording.problems);
}

#[test]
fn a_truncated_file_gives_what_it_holds() {
    let file = plain_pcap();
    let recording = read(&file[..file.len() - 1]);
    let problem = recording.problems[0].to_string();
    assert!(problem.starts_with("the file is truncated: what begins at byte "), "{problem}");
    assert_eq!(said(&recording.capture.connections[0]), [b"hello, server".to_vec(), b"hello, client".to_vec()]);
}

#[test]
fn what_is_no_capture_is_refused() {
    for bytes in [&b""[..], b"abc", b"[scenario]\nname = 1", &gzip(b"not a capture")] {
        assert!(matches!(offline::read(bytes, Options::default()), Err(OfflineError::NotACapture)));
    }
    assert!(offline::is_capture(&plain_pcap()) && !offline::is_capture(b"name"));
}

#[test]
fn a_length_that_lies_ends_the_file_and_takes_no_memory() {
    let mut file = plain_pcap();
    file[24 + 8..24 + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    let recording = read(&file);
    assert_eq!(recording.problems[0].to_string(), "the file is damaged at byte 24: a packet of 4294967295 bytes; the rest is not read");
    let mut file = capture_file::pcapng(Order::Little, &[(LinkType::RAW.0, 6)]);
    file.extend([6, 0, 0, 0, 0xfc, 0xff, 0xff, 0xff, 0, 0, 0, 0]);
    assert!(read(&file).problems[0].to_string().contains("a block of 4294967292 bytes"));
}

#[test]
fn every_cut_and_every_flipped_byte_is_read_without_panic() {
    let mut section = capture_file::pcapng(Order::Little, &[(LinkType::ETHERNET.0, 6)]);
    let packets = conversation().packets;
    section.extend(packets.iter().flat_map(|packet| enhanced_packet(Order::Little, 0, packet.time_us(), &packet.ethernet())));
    for file in [plain_pcap(), section] {
        for cut in 0..file.len() {
            let _ = offline::read(&file[..cut], Options::default()).map(|recording| trace(&recording.capture));
        }
        for at in 0..file.len() {
            for mask in [0x01, 0x80, 0xff] {
                let mut damaged = file.clone();
                damaged[at] ^= mask;
                let _ = offline::read(damaged.as_slice(), Options::default()).map(|recording| trace(&recording.capture));
            }
        }
    }
}

// ---- what stands before TLS ----

#[test]
fn preludes_are_split_off_and_named() {
    let postgresql: &[u8] = &[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    let mysql_greeting = [&[70, 0, 0, 0, 10][..], b"8.0.36\0", &[1; 60]].concat();
    let mysql_request = [&[32, 0, 0, 1][..], &[0; 32]].concat();
    let proxy_v2 = [b"\r\n\r\n\0\r\nQUIT\n".as_slice(), &[0x21, 0x11, 0, 12], &[1; 12]].concat();
    let ldap = b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037".as_slice();
    let cases: Vec<(&str, Vec<(Direction, &[u8])>)> = vec![
        (
            "SMTP STARTTLS",
            vec![
                (SERVER, b"220 mail ESMTP\r\n"),
                (CLIENT, b"EHLO me\r\n"),
                (SERVER, b"250-mail\r\n250 STARTTLS\r\n"),
                (CLIENT, b"STARTTLS\r\n"),
                (SERVER, b"220 go\r\n"),
            ],
        ),
        ("IMAP STARTTLS", vec![(SERVER, b"* OK ready\r\n"), (CLIENT, b"a1 STARTTLS\r\n"), (SERVER, b"a1 OK begin\r\n")]),
        ("POP3 STLS", vec![(SERVER, b"+OK ready\r\n"), (CLIENT, b"STLS\r\n"), (SERVER, b"+OK begin\r\n")]),
        (
            "XMPP STARTTLS",
            vec![
                (CLIENT, b"<?xml version='1.0'?><stream:stream to='a'>"),
                (SERVER, b"<stream:features/>"),
                (CLIENT, b"<starttls xmlns='x'/>"),
                (SERVER, b"<proceed/>"),
            ],
        ),
        ("PostgreSQL SSLRequest", vec![(CLIENT, postgresql), (SERVER, b"S")]),
        ("MySQL", vec![(SERVER, &mysql_greeting), (CLIENT, &mysql_request)]),
        ("LDAP StartTLS", vec![(CLIENT, ldap), (SERVER, b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0")]),
        ("HTTP CONNECT", vec![(CLIENT, b"CONNECT a:443 HTTP/1.1\r\n\r\n"), (SERVER, b"HTTP/1.1 200 ok\r\n\r\n")]),
        ("PROXY protocol v1", vec![(CLIENT, b"PROXY TCP4 1.2.3.4 5.6.7.8 1 443\r\n")]),
        ("PROXY protocol v2", vec![(CLIENT, &proxy_v2)]),
        (
            "PROXY protocol v1 + SMTP STARTTLS",
            vec![
                (CLIENT, b"PROXY TCP4 1.2.3.4 5.6.7.8 1 25\r\n"),
                (SERVER, b"220 mail\r\n"),
                (CLIENT, b"STARTTLS\r\n"),
                (SERVER, b"220 go\r\n"),
            ],
        ),
    ];
    let (hello, alert) = (client_hello(), b"\x15\x03\x03\0\x02\x02\x28");
    for (name, lines) in cases {
        for glued in [false, true] {
            let mut talk = Talk::new();
            talk.handshake();
            // The last thing that the client says may share a segment with its ClientHello.
            let (last, before) = lines.split_last().unwrap();
            let glues = glued && last.0 == CLIENT;
            before.iter().for_each(|(from, line)| talk.say(*from, line));
            if glues {
                talk.say(CLIENT, &[last.1, &hello].concat());
            } else {
                talk.say(last.0, last.1);
                talk.say(CLIENT, &hello);
            }
            talk.say(SERVER, alert);
            let connection = read_packets(&talk.packets).capture.connections.remove(0);
            assert_eq!(said(&connection), [hello.clone(), alert.to_vec()], "{name}");
            let prelude = connection.prelude.unwrap();
            let all = |from| lines.iter().filter(|(by, _)| *by == from).flat_map(|(_, line)| line.to_vec()).collect::<Vec<_>>();
            assert_eq!((prelude.name.as_str(), prelude.client_bytes, prelude.server_bytes), (name, all(CLIENT), all(SERVER)));
        }
    }
}

#[test]
fn what_is_not_tls_is_named() {
    for (client, server, names) in [
        (&b"GET / HTTP/1.1\r\n\r\n"[..], &b"HTTP/1.1 400 Bad\r\n"[..], [Some("HTTP"), Some("HTTP")]),
        (b"SSH-2.0-OpenSSH_9.9\r\n", b"SSH-2.0-x\r\n", [Some("SSH"), Some("SSH")]),
        (b"\0\0\0\x08\0\x03\0\0user\0", b"R\0\0\0\x08", [Some("PostgreSQL"), None]),
        (&client_hello(), b"HTTP/1.1 400 Bad\r\n", [None, Some("HTTP")]),
        (b"EHLO me\r\n", b"220 mail\r\n", [Some("SMTP"), Some("SMTP")]),
    ] {
        let mut talk = Talk::new();
        talk.handshake();
        talk.say(CLIENT, client);
        talk.say(SERVER, server);
        let recording = read_packets(&talk.packets);
        let connection = &recording.capture.connections[0];
        assert_eq!(connection.plaintext.each_ref().map(Option::as_deref), names);
        let is_tls = names[0].is_none();
        assert_eq!(trace(&recording.capture).connections[0].outcome.state == State::NotTls, !is_tls);
    }
}

#[test]
fn dtls_is_recognised_and_counted() {
    let udp = etherparse::PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64).udp(5000, 4433);
    let mut packet = Vec::new();
    udp.write(&mut packet, &[22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]).unwrap();
    let recording = read_frames(LinkType::RAW, &[packet.clone(), packet]);
    assert_eq!(
        recording.problems[0].to_string(),
        "DTLS is not decoded: 2 datagrams in 1 conversations, one between 10.0.0.1:5000 and 10.0.0.2:4433"
    );
}

#[test]
fn quic_is_recognised_and_counted() {
    let udp = etherparse::PacketBuilder::ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64).udp(5000, 443);
    let mut packet = Vec::new();
    udp.write(&mut packet, &[&[0xc3, 0, 0, 0, 1][..], &[0; 1195]].concat()).unwrap();
    let recording = read_frames(LinkType::RAW, &[packet]);
    assert_eq!(recording.problems[0].to_string(), "QUIC is not decoded: 1 datagrams with a handshake of it");
}

// ---- with the lab ----

#[test]
fn what_is_written_is_read_back() {
    for name in ["mtls@1.2", "mtls@1.3", "resumption"] {
        let run = seeded(name);
        let recording = read(&written(&run));
        assert_eq!(recording.problems, []);
        for (lab, file) in run.connections.iter().zip(&recording.capture.connections) {
            assert_eq!((said(lab), &lab.keylog, lab.closes), (said(file), &file.keylog, file.closes), "{name}");
        }
        let steps = |capture| {
            trace(capture)
                .connections
                .iter()
                .flat_map(|one| one.events.iter().map(|event| (event.from, event.name(), event.length())).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        assert_eq!(steps(&run), steps(&recording.capture), "{name}");
        assert_eq!(run.connections.len(), recording.capture.connections.len());
    }
}

#[test]
fn behind_a_gap_records_are_opened_again_and_nothing_is_called_wrong() {
    let run = seeded("mtls@1.3");
    let whole = trace(&run).connections.remove(0);
    let names = |connection: &tlstrace::trace::Connection| {
        connection.events.iter().filter_map(|event| Some((event.from, event.name()?))).collect::<Vec<_>>()
    };
    let all = names(&whole);
    let packets = offline_frames(&written(&run));
    let mut lost_something = 0;
    for lost in 0..packets.len() {
        let frames: Vec<Vec<u8>> = packets.iter().enumerate().filter(|(at, _)| *at != lost).map(|(_, frame)| frame.clone()).collect();
        let keylog = run.connections[0].keylog.clone();
        let file = pcap_of(LinkType::ETHERNET, &frames);
        let recording = offline::read(file.as_slice(), Options { name: String::new(), keylog }).unwrap();
        let seen = trace(&recording.capture).connections.remove(0);
        assert!(seen.checks.iter().all(|check| check.holds != Some(false)), "{lost}: {:?}", seen.checks);
        lost_something += usize::from(names(&seen) != all);
        // Whatever is lost but a hello, both ends' last words are still opened.
        let hellos = whole.events.iter().take(2).all(|event| names(&seen).contains(&(event.from, event.name().unwrap())));
        if hellos && !recording.capture.connections[0].gaps.is_empty() {
            assert_eq!(names(&seen).last(), all.last(), "{lost}");
        }
    }
    assert!(lost_something > 3, "packets carry messages: {lost_something}");
}

#[test]
fn key_logs_are_merged_and_each_connection_gets_its_own_lines() {
    let run = seeded("resumption");
    let mut bare = run.clone();
    bare.connections.iter_mut().for_each(|connection| connection.keylog = KeyLog::default());
    let mut keylog = KeyLog::parse("CLIENT_RANDOM 00ff 11\n").0;
    run.connections.iter().for_each(|connection| keylog.merge(connection.keylog.clone()));
    let recording = offline::read(written(&bare).as_slice(), Options { name: String::new(), keylog }).unwrap();
    let logs = |capture: &Capture| capture.connections.iter().map(|connection| connection.keylog.clone()).collect::<Vec<_>>();
    assert_eq!(logs(&recording.capture), logs(&run));
}

// ---- helpers: a talk between two ends ----

/// A packet that is yet to be wrapped.
#[derive(Clone)]
struct Packet {
    source: SocketAddr,
    destination: SocketAddr,
    tcp: TcpHeader,
    payload: Vec<u8>,
    time_ms: u32,
    hop_by_hop: bool,
}

impl Packet {
    /// When it was captured.
    fn time_us(&self) -> u64 {
        u64::from(START_S) * 1_000_000 + u64::from(self.time_ms) * 1000
    }

    fn segment(&self) -> Vec<u8> {
        let mut bytes = self.tcp.to_bytes().to_vec();
        bytes.extend(&self.payload);
        bytes
    }

    fn ip(&self) -> Vec<u8> {
        let segment = self.segment();
        match (self.source.ip(), self.destination.ip()) {
            (IpAddr::V4(source), IpAddr::V4(destination)) => {
                let mut header = Ipv4Header::new(0, 64, IpNumber::TCP, source.octets(), destination.octets()).unwrap();
                // A header with options: four times "no operation".
                header.options = [1, 1, 1, 1].into();
                header.set_payload_len(segment.len()).unwrap();
                [header.to_bytes().to_vec(), segment].concat()
            }
            (IpAddr::V6(source), IpAddr::V6(destination)) => {
                // Next header TCP, length 8, padding.
                let extension: &[u8] = if self.hop_by_hop { &[6, 0, 1, 4, 0, 0, 0, 0] } else { &[] };
                let header = Ipv6Header {
                    traffic_class: 0,
                    flow_label: Ipv6FlowLabel::ZERO,
                    payload_length: (segment.len() + extension.len()).try_into().unwrap(),
                    next_header: if self.hop_by_hop { IpNumber::IPV6_HEADER_HOP_BY_HOP } else { IpNumber::TCP },
                    hop_limit: 64,
                    source: source.octets(),
                    destination: destination.octets(),
                };
                [&header.to_bytes(), extension, &segment].concat()
            }
            _ => panic!("two families"),
        }
    }

    fn ethernet(&self) -> Vec<u8> {
        let kind: [u8; 2] = if self.source.is_ipv4() { [8, 0] } else { [0x86, 0xdd] };
        let mut frame = [&[0; 12][..], &kind, &self.ip()].concat();
        // A short frame is padded: the padding is no data.
        frame.resize(frame.len().max(60), 0xee);
        frame
    }

    /// The datagram in IPv4 fragments of `size` bytes.
    fn fragments(&self, size: usize) -> Vec<Vec<u8>> {
        let segment = self.segment();
        let (IpAddr::V4(source), IpAddr::V4(destination)) = (self.source.ip(), self.destination.ip()) else { panic!("not IPv4") };
        let pieces = segment.chunks(size).enumerate();
        let last = segment.len().div_ceil(size) - 1;
        let fragment = |(number, piece): (usize, &[u8])| {
            let mut header = Ipv4Header::new(0, 64, IpNumber::TCP, source.octets(), destination.octets()).unwrap();
            header.set_payload_len(piece.len()).unwrap();
            header.identification = u16::try_from(self.time_ms).unwrap();
            header.fragment_offset = IpFragOffset::try_new((number * size / 8).try_into().unwrap()).unwrap();
            header.more_fragments = number < last;
            [&header.to_bytes(), piece].concat()
        };
        pieces.map(fragment).collect()
    }
}

struct Talk {
    ends: [SocketAddr; 2],
    next: [u32; 2],
    packets: Vec<Packet>,
    time_ms: u32,
}

impl Talk {
    fn new() -> Self {
        Self {
            ends: ["10.0.0.1:50000".parse().unwrap(), "10.0.0.2:443".parse().unwrap()],
            next: [1000, 2000],
            packets: Vec::new(),
            time_ms: 0,
        }
    }

    fn packet(&mut self, from: Direction, flags: impl FnOnce(&mut TcpHeader), payload: &[u8]) -> Packet {
        let (own, peer) = (from.index(), from.reverse().index());
        let mut tcp = TcpHeader::new(self.ends[own].port(), self.ends[peer].port(), self.next[own], 65_535);
        flags(&mut tcp);
        self.next[own] = self.next[own].wrapping_add(u32::try_from(payload.len()).unwrap() + u32::from(tcp.syn) + u32::from(tcp.fin));
        let packet = Packet {
            source: self.ends[own],
            destination: self.ends[peer],
            tcp,
            payload: payload.to_vec(),
            time_ms: self.time_ms,
            hop_by_hop: false,
        };
        self.time_ms += 1;
        packet
    }

    fn handshake(&mut self) {
        let syn = self.packet(CLIENT, |tcp| tcp.syn = true, &[]);
        let acknowledged = self.next[0];
        let answer = self.packet(SERVER, |tcp| (tcp.syn, tcp.ack, tcp.acknowledgment_number) = (true, true, acknowledged), &[]);
        self.packets.extend([syn, answer]);
        self.acknowledge(CLIENT);
    }

    fn acknowledge(&mut self, from: Direction) {
        let acknowledged = self.next[from.reverse().index()];
        let packet = self.packet(from, |tcp| (tcp.ack, tcp.acknowledgment_number) = (true, acknowledged), &[]);
        self.packets.push(packet);
    }

    /// A segment that is not sent yet. It acknowledges nothing, so that no order is forced.
    fn segment(&mut self, from: Direction, payload: &[u8]) -> Packet {
        self.packet(from, |_| (), payload)
    }

    fn say(&mut self, from: Direction, payload: &[u8]) {
        let packet = self.segment(from, payload);
        self.packets.push(packet);
    }

    fn close(&mut self, from: Direction) {
        let packet = self.packet(from, |tcp| tcp.fin = true, &[]);
        self.packets.push(packet);
    }

    fn reset(&mut self, from: Direction) {
        let packet = self.packet(from, |tcp| tcp.rst = true, &[]);
        self.packets.push(packet);
    }
}

fn conversation() -> Talk {
    conversation_between("10.0.0.1:50000", "10.0.0.2:443")
}

fn conversation_between(client: &str, server: &str) -> Talk {
    let mut talk = Talk::new();
    talk.ends = [client.parse().unwrap(), server.parse().unwrap()];
    talk.handshake();
    talk.say(CLIENT, b"hello, ");
    talk.say(CLIENT, b"server");
    talk.say(SERVER, b"hello, client");
    talk.close(CLIENT);
    talk.close(SERVER);
    talk.acknowledge(CLIENT);
    talk
}

fn assert_conversation(connections: &[Connection]) {
    assert!(!connections.is_empty());
    for connection in connections {
        assert_eq!(said(connection), [b"hello, server".to_vec(), b"hello, client".to_vec()]);
        assert_eq!((connection.closes, connection.gaps.len()), ([Close::Fin, Close::Fin], 0));
    }
}

fn said(connection: &Connection) -> [Vec<u8>; 2] {
    Direction::BOTH.map(|direction| {
        connection.chunks.iter().filter(|chunk| chunk.direction == direction).flat_map(|chunk| chunk.bytes.clone()).collect()
    })
}

/// A real one: the first of RFC 8448, section 3.
fn client_hello() -> Vec<u8> {
    let text = include_str!("../data/rfc8448_section_3.txt");
    hex::decode(text.lines().find_map(|line| line.strip_prefix("client ")).unwrap()).unwrap()
}

// ---- helpers: files ----

fn pcap(link: LinkType, order: Order, magic: Magic, packets: &[Packet], frame: &dyn Fn(&Packet) -> Vec<u8>) -> Vec<u8> {
    let frames: Vec<Frame> = packets.iter().map(|packet| Frame { time_us: packet.time_us(), bytes: frame(packet) }).collect();
    capture_file::pcap(order, magic, link.0, &frames)
}

fn pcap_of(link: LinkType, frames: &[Vec<u8>]) -> Vec<u8> {
    let packets: Vec<Packet> = (0..frames.len()).map(|_| Talk::new().segment(CLIENT, &[])).collect();
    let next = std::cell::Cell::new(0);
    let frame = |_: &Packet| {
        next.set(next.get() + 1);
        frames[next.get() - 1].clone()
    };
    pcap(link, Order::Little, Magic::Microseconds, &packets, &frame)
}

fn plain_pcap() -> Vec<u8> {
    pcap(LinkType::ETHERNET, Order::Little, Magic::Microseconds, &conversation().packets, &Packet::ethernet)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(file: &[u8]) -> Recording {
    offline::read(Cursor::new(file), Options::default()).unwrap()
}

fn read_packets(packets: &[Packet]) -> Recording {
    read(&pcap(LinkType::RAW, Order::Little, Magic::Microseconds, packets, &Packet::ip))
}

fn read_frames(link: LinkType, frames: &[Vec<u8>]) -> Recording {
    read(&pcap_of(link, frames))
}

fn seeded(name: &str) -> Capture {
    Scenario::load(name).unwrap().run_blocking(&RunOptions { seed: Some(1), ..RunOptions::default() }).unwrap()
}

fn written(capture: &Capture) -> Vec<u8> {
    let mut file = Vec::new();
    export::pcapng(capture, &[], &mut file).unwrap();
    file
}

/// The packets of a file that was exported.
fn offline_frames(file: &[u8]) -> Vec<Vec<u8>> {
    let blocks = pcap_parser::PcapNGSlice::from_slice(file).unwrap();
    let frame = |block| match block {
        PcapBlockOwned::NG(Block::EnhancedPacket(packet)) => Some(packet.packet_data().to_vec()),
        _ => None,
    };
    blocks.filter_map(|block| frame(block.unwrap())).collect()
}
