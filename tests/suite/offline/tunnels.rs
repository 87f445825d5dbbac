//! Packets within packets, and what capturing machines put before them.

use super::*;
use crate::common::{scratch, text, tlstrace};

/// How an Ethernet frame or an IP packet is wrapped.
type Wrap = fn(&Packet) -> Vec<u8>;

fn ethernet(kind: u16, rest: &[u8]) -> Vec<u8> {
    [&[2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2][..], &kind.to_be_bytes(), rest].concat()
}

/// An outer IPv4 packet with this protocol number.
fn outer(number: u8, payload: &[u8]) -> Vec<u8> {
    let mut header = Ipv4Header::new(0, 64, IpNumber(number), [192, 0, 2, 1], [192, 0, 2, 2]).unwrap();
    header.set_payload_len(payload.len()).unwrap();
    [&header.to_bytes()[..], payload].concat()
}

fn udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 8).unwrap();
    outer(17, &[&40_000_u16.to_be_bytes()[..], &port.to_be_bytes(), &length.to_be_bytes(), &[0, 0], payload].concat())
}

fn ipv6(next: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    [&[0x60, 0, 0, 0][..], &length.to_be_bytes(), &[next, 64], &[1; 16], &[2; 16], payload].concat()
}

fn snap(packet: &Packet) -> Vec<u8> {
    [&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0][..], &packet.ip()].concat()
}

fn radio(packet: &Packet) -> Vec<u8> {
    // A data frame with quality of service, to the distribution system.
    [&[0x88, 1, 0, 0][..], &[7; 18], &[0, 0, 0, 0], &snap(packet)].concat()
}

