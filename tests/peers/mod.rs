//! Real peers, and a recorder that stands between them: it passes bytes on and keeps them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use tlstrace::capture::{Capture, Chunk, Close, Connection, Direction};

/// Stands before a server's port, and records one connection.
pub(crate) struct Recorder {
    /// Where a client is to connect.
    pub(crate) port: u16,
    recording: JoinHandle<Vec<Chunk>>,
}

impl Recorder {
    pub(crate) fn before(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { port, recording: thread::spawn(move || record(&listener.accept().unwrap().0, server)) }
    }

    /// What was recorded, when both ends are done.
    pub(crate) fn capture(self) -> Capture {
        let connection = Connection {
            client: "127.0.0.1:50000".into(),
            server: "127.0.0.1:443".into(),
            chunks: self.recording.join().unwrap(),
            closes: [Close::Fin; 2],
            ..Connection::default()
        };
        Capture { connections: vec![connection], ..Capture::default() }
    }
}

fn record(client: &TcpStream, server: u16) -> Vec<Chunk> {
    let server = TcpStream::connect(("127.0.0.1", server)).unwrap();
    let (chunks, begin) = (Arc::new(Mutex::new(Vec::new())), Instant::now());
    let pass = |direction, mut from: TcpStream, mut to: TcpStream| {
        let chunks = Arc::clone(&chunks);
        thread::spawn(move || {
            let mut buffer = [0; 1 << 14];
            while let Ok(length @ 1..) = from.read(&mut buffer) {
                let time_us = u64::try_from(begin.elapsed().as_micros()).unwrap();
                chunks.lock().unwrap().push(Chunk { direction, time_us, bytes: buffer[..length].to_vec() });
                if to.write_all(&buffer[..length]).is_err() {
                    break;
                }
            }
            let _ = to.shutdown(Shutdown::Write);
        })
    };
    let both = [
        pass(Direction::ClientToServer, client.try_clone().unwrap(), server.try_clone().unwrap()),
        pass(Direction::ServerToClient, server, client.try_clone().unwrap()),
    ];
    for thread in both {
        thread.join().unwrap();
    }
    Arc::try_unwrap(chunks).unwrap().into_inner().unwrap()
}

/// Whether a peer is there; if not, says aloud that the test is skipped, or fails where peers are wanted.
pub(crate) fn is_there(program: &str, argument: &str) -> bool {
    let there = Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success());
    let wanted = std::env::var_os("TLSTRACE_REQUIRE_PEERS").is_some_and(|value| value == "1");
    assert!(there || !wanted, "{program} is not installed, and TLSTRACE_REQUIRE_PEERS=1 forbids to skip");
    if !there {
        let _ = writeln!(std::io::stderr(), "SKIPPED: {program} is not installed");
    }
    there
}
