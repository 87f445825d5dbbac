//! What networks and capturing machines do to the order of segments, and what TCP proves beside its bytes.

use super::*;

#[test]
fn an_acknowledgement_between_two_segments_in_the_wrong_order_loses_nothing() {
    let mut talk = Talk::new();
    talk.handshake();
    let first = talk.segment(CLIENT, b"first, ");
    let second = talk.segment(CLIENT, b"second");
    talk.packets.push(second);
    talk.acknowledge(SERVER);
    talk.packets.push(first);
    talk.say(SERVER, b"answer");
    let connection = read_packets(&talk.packets).capture.connections.remove(0);
    assert_eq!(said(&connection), [b"first, second".to_vec(), b"answer".to_vec()]);
    assert_eq!(connection.gaps, []);
}

#[test]
fn acknowledgements_give_the_order_whatever_the_clocks_of_the_taps() {
    let mut talk = Talk::new();
    talk.handshake();
    for (from, line) in
        [(CLIENT, &b"hello"[..]), (SERVER, b"hello yourself"), (CLIENT, b"my name"), (SERVER, b"your ticket"), (CLIENT, b"bye")]
    {
        let acknowledged = talk.next[from.reverse().index()];
        let packet = talk.packet(from, |tcp| (tcp.ack, tcp.acknowledgment_number) = (true, acknowledged), line);
        talk.packets.push(packet);
    }
    let of = |from: usize| talk.packets.iter().filter(move |packet| packet.source == talk.ends[from]).cloned();
    for order in [of(0).chain(of(1)).collect::<Vec<_>>(), of(1).chain(of(0)).collect(), talk.packets.clone()] {
        let connection = read_packets(&order).capture.connections.remove(0);
        let lines: Vec<_> = connection.chunks.iter().map(|chunk| String::from_utf8_lossy(&chunk.bytes).into_owned()).collect();
        assert_eq!(lines, ["hello", "hello yourself", "my name", "your ticket", "bye"]);
    }
}

#[test]
fn a_second_answer_to_a_syn_is_no_second_connection() {
    for is_second_right in [false, true] {
        let mut talk = Talk::new();
        talk.handshake();
        let mut forged = talk.packets[1].clone();
        forged.tcp.sequence_number = 77_000_000;
        let at = if is_second_right { 1 } else { talk.packets.len() };
        talk.packets.insert(at, forged);
        talk.say(CLIENT, b"hello");
        talk.say(SERVER, b"hello yourself");
        let connections = read_packets(&talk.packets).capture.connections;
        assert_eq!(connections.len(), 1);
        assert_eq!(said(&connections[0]), [b"hello".to_vec(), b"hello yourself".to_vec()]);
        assert_eq!(connections[0].gaps, []);
    }
}

#[test]
fn bytes_that_are_sent_again_after_both_have_closed_fill_their_hole() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"one ");
    let mut lost = talk.segment(CLIENT, b"two ");
    talk.say(CLIENT, b"three");
    talk.close(CLIENT);
    talk.close(SERVER);
    lost.time_ms = talk.time_ms + 5_000;
    let mut other = conversation_between("10.0.0.9:50000", "10.0.0.2:443");
    other.packets.iter_mut().for_each(|packet| packet.time_ms += talk.time_ms + 4_000);
    let packets: Vec<Packet> = talk.packets.into_iter().chain(other.packets).chain([lost]).collect();
    let connections = read_packets(&packets).capture.connections;
    assert_eq!(connections.len(), 2);
    assert_eq!((said(&connections[0])[0].as_slice(), connections[0].gaps.len()), (&b"one two three"[..], 0));
}

#[test]
fn what_is_repeated_after_the_end_begins_nothing() {
    let mut talk = conversation();
    let mut echo = talk.packets[4].clone();
    echo.time_ms = talk.time_ms + 9_000;
    let mut other = conversation_between("10.0.0.9:50000", "10.0.0.2:443");
    other.packets.iter_mut().for_each(|packet| packet.time_ms += 8_000);
    talk.packets.extend(other.packets);
    talk.packets.push(echo);
    assert_eq!(read_packets(&talk.packets).capture.connections.len(), 2);
}