const WRAPS: [(&str, u32, Wrap); 43] = [
    ("VXLAN", 101, |packet| udp(4789, &[&[8, 0, 0, 0, 0, 0, 5, 0][..], &packet.ethernet()].concat())),
    ("VXLAN in VXLAN", 101, |packet| {
        let inner = [&[8, 0, 0, 0, 0, 0, 5, 0][..], &packet.ethernet()].concat();
        udp(4789, &[&[8, 0, 0, 0, 0, 0, 6, 0][..], &ethernet(0x800, &udp(8472, &inner))].concat())
    }),
    ("VXLAN-GPE", 101, |packet| udp(4790, &[&[0x0c, 0, 0, 1, 0, 0, 5, 0][..], &packet.ip()].concat())),
    ("GENEVE", 101, |packet| udp(6081, &[&[1, 0, 0x65, 0x58, 0, 0, 5, 0, 1, 2, 3, 4][..], &packet.ethernet()].concat())),
    ("GENEVE with IP", 101, |packet| udp(6081, &[&[0, 0, 8, 0, 0, 0, 5, 0][..], &packet.ip()].concat())),
    ("GRE", 101, |packet| outer(47, &[&[0, 0, 8, 0][..], &packet.ip()].concat())),
    ("GRE with a key and a checksum", 101, |packet| outer(47, &[&[0xb0, 0, 8, 0][..], &[0; 12], &packet.ip()].concat())),
    ("GRE with Ethernet", 101, |packet| outer(47, &[&[0x20, 0, 0x65, 0x58, 0, 0, 0, 5][..], &packet.ethernet()].concat())),
    ("GRE of PPTP", 101, |packet| outer(47, &[&[0x30, 0x81, 0x88, 0x0b][..], &[0; 12], &[0xff, 3, 0, 0x21], &packet.ip()].concat())),
    ("GRE over IPv6", 101, |packet| ipv6(47, &[&[0, 0, 8, 0][..], &packet.ip()].concat())),
    ("GRE in UDP", 101, |packet| udp(4754, &[&[0, 0, 8, 0][..], &packet.ip()].concat())),
    ("ERSPAN I", 101, |packet| outer(47, &[&[0, 0, 0x88, 0xbe][..], &packet.ethernet()].concat())),
    ("ERSPAN II", 101, |packet| outer(47, &[&[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1][..], &[0x10; 8], &packet.ethernet()].concat())),
    ("ERSPAN III", 101, |packet| outer(47, &[&[0x10, 0, 0x22, 0xeb, 0, 0, 0, 1][..], &[0x20; 10], &[0, 0], &packet.ethernet()].concat())),
    ("ERSPAN III with a subheader", 101, |packet| {
        outer(47, &[&[0x10, 0, 0x22, 0xeb, 0, 0, 0, 1][..], &[0x20; 10], &[0, 1], &[0; 8], &packet.ethernet()].concat())
    }),
    ("IP in IP", 101, |packet| outer(4, &packet.ip())),
    ("IPv4 in IPv6", 101, |packet| ipv6(4, &packet.ip())),
    ("IPv6 in IPv4, and back", 101, |packet| outer(41, &ipv6(4, &packet.ip()))),
    ("EtherIP", 101, |packet| outer(97, &[&[0x30, 0][..], &packet.ethernet()].concat())),
    ("GTP-U", 101, |packet| udp(2152, &[&[0x30, 0xff, 0, 60, 0, 0, 0, 1][..], &packet.ip()].concat())),
    ("GTP-U with an extension", 101, |packet| {
        udp(2152, &[&[0x34, 0xff, 0, 60, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0x10, 1, 0][..], &packet.ip()].concat())
    }),
    ("L2TP", 101, |packet| udp(1701, &[&[0x40, 2, 0, 60, 0, 1, 0, 2, 0xff, 3, 0, 0x21][..], &packet.ip()].concat())),
    ("CAPWAP", 101, |packet| udp(5247, &[&[0, 0x10, 2, 0, 0, 0, 0, 0][..], &packet.ethernet()].concat())),
    ("CAPWAP with radio", 101, |packet| udp(5247, &[&[0, 0x10, 3, 0, 0, 0, 0, 0][..], &radio(packet)].concat())),
    ("TZSP", 101, |packet| udp(37008, &[&[1, 0, 0, 1, 10, 1, 7, 0, 1][..], &packet.ethernet()].concat())),
    ("MPLS", 1, |packet| ethernet(0x8847, &[&[0, 1, 0, 64, 0, 1, 1, 64][..], &packet.ip()].concat())),
    ("a pseudowire", 1, |packet| ethernet(0x8847, &[&[0, 1, 1, 64, 0, 0, 0, 0][..], &packet.ethernet()].concat())),
    ("MPLS in IP", 101, |packet| outer(137, &[&[0, 1, 1, 64][..], &packet.ip()].concat())),
    ("PPPoE", 1, |packet| ethernet(0x8864, &[&[0x11, 0, 0, 1, 0, 60, 0, 0x21][..], &packet.ip()].concat())),
    ("NSH", 1, |packet| ethernet(0x894f, &[&[0, 6, 1, 1][..], &[0; 20], &packet.ip()].concat())),
    ("Cisco meta data", 1, |packet| ethernet(0x8909, &[&[1, 1, 0, 1, 0, 5, 8, 0][..], &packet.ip()].concat())),
    ("LLC", 1, |packet| ethernet(u16::try_from(snap(packet).len()).unwrap(), &snap(packet))),
    ("PPP", 9, |packet| [&[0xff, 3, 0, 0x21][..], &packet.ip()].concat()),
    ("PPP, compressed", 9, |packet| [&[0x21][..], &packet.ip()].concat()),
    ("PPPoE as a link", 51, |packet| [&[0x11, 0, 0, 1, 0, 60, 0, 0x21][..], &packet.ip()].concat()),
    ("C-HDLC", 104, |packet| [&[0x0f, 0, 8, 0][..], &packet.ip()].concat()),
    ("802.11", 105, radio),
    ("radiotap", 127, |packet| [&[0, 0, 9, 0, 0, 0, 0, 0, 0][..], &radio(packet)].concat()),
    ("ENC", 109, |packet| [&[0; 12][..], &packet.ip()].concat()),
    ("PFLOG", 117, |packet| [&[61, 2, 0, 0][..], &[0; 60], &packet.ip()].concat()),
    ("PKTAP", 258, |packet| [&[12, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0][..], &packet.ethernet()].concat()),
    ("IPNET", 226, |packet| [&[0; 24][..], &packet.ip()].concat()),
    ("NFLOG", 239, |packet| {
        let payload = packet.ip();
        let length = u16::try_from(payload.len() + 4).unwrap().to_le_bytes();
        [&[2, 0, 0, 0, 8, 0, 1, 0, 8, 0, 1, 0, 5, 0, 10, 0, 0, 0, 0, 0][..], &length, &[9, 0], &payload].concat()
    }),
];

#[test]
fn a_connection_is_read_whatever_carries_it() {
    for (name, link, wrap) in WRAPS {
        let frames: Vec<Vec<u8>> = conversation().packets.iter().map(wrap).collect();
        let recording = read_frames(LinkType(link), &frames);
        assert_eq!(recording.problems, [], "{name}");
        assert_eq!(recording.capture.connections.len(), 1, "{name}: {}", recording.holds);
        assert_conversation(&recording.capture.connections);
    }
}

