//! The stages apart: the grammar for its facts alone, the grammar with its tree, and the whole of [`trace`].
//!
//! ```text
//! cargo bench --bench decode
//! ```

#![expect(clippy::expect_used, reason = "a benchmark")]

use divan::Bencher;
use tlstrace::bytes::{BufferId, Span};
use tlstrace::capture::Capture;
use tlstrace::pair::RunOptions;
use tlstrace::scenario::Scenario;
use tlstrace::trace::{Trace, trace};
use tlstrace::wire;
use tlstrace::wire::handshake::{self, Context};

fn main() {
    divan::main();
}

fn capture(name: &str) -> Capture {
    Scenario::load(name)
        .expect("a built-in scenario")
        .run_blocking(&RunOptions { seed: Some(1), ..RunOptions::default() })
        .expect("a handshake")
}

/// The messages of a connection, and what the grammar has to know to read them.
fn messages(trace: &Trace) -> (Vec<Vec<u8>>, Context) {
    let connection = &trace.connections[0];
    let context =
        Context { version: connection.negotiated.version, cipher_suite: connection.negotiated.cipher_suite, ..Context::default() };
    let events = connection.events.iter().filter(|event| event.message().is_some());
    (events.map(|event| connection.buffers.bytes(event.span).to_vec()).collect(), context)
}

#[divan::bench(args = ["mtls@1.2", "mtls@1.3"])]
fn facts(bencher: Bencher<'_, '_>, name: &str) {
    let (messages, context) = messages(&trace(&capture(name)));
    bencher.bench(|| {
        let read = |data: &Vec<u8>| wire::facts(data, Span::new(BufferId(0), 0, data.len()), |reader| handshake::message(reader, &context));
        messages.iter().map(read).collect::<Vec<_>>()
    });
}

#[divan::bench(args = ["mtls@1.2", "mtls@1.3"])]
fn tree(bencher: Bencher<'_, '_>, name: &str) {
    let (messages, context) = messages(&trace(&capture(name)));
    bencher.bench(|| {
        let read =
            |data: &Vec<u8>| wire::decode(data, Span::new(BufferId(0), 0, data.len()), |reader| handshake::message(reader, &context));
        messages.iter().map(read).collect::<Vec<_>>()
    });
}

#[divan::bench(args = ["tls@1.2", "mtls@1.2", "tls@1.3", "mtls@1.3", "resumption@1.3"])]
fn whole(bencher: Bencher<'_, '_>, name: &str) {
    let capture = capture(name);
    bencher.bench(|| trace(&capture));
}
