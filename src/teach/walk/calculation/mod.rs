//! What can be computed at a step, with the command that computes it again from this run's values.
//!
//! One kind of calculation, one file. Nothing is computed here: the results are the trace's own, and a test runs every
//! command of the lessons with a real openssl and wants to see the same.

mod binder;
mod certificate_verify;
mod early_secret;
mod extracted_secret;
mod finished;
mod handshake;
mod key_block;
mod master_secret;
mod server_key_exchange;
mod shared_secret;
mod shell;
mod signature;
mod traffic_keys;
mod traffic_secret;
mod transcript_hash;

pub(super) use handshake::Handshake;

use crate::teach::timeline::Entry;
use crate::trace::{DerivedSecret, Event};

/// A calculation card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calculation {
    /// `shared secret`, `transcript hash`, `what CertificateVerify signs`.
    pub title: String,
    /// What it is and why, as Markdown. Handshake messages that go in are named here; their bytes stand in the command.
    pub says: String,
    /// Where it is defined: `RFC 8446 section 7.1`.
    pub source: &'static str,
    /// The values that go in: name and hexadecimal digits.
    pub inputs: Vec<(String, String)>,
    /// A shell command (POSIX `sh`, `openssl` 3, `xxd`) that computes the result from the values, and prints it.
    pub command: Option<String>,
    /// The result: name and hexadecimal digits; of a signature `holds` or `does not hold`; empty where it is not known.
    pub result: (String, String),
}

/// A calculation about a message.
type AtMessage = fn(&Handshake<'_>, &Event) -> Vec<Calculation>;

const AT_MESSAGE: [AtMessage; 5] = [binder::at, server_key_exchange::at, certificate_verify::at, finished::at, transcript_hash::at];

/// A calculation of a secret that becomes computable, one of those that become so together.
type OfSecret = fn(&Handshake<'_>, &DerivedSecret) -> Option<Calculation>;

const OF_SECRET: [OfSecret; 7] =
    [shared_secret::of, early_secret::of, extracted_secret::of, master_secret::of, traffic_secret::of, traffic_keys::of, key_block::of];

/// The cards of a step.
pub(super) fn of(handshake: &Handshake<'_>, step: &Entry) -> Vec<Calculation> {
    match step.message() {
        Some(number) => at_message(handshake, number),
        None => of_keys(handshake, step.after_step, &step.name),
    }
}

/// Only the first handshake is computed: what comes later (post-handshake authentication, renegotiation) repeats it.
fn at_message(handshake: &Handshake<'_>, number: usize) -> Vec<Calculation> {
    let Some(event) = handshake.event(number) else { return Vec::new() };
    AT_MESSAGE.iter().flat_map(|calculation| calculation(handshake, event)).collect()
}

fn of_keys(handshake: &Handshake<'_>, after: usize, group: &str) -> Vec<Calculation> {
    let secrets: Vec<&DerivedSecret> =
        handshake.connection.secrets.iter().filter(|secret| secret.after_step == after && secret.group == group).collect();
    if secrets.is_empty() {
        return Vec::new();
    }
    let before = shared_secret::unknown(handshake, &secrets).into_iter().chain(early_secret::before(handshake, &secrets));
    let of = |secret: &&DerivedSecret| OF_SECRET.iter().find_map(|calculation| calculation(handshake, secret));
    before.chain(secrets.iter().filter_map(of)).collect()
}

fn input(name: &str, value: &[u8]) -> (String, String) {
    (name.to_owned(), hex::encode(value))
}
