//! Certificates made on the spot: keys for this run, dates counted from its clock.
//!
//! `certificate` and `crl` describe (files of `certs/`, tables of a scenario), `document` reads such descriptions, `make` makes what
//! they describe, with `key` and `forge` for what no library makes; `issued` makes them for good.

mod builtin;
mod certificate;
mod crl;
mod document;
mod error;
mod forge;
mod generator;
mod identity;
mod issued;
mod key;
mod key_usage;
mod make;
mod value;

pub(crate) use builtin::certificates;
pub(crate) use certificate::Certificates;
pub use certificate::{CertificateKind, CertificateSpec};
pub(crate) use crl::{CrlSpec, check as check_crls};
pub(crate) use document::Document;
pub use document::DocumentError;
pub use error::PkiError;
pub(crate) use generator::Generator;
pub(crate) use identity::Identity;
pub use issued::{IssueError, IssuedCertificate, issue_all};
pub(crate) use make::{Maker, Pki};
pub(crate) use value::ClockOffset;
