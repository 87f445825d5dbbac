//! A capture file in a test: what was agreed on, what was proved, and why it failed.
//!
//! ```text
//! cargo run --example trace_a_capture -- examples/client_cert_expired.pcapng [KEYLOG]
//! ```

#![expect(clippy::print_stdout, reason = "an example that shows what it finds")]

use std::error::Error;
use std::fs::{self, File};

use tlstrace::{Diagnosed, KeyLog, Options, read};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().unwrap_or_else(|| "examples/client_cert_expired.pcapng".into());
    // Secrets that are in the file are found there; others stand in a key log (SSLKEYLOGFILE).
    let keylog = match arguments.next() {
        Some(path) => KeyLog::parse(&fs::read_to_string(path)?).0,
        None => KeyLog::default(),
    };
    let recording = read(File::open(&path)?, Options { name: path, keylog })?;
    recording.problems.iter().for_each(|problem| println!("problem: {problem}"));

    let diagnosed = Diagnosed::from(recording.capture);
    for (connection, findings) in diagnosed.connections() {
        println!("{} to {}: {}", connection.client, connection.server, connection.outcome.state);
        let agreed = &connection.negotiated;
        if let (Some(version), Some(suite)) = (agreed.version, agreed.cipher_suite) {
            println!("  agreed: {version}, {suite}");
        }
        for event in &connection.events {
            println!("  {} sends {}", event.sender(), event.name().unwrap_or_else(|| "a sealed record".into()));
        }
        for check in connection.checks.iter().filter(|check| check.holds.is_some()) {
            println!("  {}: {}", check.id, if check.holds == Some(true) { "holds" } else { "fails" });
        }
        for finding in findings {
            println!("  {}, {:?}: {}", finding.id, finding.certainty, finding.says);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tlstrace::{Certainty, Diagnosed, End, FindingId, Options, read};

    /// What a test of your own can say of a capture that your CI made.
    #[test]
    fn the_clients_certificate_expired() {
        let file = std::fs::File::open("examples/client_cert_expired.pcapng").expect("the capture is there");
        let recording = read(file, Options::default()).expect("it is a capture");
        let diagnosed = Diagnosed::from(recording.capture);
        let cause = diagnosed.cause().expect("the handshake fails");
        assert_eq!((cause.id, cause.certainty), (FindingId::CertExpired(End::Client), Certainty::Proven));
        assert_eq!(cause.by, Some(End::Server));
    }
}
