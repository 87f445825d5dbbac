//! TCP: from segments to connections (RFC 9293). What is over is handed out at once, so that memory holds what is open.

mod ended;
mod flow;
mod half;
mod order;
mod stream;

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};

use ended::Ended;
use flow::Flow;

use super::Problem;
use super::census::Census;
use super::packet::{self, Datagram, Found, Fragments, Kind, LinkType, Segment};
use super::prelude;
use super::problem::Losses;
use crate::capture::Connection;

/// The most connections that are open at a time. Beyond it, one that was silent for long is given up.
const MAX_OPEN: usize = 65_536;
/// The most bytes that all open connections hold together: 1 GiB. Beyond it, one that was silent for long is given up.
const MAX_HELD: usize = 1 << 30;
/// How long a closed connection waits for packets that were captured late, in microseconds of the capture: 2 s.
const LINGER_US: i64 = 2_000_000;
/// The same for one of which bytes are missing: an end repeats them after 1, 2, 4, … seconds (RFC 6298 5.5). A minute.
const LINGER_INCOMPLETE_US: i64 = 60_000_000;
/// The most DTLS conversations that are told apart.
const MAX_DTLS: usize = 4096;

/// Takes packets, and gives finished connections.
#[derive(Debug, Default)]
pub struct Assembler {
    flows: HashMap<Key, Flow>,
    /// Open flows in the order in which they are asked whether they may be given up.
    queue: VecDeque<(Key, usize)>,
    /// Closed flows in the order in which they closed.
    lingering: VecDeque<(Key, usize)>,
    /// Those of them that wait longer, because bytes are missing.
    incomplete: VecDeque<(Key, usize)>,
    ended: Ended,
    finished: VecDeque<Finished>,
    fragments: Fragments,
    /// How many connections were seen.
    count: usize,
    held: usize,
    now_us: i64,
    dtls: HashMap<(SocketAddr, SocketAddr), u64>,
    losses: Losses,
    census: Census,
    /// The connections that are wanted, by their place; `None`: all.
    only: Option<BTreeSet<usize>>,
}

/// A connection that is over, or was given up.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Its place by its first packet, from 0.
    pub index: usize,
    /// What was said.
    pub connection: Connection,
}

/// The two ends of a connection, in an order of their own: both directions have the same key. As bytes, because every
/// packet is looked up, and a socket address takes long to hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key([u8; 36]);

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        state.write(&self.0);
    }
}

impl Assembler {
    /// From here on, of other connections than these no byte is kept, and none is handed out.
    pub fn keep_only(&mut self, only: Option<BTreeSet<usize>>) {
        self.only = only;
    }

    /// Takes a packet as it was captured, at a time in microseconds since 1970-01-01 00:00 UTC.
    pub fn packet(&mut self, link: LinkType, time_us: i64, data: &[u8]) {
        let mut whole = [const { Vec::new() }; packet::MAX_WHOLE];
        match packet::read(link, time_us, data, &mut self.fragments, &mut whole) {
            Found::Tcp(segment) => {
                self.census.tcp += 1;
                self.segment(&segment);
            }
            Found::Udp(datagram) => {
                self.census.count_udp([datagram.source, datagram.destination]);
                self.datagram(&datagram);
            }
            Found::Other(kind) => {
                if let Kind::Link(link) = kind {
                    self.losses.count(&format!("{{}} packets of the link type {link} were not read"));
                }
                self.census.count(kind);
            }
            Found::Fragment => self.census.fragments += 1,
            Found::Unreadable => {
                self.census.unreadable += 1;
                self.losses.count("{} packets are cut or damaged before their data");
            }
        }
    }

    /// What the packets were, in words: for a file in which no connection is.
    #[must_use]
    pub fn holds(&self) -> String {
        self.census.to_string()
    }

    /// A connection that is over, if there is one.
    pub fn next_finished(&mut self) -> Option<Finished> {
        self.finished.pop_front()
    }

    /// Ends all connections, because there are no more packets.
    pub fn finish(&mut self) {
        let mut open: Vec<(usize, Key)> = self.flows.iter().map(|(key, flow)| (flow.index, *key)).collect();
        open.sort_unstable();
        for (_, key) in open {
            self.end(&key);
        }
    }