#[test]
fn the_padding_of_an_acknowledgement_is_no_data() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.packets[2].payload = vec![0; 6];
    talk.say(CLIENT, b"hello, ");
    let padding = |talk: &mut Talk, from: Direction| {
        talk.acknowledge(from);
        talk.packets.last_mut().unwrap().payload = vec![0; 6];
    };
    padding(&mut talk, SERVER);
    talk.say(SERVER, b"hello, client");
    padding(&mut talk, CLIENT);
    talk.say(CLIENT, b"server");
    talk.close(CLIENT);
    talk.packets.last_mut().unwrap().payload = vec![0; 6];
    talk.close(SERVER);
    let connections = read_packets(&talk.packets).capture.connections;
    assert_conversation(&connections);
    assert!(connections[0].tcp.unwrap().iter().all(|end| end.rewritten.is_none()));
}

#[test]
fn zeros_that_are_data_stay_data() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"a");
    talk.say(CLIENT, &[0; 4]);
    talk.say(CLIENT, b"b");
    talk.say(CLIENT, &[0; 4]);
    talk.acknowledge(SERVER);
    assert_eq!(said(&read_packets(&talk.packets).capture.connections[0])[0], b"a\0\0\0\0b\0\0\0\0");
}

#[test]
fn a_retransmission_with_other_bytes_is_told_and_the_first_copy_counts() {
    for is_behind_a_hole in [false, true] {
        let mut talk = Talk::new();
        talk.handshake();
        let lost = talk.segment(CLIENT, b"first ");
        let real = talk.segment(CLIENT, b"true words");
        let mut fake = real.clone();
        fake.payload = b"true lies".to_vec();
        let order = if is_behind_a_hole { vec![real, fake, lost] } else { vec![lost, real, fake] };
        talk.packets.extend(order);
        let recording = read_packets(&talk.packets);
        let connection = &recording.capture.connections[0];
        assert_eq!(said(connection)[0], b"first true words");
        let rewritten = connection.tcp.unwrap()[0].rewritten.unwrap();
        assert_eq!((rewritten.at, rewritten.segments), (11, 1));
        let issues = &trace(&recording.capture).connections[0].issues;
        assert!(issues.iter().any(|issue| issue.what.contains("came again with other bytes") && issue.span.start == 11), "{issues:?}");
    }
    // A byte that keeps a connection alive is none.
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"abc");
    let mut alive = talk.packets.last().unwrap().clone();
    (alive.tcp.sequence_number, alive.payload) = (alive.tcp.sequence_number + 2, vec![0]);
    talk.packets.push(alive);
    assert_eq!(read_packets(&talk.packets).capture.connections[0].tcp.unwrap()[0].rewritten, None);
}

#[test]
fn a_reset_stands_before_what_was_captured_after_it() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, &client_hello());
    talk.reset(CLIENT);
    talk.say(SERVER, b"\x16\x03\x03\0\x04\x0e\0\0\0");
    let recording = read_packets(&talk.packets);
    let connection = &recording.capture.connections[0];
    let closed = connection.tcp.unwrap()[0].closed.unwrap();
    assert_eq!((closed.chunk, closed.time_us, connection.chunks.len()), (1, 4000, 2));
    let traced = &trace(&recording.capture).connections[0];
    assert_eq!([End::Client, End::Server].map(|end| traced.leavings.behind(end)), [Some(1), None]);
}

#[test]
fn acknowledgements_prove_that_a_silent_end_spoke() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"hello");
    talk.say(SERVER, b"hello yourself");
    talk.acknowledge(CLIENT);
    let client_only: Vec<Packet> = talk.packets.iter().filter(|packet| packet.source == talk.ends[0]).cloned().collect();
    let [client, server] = read_packets(&client_only).capture.connections[0].tcp.unwrap();
    assert_eq!((client.segments, client.unseen, server.segments), (4, 0, 0));
    // One of the numbers may be a FIN's.
    assert_eq!(server.unseen, 13);

    talk.close(SERVER);
    talk.acknowledge(CLIENT);
    let [client, server] = read_packets(&talk.packets).capture.connections[0].tcp.unwrap();
    assert_eq!([client.unseen, server.unseen], [0, 0]);
}

#[test]
fn how_long_an_end_was_waited_for_is_told() {
    let mut talk = Talk::new();
    talk.handshake();
    talk.say(CLIENT, b"hello");
    let mut again = talk.packets.last().unwrap().clone();
    assert_eq!(read_packets(&talk.packets).capture.connections[0].watched_us, Some(0));
    again.time_ms += 3000;
    talk.packets.push(again);
    assert_eq!(read_packets(&talk.packets).capture.connections[0].watched_us, Some(3_000_000));
}
