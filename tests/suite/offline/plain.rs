//! What is not TLS: said as what it is, and nobody is accused.

use tlstrace::diagnose::{FindingId, diagnose};

use super::*;

/// What is said of lines between two ends, the server at this port: the protocol, the state, and the ids of the causes.
fn verdict(port: u16, close: Option<Direction>, lines: &[(Direction, &[u8])]) -> (Option<String>, State, Vec<FindingId>) {
    let mut talk = Talk::new();
    talk.ends[1].set_port(port);
    talk.handshake();
    lines.iter().for_each(|(from, line)| talk.say(*from, line));
    close.into_iter().for_each(|from| talk.close(from));
    of(&talk)
}

fn of(talk: &Talk) -> (Option<String>, State, Vec<FindingId>) {
    let traced = trace(&read_packets(&talk.packets).capture);
    let causes = diagnose(&traced).remove(0).into_iter().filter(tlstrace::diagnose::Finding::is_cause);
    let one = &traced.connections[0];
    (one.not_tls.clone(), one.outcome.state, causes.map(|cause| cause.id).collect())
}

fn plain(name: &str) -> (Option<String>, State, Vec<FindingId>) {
    (Some(name.to_owned()), State::NotTls, Vec::new())
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

#[test]
fn where_both_speak_in_the_clear_nobody_failed() {
    let smb: &[u8] = b"\0\0\0\x45\xffSMBr\0\0\0\0";
    let cases: [(&str, u16, &[u8], &[u8]); 9] = [
        ("HTTP", 80, GET, b"HTTP/1.1 200 OK\r\n\r\n"),
        ("HTTP", 8443, GET, b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        ("SSH", 22, b"SSH-2.0-a\r\n", b"SSH-2.0-b\r\n"),
        ("SMB", 445, smb, smb),
        ("Redis", 7000, b"*1\r\n$4\r\nPING\r\n", b"+PONG\r\n"),
        ("BitTorrent", 6881, b"\x13BitTorrent protocol", b"\x13BitTorrent protocol"),
        ("OpenVPN", 443, b"\0\x0e\x38abcdefgh\0\0\0\0\0", b"\0\x1a\x40abcdefgh\x01\0\0\0\0abcdefgh\0\0\0\0"),
        ("SSL 2.0", 443, b"\x80\x2e\x01\0\x02\0\x15\0\0\0\x10abc", b"\x83\x0c\x04\0\x01\0\x02\x02\xd8\0\x15\0\x10"),
        ("an unknown protocol", 443, b"\x01\x02\x03\x04 hello", b"\x05\x06\x07\x08 hello"),
    ];
    for (name, port, client, server) in cases {
        for close in [None, Some(CLIENT), Some(SERVER)] {
            assert_eq!(verdict(port, close, &[(CLIENT, client), (SERVER, server)]), plain(name), "{name}");
        }
    }
}

#[test]
fn a_server_that_says_its_banner_to_nobody_failed_nobody() {
    assert_eq!(verdict(25, Some(CLIENT), &[(SERVER, b"220 mail ESMTP\r\n")]), plain("SMTP"));
    assert_eq!(verdict(21, None, &[(SERVER, b"220 files\r\n")]), plain("FTP"));
}

#[test]
fn at_a_plain_port_silence_accuses_nobody() {
    assert_eq!(verdict(80, Some(SERVER), &[(CLIENT, GET)]), plain("HTTP"));
    // A server that waits for TLS does not keep still when it hears something else.
    assert_eq!(verdict(20_443, None, &[(CLIENT, GET)]), plain("HTTP"));
}

#[test]
fn the_real_thing_is_still_told() {
    let (not_tls, state, causes) = verdict(443, None, &[(CLIENT, GET), (SERVER, b"\x15\x03\x01\0\x02\x02\x46")]);
    assert_eq!((not_tls, causes.first()), (None, Some(&FindingId::PlaintextToTlsPort)), "{state}");
    let nginx: &[u8] = b"HTTP/1.1 400 Bad Request\r\n\r\n<title>400 The plain HTTP request was sent to HTTPS port</title>";
    let (not_tls, _, causes) = verdict(8443, None, &[(CLIENT, GET), (SERVER, nginx)]);
    assert_eq!((not_tls, causes.first()), (None, Some(&FindingId::PlaintextToTlsPort)));
    let (not_tls, _, causes) = verdict(20_443, Some(SERVER), &[(CLIENT, GET)]);
    assert_eq!((not_tls, causes.first()), (None, Some(&FindingId::PlaintextToTlsPort)));
    let (not_tls, _, causes) = verdict(80, None, &[(CLIENT, &client_hello()), (SERVER, b"HTTP/1.1 400 Bad Request\r\n\r\n")]);
    assert_eq!((not_tls, causes.first()), (None, Some(&FindingId::TlsToPlaintextPort)));
}

#[test]
fn behind_a_hole_plain_text_stays_plain_text() {
    let mut talk = Talk::new();
    talk.ends[1].set_port(80);
    talk.handshake();
    talk.say(CLIENT, GET);
    talk.say(SERVER, b"HTTP/1.1 200 OK\r\n\r\n");
    let _lost = talk.segment(SERVER, b"lost");
    talk.say(SERVER, b"\x15\x03\x03\0\x02\x02\x28");
    assert_eq!(of(&talk), plain("HTTP"));
}

#[test]
fn tcp_without_data_accuses_nobody() {
    for ending in 0..4 {
        let mut talk = Talk::new();
        match ending {
            0 => talk.handshake(),
            1 => {
                talk.handshake();
                talk.reset(SERVER);
            }
            2 => {
                talk.handshake();
                talk.close(CLIENT);
                talk.close(SERVER);
            }
            _ => {
                let syn = talk.packet(CLIENT, |tcp| tcp.syn = true, &[]);
                talk.packets.push(syn);
                talk.reset(SERVER);
            }
        }
        assert_eq!(of(&talk), plain("TCP without data"), "{ending}");
    }
}

#[test]
fn what_leads_into_tls_is_found_and_what_quotes_it_is_not() {
    let hello = client_hello();
    let alert: &[u8] = b"\x15\x03\x03\0\x02\x02\x28";
    let cases: [(&str, u16, Vec<(Direction, &[u8])>); 6] = [
        ("NATS INFO", 4222, vec![(SERVER, b"INFO {\"tls_required\":true}\r\n")]),
        ("NNTP STARTTLS", 119, vec![(SERVER, b"200 news\r\n"), (CLIENT, b"STARTTLS\r\n"), (SERVER, b"382 go\r\n")]),
        (
            "ManageSieve STARTTLS",
            4190,
            vec![(SERVER, b"\"IMPLEMENTATION\" \"x\"\r\nOK\r\n"), (CLIENT, b"STARTTLS\r\n"), (SERVER, b"OK\r\n")],
        ),
        ("FTP AUTH TLS", 21, vec![(SERVER, b"220 files\r\n"), (CLIENT, b"AUTH TLS\r\n"), (SERVER, b"234 go\r\n")]),
        (
            "SOCKS 5",
            1080,
            vec![
                (CLIENT, &[5, 1, 0]),
                (SERVER, &[5, 0]),
                (CLIENT, b"\x05\x01\0\x03\x01a\x01\xbb"),
                (SERVER, &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
            ],
        ),
        ("IRC STARTTLS", 6667, vec![(CLIENT, b"STARTTLS\r\n"), (SERVER, b":irc 670 * :go\r\n")]),
    ];
    for (name, port, lines) in cases {
        let mut talk = Talk::new();
        talk.ends[1].set_port(port);
        talk.handshake();
        lines.iter().for_each(|(from, line)| talk.say(*from, line));
        talk.say(CLIENT, &hello);
        talk.say(SERVER, alert);
        let connection = read_packets(&talk.packets).capture.connections.remove(0);
        assert_eq!(connection.prelude.map(|prelude| prelude.name), Some(name.to_owned()));
    }
    let upload = [b"POST /pcap HTTP/1.1\r\n\r\n".as_slice(), &hello].concat();
    assert_eq!(verdict(80, None, &[(CLIENT, &upload), (SERVER, b"HTTP/1.1 200 OK\r\n\r\n")]), plain("HTTP"));
}

#[test]
fn tls_behind_a_prelude_is_found_without_its_client_hello() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"\x04\x01\x01\xbb\0\0\0\x01me\0example.org\0");
    talk.say(SERVER, &[0, 0x5a, 1, 0xbb, 0, 0, 0, 1]);
    let _lost = talk.segment(CLIENT, &client_hello());
    let hello = [&[22, 3, 3, 0, 80, 2, 0, 0, 76, 3, 3][..], &[7; 74]].concat();
    let acknowledged = talk.next[0];
    let answer = talk.packet(SERVER, |tcp| (tcp.ack, tcp.acknowledgment_number) = (true, acknowledged), &hello);
    talk.packets.push(answer);
    let connection = read_packets(&talk.packets).capture.connections.remove(0);
    assert_eq!(said(&connection), [Vec::new(), hello]);
    assert_eq!(connection.prelude.map(|prelude| prelude.name), Some("SOCKS 4".to_owned()));
}
