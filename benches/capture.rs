//! A capture of many handshakes from the file to the result, stage by stage, beside what the crypto library alone needs.
//!
//! Machines are noisy, so the stages take turns and the medians are compared. Of the file that TLSTRACE_BENCH_CAPTURE names, or of a
//! small one that is made on the spot:
//!
//! ```text
//! tlstrace run mtls --tls 1.3 --repeat 10000 --pcapng big.pcapng
//! TLSTRACE_BENCH_CAPTURE=big.pcapng cargo bench --bench capture
//! ```

#![expect(clippy::expect_used, clippy::print_stdout, clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "a benchmark")]

use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::hmac;
use tlstrace::capture::Direction;
use tlstrace::names::CipherSuite;
use tlstrace::offline::{self, Finished, Options, Pass};
use tlstrace::trace::{self, Connection, Effort, Epoch, Protection, Tracer, Turn};

/// How often each stage is measured.
const ROUNDS: usize = 5;
/// How many handshakes are made where no file is named.
const MADE: usize = 500;

fn main() {
    let file = std::env::var_os("TLSTRACE_BENCH_CAPTURE").map_or_else(made, |path| std::fs::read(path).expect("a capture file"));
    let (sealed, count) = sealed_records(&file);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let one: [(&str, &dyn Fn()); 5] = [
        ("crypto library alone: keys derived, records opened", &|| sealed.iter().for_each(Sealed::open)),
        ("packets to connections", &|| pass(&file, 1, Effort::Facts, |_, _, _| ())),
        ("names of the messages", &|| pass(&file, 1, Effort::Facts, named)),
        ("facts and proofs", &|| pass(&file, 1, Effort::Facts, traced)),
        ("facts, proofs and every byte", &|| pass(&file, 1, Effort::Full, traced)),
    ];
    let all: [(&str, &dyn Fn()); 2] = [
        ("names of the messages, all cores", &|| pass(&file, cores, Effort::Facts, named)),
        ("facts and proofs, all cores", &|| pass(&file, cores, Effort::Facts, traced)),
    ];
    let stages: Vec<_> = one.into_iter().chain(all).collect();
    let mut times = vec![Vec::new(); stages.len()];
    for _ in 0..ROUNDS {
        for ((_, stage), times) in stages.iter().zip(&mut times) {
            let start = Instant::now();
            stage();
            times.push(start.elapsed());
        }
    }
    let floor = median(&mut times[0]);
    println!("{count} connections, {cores} cores, medians of {ROUNDS} rounds in turns");
    for ((name, _), times) in stages.iter().zip(&mut times) {
        let time = median(times).as_secs_f64();
        let each = time * 1e6 / count as f64;
        println!("{name:52} {:8.0}/s  {each:8.1} µs each  {:6.2} x crypto", count as f64 / time, time / floor.as_secs_f64());
    }
}

