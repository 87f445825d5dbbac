//! Scenarios, their certificates, and the rustls pair that plays them, with its tap.
//!
//! A [`Scenario`] is data: a TOML file in `scenarios/` (embedded) or of the user. [`Scenario::run`] makes the
//! certificates it needs from `certs/`, configures a client and a server, lets them talk, and returns what was to be
//! seen as a [`Capture`](crate::capture::Capture). Nothing in here decodes a byte.
//!
//! In reading order: `scenario` and `end_spec` say what a scenario holds, `check` what does not go together, `switches` puts one
//! together by hand, `certificate`,
//! `crl` and `pki` describe and make certificates and revocation lists (`key` and `forge` the ones that no library makes),
//! `config` turns a scenario into two rustls configurations (`resolver` and `strict` behave as other stacks do), `pair` plays
//! them (`player` again and again), `end` is one end's part and `http` the part of one that speaks no TLS, `fault` is what goes wrong on the wire.
//! `tap`, `keylog`, `observer`, `key_exchange`, `session_store` and `ticketer` watch, each through a public trait of rustls
//! or tokio, and write into the `recorder` of the end that is running; `reason` turns an error into a value. `seeded` and
//! `pipe` make a run repeatable.

mod builtin;
mod certificate;
mod check;
mod cipher_suite;
mod clock;
mod config;
mod crl;
mod document;
mod end;
mod end_spec;
mod error;
mod expect;
mod fault;
mod forge;
mod group;
mod http;
mod issued;
mod key;
mod key_exchange;
mod key_usage;
mod keylog;
mod loopback;
mod near_miss;
mod observer;
mod pair;
mod pipe;
mod pki;
mod player;
mod reason;
mod recorder;
mod resolver;
mod scenario;
mod seeded;
mod session_store;
mod signature_scheme;
mod step;
mod strict;
mod switches;
mod tap;
#[cfg(test)]
mod tests;
mod ticketer;
mod tls_version;

pub use crate::capture::End;
pub use builtin::Builtin;
pub use certificate::{CertificateKind, CertificateSpec};
pub use document::DocumentError;
pub use end_spec::{ClientAuth, ClientSpec, Protocol, Resumption, ServerSpec};
pub use error::{LabError, ScenarioError};
pub use expect::{Difference, Expectation, ExpectedOutcome};
pub use fault::{FaultAction, FaultSpec};
pub use issued::{IssueError, IssuedCertificate, issue_all};
pub use pair::{Pair, Recording, RunOptions};
pub use player::Player;
pub use resolver::CertificateChoice;
pub use scenario::Scenario;
pub use step::{ConnectionSpec, Step};
pub use switches::{Choice, ChoiceError, Position, Switch};
pub use tls_version::TlsVersion;
