//! Checks: a mark in the output means that the program recomputed it. One check, one file.

mod certificate_path;
mod certificate_verify;
mod finished_mac;
mod id;
mod psk_binder;
mod server_key_exchange_signature;

pub use id::CheckId;

use super::proof::{Case, Moment, Randoms};
use crate::crypt::Verdict;
use crate::wire::handshake::Message;

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which one.
    pub id: CheckId,
    /// `true`: recomputed, and it agrees; `false`: it does not; `None`: it could not be recomputed.
    pub holds: Option<bool>,
    /// How it was done, why it fails, or what is missing.
    pub detail: String,
    /// The step that it is about, from 1.
    pub step: Option<usize>,
    /// Whether it was not made now, but when the trace was saved: what it needs is not in it.
    pub is_stored: bool,
}

/// A check that looks at one message.
type AtMessage = fn(&Case<'_>, &Moment<'_>) -> Option<Check>;

const AT_MESSAGE: [AtMessage; 5] =
    [psk_binder::check, server_key_exchange_signature::check, certificate_path::check, certificate_verify::check, finished_mac::check];

/// What can be checked at this message.
pub(super) fn at(case: &Case<'_>, moment: &Moment<'_>) -> Vec<Check> {
    let found = AT_MESSAGE.iter().filter_map(|check| check(case, moment));
    found.map(|check| doubted(case, moment, check.of_the_whole(moment))).collect()
}

/// What covers the handshake so far cannot be called wrong where a part of it was not captured, or could not be opened.
fn doubted(case: &Case<'_>, moment: &Moment<'_>, check: Check) -> Check {
    if check.holds != Some(false) || !check.id.covers_the_handshake() {
        return check;
    }
    match lacking(case, moment) {
        Some(why) => Check { holds: None, detail: why.into(), ..check },
        None => check,
    }
}

/// What is missing of that which a message signs, or hashes. Absent is not false.
fn lacking(case: &Case<'_>, moment: &Moment<'_>) -> Option<&'static str> {
    let is_hello = matches!(moment.message, Message::ClientHello(_));
    let Randoms { client, server } = moment.randoms;
    if client.is_empty() {
        return Some("the ClientHello, which it covers, was not captured before it");
    }
    if server.is_empty() && !is_hello {
        return Some("the ServerHello, which it covers, was not captured before it");
    }
    if case.has_gap_before(moment.event) {
        return Some("a part of the handshake before it was not captured");
    }
    if case.has_sealed_before(moment.event.step) {
        return Some("a part of the handshake before it stays sealed");
    }
    case.is_out_of_order(moment.event.step).then_some("the order of what both ends said is not known")
}

impl Check {
    /// A check at a message. `done` says how it was done, for when it holds.
    fn new(id: CheckId, moment: &Moment<'_>, verdict: Verdict, done: impl Into<String>) -> Self {
        let holds = verdict.holds();
        let detail = match verdict {
            Verdict::Holds => done.into(),
            Verdict::Fails(why) | Verdict::Unable(why) => why,
        };
        Self { id, holds, detail, step: Some(moment.event.step), is_stored: false }
    }

    /// A proof with bytes behind it that it does not cover: whoever receives such a message must refuse it.
    fn of_the_whole(self, moment: &Moment<'_>) -> Self {
        let is_proof = matches!(moment.message, Message::Finished(_) | Message::CertificateVerify(_) | Message::ServerKeyExchange(_));
        if !is_proof || !moment.event.left_over || self.holds != Some(true) {
            return self;
        }
        Self { holds: Some(false), detail: "it would hold, but the message goes on behind it".into(), ..self }
    }
}
