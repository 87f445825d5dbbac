//! What can be wrong with a chain, told from its certificates alone: one fault, one file, with how it is found, what it is
//! called, who says so and what to do. What each stack makes of it is data, in `stacks.toml`.
//!
//! Both judge by these: [`diagnose`](super::diagnose) what was shown on the wire, the
//! [preflight](super::preflight) what is in files. Adding one is a file here, its line in [`KINDS`], its row in
//! `stacks.toml` and its page in `docs/findings`.

mod authority_key_id;
mod ca_expired;
mod ca_invalid;
mod cert_is_ca;
mod compressed_point;
mod critical_extension;
mod expired;
mod explicit_curve;
mod name_constraint;
mod name_encoding;
mod negative_serial;
mod not_yet_valid;
pub(super) mod stacks;
mod unsupported_version;
mod weak_key;
mod weak_signature;
mod wrong_eku;
mod wrong_key_usage;

use super::facts::Signs;
use super::ids::FindingId;
use crate::capture::End;
use crate::trace::Judgement;
use crate::trace::judgement::{Link, Place};
use crate::trace::message::X509;

/// A kind of fault.
pub(super) struct Kind {
    /// What was looked at, in a word or two.
    pub(super) about: &'static str,
    /// Its id, by whose chain has it.
    pub(super) id: fn(End) -> FindingId,
    /// The first one of its kind, from the end's own certificate upwards.
    pub(super) find: fn(&Judgement) -> Option<Fault<'_>>,
    /// How an end that minds says so.
    pub(super) signs: Signs,
    /// Whether it matters only where the end signs the handshake with its key.
    pub(super) is_about_signing: bool,
}

/// The kinds; among equals the one that stands first is told first.
pub(super) const KINDS: &[Kind] = &[
    expired::KIND,
    not_yet_valid::KIND,
    ca_expired::KIND,
    unsupported_version::KIND,
    negative_serial::KIND,
    explicit_curve::KIND,
    critical_extension::KIND,
    name_constraint::KIND,
    cert_is_ca::KIND,
    wrong_eku::KIND,
    wrong_key_usage::KIND,
    ca_invalid::KIND,
    weak_key::KIND,
    weak_signature::KIND,
    authority_key_id::KIND,
    name_encoding::KIND,
    compressed_point::KIND,
];

/// One fault of a chain, and its place.
#[derive(Clone, Debug)]
pub(super) struct Fault<'a> {
    /// Which certificate has it.
    pub(super) link: &'a Link,
    /// Which part of that certificate shows it.
    pub(super) field: Field,
    /// What is wrong, in one sentence without its full stop.
    pub(super) says: String,
    /// What that part says.
    pub(super) shows: String,
    /// A second place that the fault rests on, if there is one.
    pub(super) beside: Option<(&'a Link, Field, String)>,
    /// What to do.
    pub(super) fix: String,
    /// Its row in `stacks.toml`.
    pub(super) row: &'static str,
    /// Whether the clock of the judge decides.
    pub(super) by_clock: bool,
}

/// A part of a certificate, as the decoder names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// A field.
    Named(&'static str),
    /// An extension.
    Extension(&'static str),
}

impl<'a> Fault<'a> {
    /// A fault that this part of this certificate shows.
    fn new(link: &'a Link, field: Field, row: &'static str, says: impl Into<String>, shows: impl Into<String>) -> Self {
        let (says, shows) = (says.into(), shows.into());
        Self { link, field, says, shows, beside: None, fix: String::new(), row, by_clock: false }
    }

    fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self
    }

    fn beside(mut self, link: &'a Link, field: Field, shows: String) -> Self {
        self.beside = Some((link, field, shows));
        self
    }

    fn by_clock(self) -> Self {
        Self { by_clock: true, ..self }
    }
}

/// Every fault of a chain, with its kind.
pub(super) fn faults(judgement: &Judgement) -> impl Iterator<Item = (&'static Kind, Fault<'_>)> {
    KINDS.iter().filter_map(|kind| Some((kind, (kind.find)(judgement)?)))
}

/// `the client's certificate`, or `the certificate of the authority CN=…`.
pub(super) fn name(judgement: &Judgement, link: &Link) -> String {
    match link.place {
        Place::Sent(0) => format!("the {}'s certificate", judgement.of),
        _ => format!("the certificate of the authority {}", name_of(&link.x509)),
    }
}

/// The subject of a certificate, or its alternative names where it has none.
pub(super) fn name_of(x509: &X509) -> String {
    if x509.subject.is_empty() { x509.subject_alt_names.join(", ") } else { x509.subject.clone() }
}

/// Whether this is the end's own certificate.
fn is_own(link: &Link) -> bool {
    link.place == Place::Sent(0)
}

/// Whether the judge trusts this very certificate.
fn is_trusted(link: &Link) -> bool {
    matches!(link.place, Place::Trusted(_)) || matches!(link.issuer, crate::trace::judgement::Issuer::Trusted)
}

/// Names of object identifiers, one behind the other.
fn oids(all: &[String]) -> String {
    let names: Vec<&str> = all.iter().map(|oid| crate::names::oid_name(oid).unwrap_or(oid)).collect();
    if names.is_empty() { "nothing".into() } else { names.join(", ") }
}
