//! Why a handshake failed: facts of a trace in, findings out. One rule, one file, in `rules/`.
//!
//! [`diagnose`] needs nothing that a capture file with its key log does not have. What an end reported of itself, what
//! it trusts, its clock and its revocation lists make a finding surer, never different: `docs/findings/` says how.
//! [`errors`] says what known error texts stand for, [`preflight`] what would be refused before anybody connects.

mod diagnosed;
pub mod errors;
mod facts;
mod fault;
mod finding;
mod ids;
mod likelihood;
pub mod preflight;
mod rules;
pub mod time;
mod verdict;

pub use diagnosed::Diagnosed;
pub use finding::{Certainty, Evidence, Finding, NonEmpty, Severity};
pub use ids::FindingId;
pub use likelihood::Model;
pub use rules::{diagnose, diagnose_with};
pub use verdict::{Sight, Verdict};
