//! A recorder that stands between two real peers: it passes bytes on and keeps them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
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
