//! Every scenario, run for real.

use super::*;
use crate::capture::{Capture, Close, Direction, EndState};

fn run(source: &str, seed: Option<u64>) -> Capture {
    Scenario::load(source).unwrap().run_blocking(&RunOptions { seed, ..RunOptions::default() }).unwrap()
}

#[test]
fn look() {
    for name in std::env::var("LOOK").unwrap_or("mtls".into()).split(',') {
        let capture = run(name, std::env::var("SEED").ok().map(|s| s.parse().unwrap()));
        println!("{:?}", capture.source);
        for connection in &capture.connections {
            println!("{} {} {:?} {:?} {:?}", connection.client, connection.server, connection.closes, connection.keylog, connection.shared_secrets.iter().map(|s| (s.group, s.secret.len())).collect::<Vec<_>>());
            for chunk in &connection.chunks {
                println!("  {} {:>6} {} {}", chunk.direction.arrow(), chunk.time_us, chunk.bytes.len(), hex::encode(&chunk.bytes[..chunk.bytes.len().min(12)]));
            }
            println!("{:#?}", connection.client_end);
            println!("{:#?}", connection.server_end);
        }
    }
}