#[test]
fn no_cut_and_no_flipped_byte_of_a_tunnel_is_a_panic() {
    for (_, link, wrap) in WRAPS {
        let frame = wrap(&conversation().packets[3]);
        for at in 0..frame.len().min(90) {
            let mut damaged = vec![frame[..at].to_vec()];
            damaged.extend([0x01, 0x80, 0xff].map(|mask| {
                let mut damaged = frame.clone();
                damaged[at] ^= mask;
                damaged
            }));
            let _ = read_frames(LinkType(link), &damaged);
        }
    }
}

#[test]
fn seen_inside_a_tunnel_and_outside_it_is_one_connection() {
    let gre = |packet: &Packet| outer(47, &[&[0, 0, 8, 0][..], &packet.ip()].concat());
    let packets = conversation().packets;
    let twice: Vec<Vec<u8>> = packets.iter().flat_map(|packet| [gre(packet), packet.ip()]).collect();
    let server = packets[1].source;
    let halves: Vec<Vec<u8>> = packets.iter().map(|packet| if packet.source == server { gre(packet) } else { packet.ip() }).collect();
    for frames in [twice, halves] {
        let connections = read_frames(LinkType::RAW, &frames).capture.connections;
        assert_eq!(connections.len(), 1);
        assert_conversation(&connections);
    }
}

#[test]
fn fragments_of_the_outer_packet_are_put_together() {
    let frames: Vec<Vec<u8>> = conversation()
        .packets
        .iter()
        .enumerate()
        .flat_map(|(number, packet)| {
            let inner = [&[0, 0, 8, 0][..], &packet.ip()].concat();
            let pieces = inner.chunks(24).enumerate();
            let last = inner.len().div_ceil(24) - 1;
            let fragment = |(at, piece): (usize, &[u8])| {
                let mut header = Ipv4Header::new(0, 64, IpNumber::GRE, [192, 0, 2, 1], [192, 0, 2, 2]).unwrap();
                header.set_payload_len(piece.len()).unwrap();
                header.identification = u16::try_from(number).unwrap();
                header.fragment_offset = IpFragOffset::try_new(u16::try_from(at * 3).unwrap()).unwrap();
                header.more_fragments = at < last;
                [&header.to_bytes()[..], piece].concat()
            };
            pieces.map(fragment).collect::<Vec<_>>()
        })
        .collect();
    assert_conversation(&read_frames(LinkType::RAW, &frames).capture.connections);
}

#[test]
fn what_only_looks_like_a_tunnel_stays_what_it_is() {
    let quic = [&[0xc3, 0, 0, 0, 1][..], &[0; 1195]].concat();
    let recording = read_frames(LinkType::RAW, &[udp(4789, &quic), udp(2152, b"hello"), udp(6081, &[])]);
    assert_eq!(recording.problems[0].to_string(), "QUIC is not decoded: 1 datagrams with a handshake of it");
    assert_eq!(recording.holds, "it has 3 packets: 2 of UDP, 1 of UDP port 4789 (VXLAN)");
}

#[test]
fn a_file_without_a_connection_says_what_it_holds() {
    let arp = ethernet(0x806, &[0; 28]);
    let quic = ethernet(0x800, &udp(443, &[0; 20]));
    let stray = Talk::new().packet(CLIENT, |tcp| tcp.rst = true, &[]).ethernet();
    let recording = read_frames(LinkType::ETHERNET, &[arp.clone(), quic.clone(), quic, arp.clone(), arp, stray]);
    assert_eq!(
        recording.holds,
        "it has 6 packets: 3 of ARP, 2 of UDP port 443 (QUIC, most likely), 1 of TCP, with nothing but the end of connections"
    );
    assert_eq!(read_frames(LinkType(195), &[vec![0; 9]]).holds, "it has one packet: 1 of the link type IEEE802_15_4_WITHFCS (195)");
    assert_eq!(read_frames(LinkType::RAW, &[]).holds, "it has no packet");
}

#[test]
fn without_a_connection_every_format_says_so_and_the_exit_code_is_2() {
    let file = scratch("nothing.pcap");
    std::fs::write(&file, pcap_of(LinkType::ETHERNET, &[ethernet(0x806, &[0; 28])])).unwrap();
    for format in ["table", "json", "html", "markdown", "jsonl", "names"] {
        let output = tlstrace(&["inspect", file.to_str().unwrap(), "--format", format]).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{format}");
        assert!(text(&output.stderr).contains("has no TCP connection: it has one packet: 1 of ARP"), "{format}: {}", text(&output.stderr));
    }
}