    /// What was left out so far.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = self.losses.problems().collect();
        match self.fragments.unfinished() {
            0 => {}
            lost => problems.push(Problem(format!("{lost} datagrams were sent in fragments, and not all of these are there"))),
        }
        problems.extend(self.dtls_problem());
        problems
    }

    fn segment(&mut self, segment: &Segment<'_>) {
        if segment.cut > 0 {
            self.losses.count("{} packets were cut when they were captured: their last bytes are missing");
        }
        self.now_us = self.now_us.max(segment.time_us);
        let key = key(segment.source, segment.destination);
        if self.add(&key, segment).is_none() {
            // What is no beginning and says nothing, or nothing new, is an echo of a connection that is over.
            let end = usize::from(segment.source > segment.destination);
            if !segment.syn && (segment.payload.is_empty() || self.ended.has_said(&key, end, segment)) {
                return;
            }
            self.begin(key, segment);
            self.add(&key, segment);
        }
        self.end_what_is_over();
        self.give_up_what_is_too_much();
    }

    /// Adds a segment to its flow; `None` where there is none, or where it opens another between the same ends.
    fn add(&mut self, key: &Key, segment: &Segment<'_>) -> Option<()> {
        let flow = self.flows.get_mut(key)?;
        if flow.is_another(segment) {
            self.end(key);
            return None;
        }
        let (held, was_closed) = (flow.held(), flow.is_closed());
        flow.segment(segment);
        self.held = self.held + flow.held() - held;
        if flow.is_closed() && !was_closed {
            self.lingering.push_back((*key, flow.index));
        }
        Some(())
    }

    fn begin(&mut self, key: Key, segment: &Segment<'_>) {
        let is_wanted = self.only.as_ref().is_none_or(|only| only.contains(&self.count));
        let ends = ends(segment.source, segment.destination);
        self.flows.insert(key, Flow::new(self.count, ends, segment.time_us, is_wanted));
        self.queue.push_back((key, self.count));
        self.count += 1;
    }

    /// Ends the closed connections for which nothing came for a while. Of one with a hole the missing bytes may yet be sent again.
    fn end_what_is_over(&mut self) {
        while let Some((key, index)) = self.is_over(&self.lingering, LINGER_US) {
            self.lingering.pop_front();
            let is_whole = self.flow(key, index).is_none_or(Flow::is_whole);
            if is_whole { self.end_one(key, index) } else { self.incomplete.push_back((key, index)) }
        }
        while let Some((key, index)) = self.is_over(&self.incomplete, LINGER_INCOMPLETE_US) {
            self.incomplete.pop_front();
            self.end_one(key, index);
        }
    }

    /// The first of a queue, if it was silent for so long, or is gone.
    fn is_over(&self, queue: &VecDeque<(Key, usize)>, linger_us: i64) -> Option<(Key, usize)> {
        let (key, index) = *queue.front()?;
        let is_over = self.flow(key, index).is_none_or(|flow| self.now_us.saturating_sub(flow.last_us()) >= linger_us);
        is_over.then_some((key, index))
    }

    fn flow(&self, key: Key, index: usize) -> Option<&Flow> {
        self.flows.get(&key).filter(|flow| flow.index == index)
    }

    fn end_one(&mut self, key: Key, index: usize) {
        if self.flow(key, index).is_some() {
            self.end(&key);
        }
    }

    /// Keeps the bounds. A flow that had a packet since it was asked last is spared once.
    fn give_up_what_is_too_much(&mut self) {
        while self.flows.len() > MAX_OPEN || self.held > MAX_HELD {
            let Some((key, index)) = self.queue.pop_front() else { return };
            let Some(flow) = self.flows.get_mut(&key).filter(|flow| flow.index == index) else { continue };
            if flow.was_active() {
                self.queue.push_back((key, index));
                continue;
            }
            self.losses.count("{} connections were given up before their end: too many were open at once");
            self.end(&key);
        }
        self.forget_what_is_gone();
    }

    /// Flows that ended by themselves leave their place in the queue behind.
    fn forget_what_is_gone(&mut self) {
        if self.queue.len() > 2 * self.flows.len() + 1024 {
            self.queue.retain(|(key, index)| self.flows.get(key).is_some_and(|flow| flow.index == *index));
        }
    }

    fn end(&mut self, key: &Key) {
        let Some(flow) = self.flows.remove(key) else { return };
        self.held = self.held.saturating_sub(flow.held());
        self.ended.add(*key, &flow);
        if !flow.is_wanted() {
            return;
        }
        let (index, watched_us) = (flow.index, self.now_us.saturating_sub(flow.said_us()));
        let (mut connection, excess) = flow.into_connection();
        connection.watched_us = u64::try_from(watched_us).ok();
        if excess > 0 {
            self.losses.count("{} connections are longer than what is kept of one");
        }
        prelude::split(&mut connection);
        self.finished.push_back(Finished { index, connection });
    }

    /// DTLS (RFC 9147) is recognised by its record header, and counted.
    fn datagram(&mut self, datagram: &Datagram<'_>) {
        if is_quic(datagram.payload) {
            return self.losses.count("QUIC is not decoded: {} datagrams with a handshake of it");
        }
        let Some(&[kind, 0xfe, 0xff | 0xfd | 0xfc, ..]) = datagram.payload.first_chunk::<13>() else { return };
        let ends = ends(datagram.source, datagram.destination);
        if (20..=25).contains(&kind) && (self.dtls.contains_key(&ends.into()) || self.dtls.len() < MAX_DTLS) {
            *self.dtls.entry(ends.into()).or_default() += 1;
        }
    }

    fn dtls_problem(&self) -> Option<Problem> {
        let datagrams: u64 = self.dtls.values().sum();
        let (one, other) = self.dtls.keys().min()?;
        let conversations = self.dtls.len();
        Some(Problem(format!("DTLS is not decoded: {datagrams} datagrams in {conversations} conversations, one between {one} and {other}")))
    }
}

/// A long header of QUIC's versions 1 and 2 (RFC 9000 17.2, RFC 9369 3.1), in a datagram that is as long as the first ones have to be.
fn is_quic(datagram: &[u8]) -> bool {
    matches!(datagram, &[0xc0..=0xff, 0, 0, 0, 1, ..] | &[0xc0..=0xff, 0x6b, 0x33, 0x43, 0xcf, ..]) && datagram.len() >= 1200
}

fn ends(source: SocketAddr, destination: SocketAddr) -> [SocketAddr; 2] {
    if source <= destination { [source, destination] } else { [destination, source] }
}

fn key(source: SocketAddr, destination: SocketAddr) -> Key {
    let mut bytes = [0; 36];
    for (place, end) in bytes.chunks_exact_mut(18).zip(ends(source, destination)) {
        let (address, port) = place.split_at_mut(16);
        match end.ip() {
            // Not as IPv6 would map it: then both families could meet.
            IpAddr::V4(ip) => address[..4].copy_from_slice(&ip.octets()),
            IpAddr::V6(ip) => address.copy_from_slice(&ip.octets()),
        }
        port.copy_from_slice(&end.port().to_be_bytes());
    }
    Key(bytes)
}