/// A pass over the file on so many threads.
fn pass(file: &[u8], threads: usize, effort: Effort, work: fn(&Tracer, Turn<'_>, &Finished)) {
    let tracer = Tracer::new(effort);
    let pass = Pass { threads: NonZeroUsize::new(threads).expect("a thread"), only: None };
    let work = |turn: Turn<'_>, one: Finished| work(&tracer, turn, &one);
    offline::each(file, Options::default(), &pass, || tracer.turn(), work, |()| ()).expect("a capture");
}

fn named(_: &Tracer, _: Turn<'_>, one: &Finished) {
    std::hint::black_box(trace::names(&one.connection));
}

fn traced(tracer: &Tracer, turn: Turn<'_>, one: &Finished) {
    std::hint::black_box(tracer.trace(turn, one.index, &one.connection));
}

/// Records of one direction under one secret of TLS 1.3.
struct Sealed {
    suite: CipherSuite,
    secret: Vec<u8>,
    records: Vec<Vec<u8>>,
}

/// All records that a trace opens, and how many connections there are. Only suites with AES-GCM are counted.
fn sealed_records(file: &[u8]) -> (Vec<Sealed>, usize) {
    let (mut found, mut count) = (Vec::new(), 0);
    let tracer = Tracer::new(Effort::Facts);
    let work = |turn: Turn<'_>, one: Finished| (tracer.trace(turn, one.index, &one.connection), one);
    let each = |(traced, one): (Connection, Finished)| {
        count += 1;
        let random = traced.events.iter().find_map(|event| match event.message()? {
            trace::message::Message::ClientHello(hello) => Some(hello.random.clone()),
            _ => None,
        });
        let (Some(random), Some(suite)) = (random, traced.negotiated.cipher_suite) else { return };
        for (label, from, epoch) in SECRETS {
            let opened = traced.records.iter().filter(|record| record.protection == Protection::Opened);
            let own = opened.filter(|record| record.from == from && record.epoch == epoch);
            let records: Vec<_> = own.map(|record| traced.buffers.bytes(record.span).to_vec()).collect();
            if let Some(secret) = one.connection.keylog.secret(label, &random).filter(|_| !records.is_empty()) {
                found.push(Sealed { suite, secret: secret.to_vec(), records });
            }
        }
    };
    let pass = Pass { threads: NonZeroUsize::MIN, only: None };
    offline::each(file, Options::default(), &pass, || tracer.turn(), work, each).expect("a capture");
    (found, count)
}

const SECRETS: [(&str, Direction, Epoch); 4] = [
    ("CLIENT_HANDSHAKE_TRAFFIC_SECRET", Direction::ClientToServer, Epoch::Handshake),
    ("SERVER_HANDSHAKE_TRAFFIC_SECRET", Direction::ServerToClient, Epoch::Handshake),
    ("CLIENT_TRAFFIC_SECRET_0", Direction::ClientToServer, Epoch::Application),
    ("SERVER_TRAFFIC_SECRET_0", Direction::ServerToClient, Epoch::Application),
];

impl Sealed {
    /// Nothing but calls of the library: one secret made ready, two derivations, one key, and each record.
    fn open(&self) {
        let (hmac, aead): (_, &Algorithm) = match self.suite {
            CipherSuite::TLS_AES_128_GCM_SHA256 => (hmac::HMAC_SHA256, &AES_128_GCM),
            _ => (hmac::HMAC_SHA384, &AES_256_GCM),
        };
        let secret = hmac::Key::new(hmac, &self.secret);
        let length = aead.key_len();
        let key = hmac::sign(&secret, &[&[0, length as u8, 9], &b"tls13 key"[..], &[0, 1]].concat());
        let iv = hmac::sign(&secret, &[&[0, 12, 8], &b"tls13 iv"[..], &[0, 1]].concat());
        let key = LessSafeKey::new(UnboundKey::new(aead, &key.as_ref()[..length]).expect("a key"));
        for (sequence, record) in (0_u64..).zip(&self.records) {
            let mut nonce: [u8; 12] = iv.as_ref()[..12].try_into().expect("12 bytes");
            nonce[4..].iter_mut().zip(sequence.to_be_bytes()).for_each(|(byte, number)| *byte ^= number);
            let mut fragment = record[5..].to_vec();
            let nonce = Nonce::assume_unique_for_key(nonce);
            std::hint::black_box(key.open_in_place(nonce, Aad::from(&record[..5]), &mut fragment).expect("a record that opens"));
        }
    }
}

/// A capture of mutual TLS 1.3.
fn made() -> Vec<u8> {
    use tlstrace::export::PcapngStream;
    use tlstrace::pair::{Player, RunOptions};
    use tlstrace::scenario::Scenario;
    use tlstrace::watch::TlsVersion;
    let options = RunOptions { tls: Some(TlsVersion::Tls13), ..RunOptions::default() };
    let player = Player::new(&Scenario::load("mtls").expect("a scenario"), &options).expect("a pair");
    let mut file = Vec::new();
    let mut stream = PcapngStream::begin("mtls", false, &mut file).expect("memory");
    for number in 0..MADE {
        let capture = player.play(number).expect("a handshake");
        capture.connections.iter().for_each(|connection| stream.add(connection).expect("memory"));
    }
    stream.finish().expect("memory");
    file
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
