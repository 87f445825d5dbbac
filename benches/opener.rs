//! Opening records: what one costs by cipher, and what making the keys of a traffic secret costs.
//!
//! ```text
//! cargo bench --bench opener
//! ```

#![expect(clippy::expect_used, reason = "a benchmark")]

use divan::Bencher;
use tlstrace::crypt::{Opener, Secret, Suite};
use tlstrace::names::CipherSuite;
use tlstrace::offline::{self, Finished, Options, Pass};
use tlstrace::pair::RunOptions;
use tlstrace::scenario::Scenario;
use tlstrace::trace;

fn main() {
    divan::main();
}

/// The keys of one traffic secret: two derivations, and the cipher's key.
#[divan::bench(args = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"])]
fn keys(bencher: Bencher<'_, '_>, suite: &str) {
    let id = CipherSuite::ALL.iter().find(|id| id.name() == Some(suite)).expect("a suite");
    let suite = Suite::of(*id).expect("an algorithm");
    let secret = Secret::from(vec![7; suite.hash.length()]);
    bencher.bench(|| Opener::tls13(&suite, &secret).expect("an opener"));
}

/// A whole connection to the names of its messages: keys, records, and the walk.
#[divan::bench(args = ["tls@1.2", "mtls@1.2", "tls@1.3", "mtls@1.3"])]
fn names(bencher: Bencher<'_, '_>, name: &str) {
    let options = RunOptions { seed: Some(1), ..RunOptions::default() };
    let capture = Scenario::load(name).expect("a built-in scenario").run_blocking(&options).expect("a handshake");
    bencher.bench(|| trace::names(&capture.connections[0]));
}

/// A capture file of one connection to its connection, without a look into it.
#[divan::bench(args = ["mtls@1.2", "mtls@1.3"])]
fn packets(bencher: Bencher<'_, '_>, name: &str) {
    let options = RunOptions { seed: Some(1), ..RunOptions::default() };
    let capture = Scenario::load(name).expect("a built-in scenario").run_blocking(&options).expect("a handshake");
    let mut file = Vec::new();
    tlstrace::export::pcapng(&capture, &[], &mut file).expect("memory");
    let pass = Pass { threads: std::num::NonZeroUsize::MIN, only: None };
    bencher.bench(|| {
        let (mut count, work) = (0, |(), one: Finished| one.connection.length());
        offline::each(file.as_slice(), Options::default(), &pass, || (), work, |length| count += length).expect("a capture");
        count
    });
}
